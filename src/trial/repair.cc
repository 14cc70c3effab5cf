// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "trial/repair.hh"

#include "advice/drop-in.hh"
#include "advice/limits.hh"
#include "base/error.hh"
#include "base/text.hh"
#include "trial/repair-search.hh"
#include "trial/standing-cause.hh"

#include <algorithm>
#include <fmt/format.h>
#include <fmt/ranges.h>

namespace hardenctl {

namespace {

/** More than was denied, which needs a yes: by trial, something narrower may be found. */
bool gives_much_up(const std::vector<Edit> &edits)
{
	return std::ranges::any_of(edits, [](const Edit &edit) {
		const bool is_wider =
			edit.scope == Scope::Off ||
			(edit.scope == Scope::Wider && edit.purpose &&
				record(edit.purpose->written.directive).merge == Merge::Last);
		return is_wider && !edit.openings.empty() && !has_refused(edit.openings);
	});
}

class Repair {
	UnitTransaction &change_;
	ManagerInterface &manager_;
	const RepairRequest &request_;
	Examine examine_;
	Consent consent_;
	Progress progress_;
	RepairSearch search_;
	RepairResult result_;
	/** The unit is well with it, though something is still denied. */
	std::string good_enough_;
	bool is_bisect_refused_ = false;

	bool may_try(const std::vector<Edit> &edits);
	bool may_bisect();
	std::string why_not_repaired() const;
	Diagnosis try_once(const std::vector<Edit> &edits);
	void without_needless_words(std::vector<Edit> edits);
	bool keep_good_enough();
	void keep(const Health &health);

public:
	Repair(UnitTransaction &change, ManagerInterface &manager, const RepairRequest &request,
		const Diagnosis &first, Examine examine, Consent consent, Progress progress)
		: change_(change), manager_(manager), request_(request), examine_(examine),
		  consent_(consent), progress_(progress), search_(first)
	{
		result_.unit = request.config.id;
		result_.was_serving = first.incident.outcome == Outcome::Impaired;
		result_.user = manager.location().user;
	}

	RepairResult run();
};

bool Repair::may_try(const std::vector<Edit> &edits)
{
	const ProposedChange proposed{
		.unit = result_.unit,
		.drop_in = compose_drop_in(request_.config, request_.system, edits),
		.openings = openings_of_all(edits),
		.edits = edits,
	};
	if (consent_(proposed))
		return true;
	for (const Opening &opening : proposed.openings)
		if (std::ranges::find(result_.openings, opening) == result_.openings.end())
			result_.openings.push_back(opening);
	return false;
}

/** Asked at most once, and only where a check can tell what works. */
bool Repair::may_bisect()
{
	if (request_.watch.check.empty() || is_bisect_refused_)
		return false;
	const ProposedChange proposed{.unit = result_.unit, .openings = {bisect_opening()}};
	result_.is_to_bisect = consent_(proposed);
	is_bisect_refused_ = !result_.is_to_bisect;
	if (is_bisect_refused_)
		result_.openings.push_back(bisect_opening());
	return result_.is_to_bisect;
}

std::string Repair::why_not_repaired() const
{
	if (result_.rounds.size() >= request_.max_rounds)
		return fmt::format("{} attempts did not repair it", request_.max_rounds);
	if (result_.openings.empty())
		return "nothing that was tried repairs it, and there is nothing else to try";
	return result_.rounds.empty()
		       ? "no narrow repair is known; what is left needs your consent"
		       : "no narrow repair was enough; what is left needs your consent";
}

Diagnosis Repair::try_once(const std::vector<Edit> &edits)
{
	RepairRound round{.lines = texts_of(merge_edits(request_.config, request_.system, edits))};
	result_.drop_in = compose_drop_in(request_.config, request_.system, edits);
	TrialRun run = run_trial(
		change_, manager_, result_.unit, request_.watch, result_.drop_in, examine_);
	name_standing_causes(run.diagnosis, request_.config);
	round.health = std::move(run.health);
	const auto &findings = run.diagnosis.findings;
	if (!findings.empty() && findings.front().confidence >= sure_from)
		round.denied = findings.front();
	progress_(round);
	result_.rounds.push_back(std::move(round));
	return std::move(run.diagnosis);
}

/** Groups that a line takes away, where the log did not name the call: which of them were it? */
bool is_guessed_list(const Edit &edit)
{
	return edit.purpose &&
	       record(edit.purpose->written.directive).type == ValueType::SystemCallList &&
	       edit.purpose->denial.operation.call.empty() && edit.lines.size() == 1 &&
	       split_blanks(edit.lines.front()).size() > 1;
}

Edit without_word(const Edit &edit, std::size_t index)
{
	const std::string &line = edit.lines.front();
	const auto equals = line.find('=') + 1;
	auto words = split_blanks(std::string_view{line}.substr(equals));
	words.erase(words.begin() + static_cast<std::ptrdiff_t>(index));
	Edit fewer = edit;
	fewer.lines = {line.substr(0, equals) + fmt::format("{}", fmt::join(words, " "))};
	return fewer;
}

/** The check decides which words are needed. Those are in force at the end. */
void Repair::without_needless_words(std::vector<Edit> edits)
{
	bool is_in_force = true;
	for (Edit &edit : edits) {
		std::size_t index = 0;
		while (is_guessed_list(edit) && index < split_blanks(edit.lines.front()).size() &&
			result_.rounds.size() < request_.max_rounds) {
			const Edit before = edit;
			edit = without_word(before, index);
			const Diagnosis after = try_once(edits);
			is_in_force =
				result_.rounds.back().health.is_good && !has_sure_finding(after);
			if (!is_in_force) {
				edit = before;
				index++;
			}
		}
	}
	if (!is_in_force)
		try_once(edits);
}

void Repair::keep(const Health &health)
{
	result_.seen = health.seen;
	result_.was_used = health.was_used;
	result_.path = change_.keep(result_.drop_in, request_.at_runtime);
	result_.awaits_confirmation = change_.awaits_confirmation();
	result_.is_repaired = true;
}

/** It is not lost on a detail that no edit repairs; but what broke the unit must be gone. */
bool Repair::keep_good_enough()
{
	if (good_enough_.empty())
		return false;
	result_.drop_in = good_enough_;
	change_.apply(good_enough_);
	const Health health = watch(manager_, result_.unit, request_.watch, change_.restart());
	if (!health.is_good)
		return false;
	keep(health);
	result_.diagnostics.push_back({Level::Warning,
		fmt::format("{} is still denied something: `hardenctl diagnose {}` shows it.",
			result_.unit, result_.unit)});
	return true;
}

RepairResult Repair::run()
{
	while (result_.rounds.size() < request_.max_rounds) {
		const auto edits = search_.current();
		if (!edits && !good_enough_.empty())
			break;
		if ((!edits || gives_much_up(*edits)) && may_bisect())
			break;
		if (!edits)
			break;
		if (!may_try(*edits)) {
			search_.skip();
			continue;
		}
		const Diagnosis after = try_once(*edits);
		const bool is_good = result_.rounds.back().health.is_good;
		if (is_good && !has_sure_finding(after)) {
			if (!request_.watch.check.empty())
				without_needless_words(*edits);
			/* of what worked before, the last look decides, too */
			if (result_.rounds.back().health.is_good) {
				keep(result_.rounds.back().health);
				return std::move(result_);
			}
		}
		if (is_good && !search_.knows(after))
			good_enough_ = result_.drop_in;
		search_.learn(after);
	}
	if (keep_good_enough())
		return std::move(result_);
	result_.reason = why_not_repaired();
	for (const Diagnostic &problem : change_.roll_back().problems)
		result_.diagnostics.push_back(problem);
	return std::move(result_);
}

} // namespace

Opening bisect_opening()
{
	return {"bisect",
		"restart it several times without some of its settings, to find what breaks it"};
}

RepairResult repair(UnitTransaction &change, ManagerInterface &manager,
	const RepairRequest &request, const Diagnosis &first, Examine examine, Consent consent,
	Progress progress)
{
	return Repair{change, manager, request, first, examine, consent, progress}.run();
}

} // namespace hardenctl
