// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "trial/tighten-trial.hh"

#include "advice/drop-in.hh"
#include "advice/edits.hh"
#include "advice/exposure.hh"
#include "advice/likelihoods.hh"
#include "advice/trace-coverage.hh"
#include "base/error.hh"
#include "base/text.hh"
#include "trial/bisect-search.hh"
#include "trial/learn-session.hh"
#include "trial/repair-search.hh"
#include "trial/standing-cause.hh"
#include "trial/tighten-draft.hh"
#include "trial/tighten-progress.hh"
#include "trial/tighten-weaker.hh"
#include "trial/written-lines.hh"

#include <algorithm>
#include <fmt/format.h>

namespace hardenctl {

namespace {

using Items = std::vector<std::size_t>;

constexpr const char *found_by_trial = "found by trial: it does not work with it";
/** Who needs more gives other answers each time. */
constexpr unsigned max_trials = 64;
/** How much likelier than others a candidate is to break something. */
constexpr double trial_weight = 4;
constexpr double harmless_weight = 0.3;

class Tightening {
	UnitTransaction &change_;
	ManagerInterface &manager_;
	const TightenRequest &request_;
	const System system_;
	Examine examine_;
	WasReloaded was_reloaded_;
	TrialProgress progress_;
	TightenProgress known_;
	TightenDraft draft_;
	TightenResult result_;
	std::optional<std::string> in_force_;
	std::string last_reason_;
	bool reloaded_ = false;
	/** Is it known what the filter denies? Else its victims are gone without a word. */
	bool learned_ = false;
	/** Does it work with the lines that stay in any case? */
	bool works_with_always_ = false;

	void start();
	TrialRun try_text(const std::string &text, TrialStep step);
	bool try_all();
	void log_calls();
	bool narrow(const Finding &finding);
	void drop(std::size_t index, const std::string &reason);
	bool heed(const Diagnosis &diagnosis);
	void check_always();
	bool search();
	bool try_without_filter();
	void try_weaker();
	std::string exposure_in_words() const;
	std::vector<std::string> not_exercised() const;
	TightenResult end();

public:
	Tightening(UnitTransaction &change, ManagerInterface &manager,
		const TightenRequest &request, Examine examine, WasReloaded was_reloaded,
		TrialProgress progress)
		: change_(change), manager_(manager), request_(request),
		  system_(system_of(request.system)), examine_(examine),
		  was_reloaded_(was_reloaded), progress_(progress),
		  known_(request.config, manager.location().user),
		  draft_(request.config, system_, request.always)
	{
		start();
	}

	TightenResult run();
};

void Tightening::start()
{
	result_.unit = request_.config.id;
	result_.dropped = request_.left_out;
	result_.exposure_before = exposure_level(request_.config, system_);
	std::vector<Candidate> candidates = request_.candidates;
	std::ranges::stable_sort(candidates, {},
		[](const Candidate &candidate) { return record(candidate.directive).place; });
	for (const Candidate &candidate : candidates) {
		if (candidate.support == Support::Rejected)
			continue;
		const auto known = known_.dropped().find(headline(candidate));
		if (known == known_.dropped().end())
			draft_.add(candidate);
		else
			result_.dropped.push_back({known->first, known->second});
	}
}

TrialRun Tightening::try_text(const std::string &text, TrialStep step)
{
	if (result_.trials == max_trials)
		throw Error{fmt::format("{} works now with some lines and now not: after {} trials "
					"no set is sure. Is its check reliable?",
			result_.unit, result_.trials)};
	step.number = ++result_.trials;
	progress_(step);
	TrialRun run = run_trial(change_, manager_, result_.unit, request_.watch, text, examine_);
	name_standing_causes(run.diagnosis, request_.config);
	in_force_ = run.health.is_good ? std::optional{text} : std::nullopt;
	last_reason_ = run.health.reason;
	if (run.health.is_good)
		reloaded_ = was_reloaded_(run.since);
	step.health = &run.health;
	progress_(step);
	return run;
}

/** What the filter would deny is logged and passes, and all of it is let through then. */
void Tightening::log_calls()
{
	const auto filter = draft_.strictest(Directive::SystemCallFilter);
	if (!filter)
		return;
	const Sandbox sandbox{draft_.config(), system_};
	LearnedCalls learned{sandbox.filter()};
	LearnSession session{learned};
	if (!session.has_socket() || !sandbox.filter().is_active())
		return;
	std::vector<Candidate> others = draft_.candidates();
	std::erase_if(others, [](const Candidate &candidate) {
		return candidate.directive == Directive::SystemCallFilter;
	});
	const TrialRun run =
		try_text(draft_.text_of(others) + permissive_drop_in(result_.unit, sandbox),
			{.what = "with all but the system call filter, which only logs"});
	session.take_rest(manager_.state(result_.unit).control_group);
	if (const auto edit = learned.edit()) {
		draft_.make_room(*filter, *edit);
		learned_ = true;
	}
	if (!run.health.is_good)
		heed(run.diagnosis);
	in_force_.reset();
}

void Tightening::drop(std::size_t index, const std::string &reason)
{
	const std::string line = draft_.drop(index);
	known_.drop(line, reason);
	result_.dropped.push_back({line, reason});
}

/** With the narrowest edit that is not there yet; else without the strictest candidate. */
bool Tightening::narrow(const Finding &finding)
{
	const auto strictest = draft_.strictest(finding.directive);
	if (!strictest)
		return false;
	if (draft_.narrow(*strictest, finding.edits))
		return true;
	const Operation &operation = finding.denial.operation;
	const std::string what = operation.path.empty() ? operation.call : operation.path;
	drop(*strictest, what.empty() ? "it denied something that is needed"
				      : fmt::format("it denied {}", what));
	return true;
}

/** Each of those that are surely to blame; false if nothing changes. */
bool Tightening::heed(const Diagnosis &diagnosis)
{
	bool changed = false;
	for (const Finding &finding : diagnosis.findings)
		if (finding.confidence >= sure_from)
			changed = narrow(finding) || changed;
	return changed;
}

/** How often such a line breaks something, by what is known of its directive and of the unit. */
double weight_of(const Candidate &candidate, const UnitConfig &config)
{
	const double base = candidate.support == Support::Trial      ? trial_weight
			    : candidate.support == Support::Harmless ? harmless_weight
								     : 1;
	const UnitConfig with = with_lines(config, candidate.lines);
	return base * prior_of(with.assignments.back(), with);
}

std::vector<Hint> hints_on(const Diagnosis &diagnosis, const std::vector<Candidate> &candidates)
{
	std::vector<Hint> hints;
	for (const Finding &finding : diagnosis.findings)
		for (std::size_t i = candidates.size(); i-- > 0;)
			if (candidates[i].directive == finding.directive)
				hints.push_back({i, finding.confidence * finding_weight});
	return hints;
}

/** What stays in any case is no candidate: no search among these finds it. Throws Error. */
void Tightening::check_always()
{
	if (works_with_always_ || request_.always.empty())
		return;
	const TrialRun run = try_text(
		draft_.text_of({}), {.what = "with nothing but the lines that do not restrict"});
	if (!run.health.is_good)
		throw Error{fmt::format("{} does not work with what {} sets up: {}", result_.unit,
			request_.origin, run.health.reason)};
	works_with_always_ = true;
}

/** The smallest set without which it works; that it does without all is known. */
bool Tightening::search()
{
	check_always();
	const std::vector<Candidate> &candidates = draft_.candidates();
	std::vector<double> weights;
	for (const Candidate &candidate : candidates)
		weights.push_back(weight_of(candidate, request_.config));
	BisectSearch *running = nullptr;
	const auto works = [&](const Items &removed) -> TrialAnswer {
		std::vector<Candidate> kept;
		for (std::size_t i = 0; i < candidates.size(); ++i)
			if (!std::ranges::binary_search(removed, i))
				kept.push_back(candidates[i]);
		if (kept.empty())
			return {.works = true};
		TrialStep step{.at_most = result_.trials + running->at_most(),
			.what = fmt::format(
				"with {} of {} candidates", kept.size(), candidates.size())};
		if (running->has_suspect())
			step.suspect = headline(candidates[running->suspect()]);
		const TrialRun run = try_text(draft_.text_of(kept), step);
		return {run.health.is_good, hints_on(run.diagnosis, candidates)};
	};
	BisectSearch search{weights, works};
	running = &search;
	const BisectAnswer answer = search.run();
	for (auto culprit = answer.culprits.rbegin(); culprit != answer.culprits.rend(); ++culprit)
		drop(*culprit, found_by_trial);
	return !answer.culprits.empty();
}

/**
 * Whom a filter kills does not say so, and hides what else is denied to it: who fails without a
 * word is tried without it first. True if that tells what to change.
 */
bool Tightening::try_without_filter()
{
	const auto filter = draft_.strictest(Directive::SystemCallFilter);
	if (learned_ || !filter)
		return false;
	std::vector<Candidate> others = draft_.candidates();
	others.erase(others.begin() + static_cast<std::ptrdiff_t>(*filter));
	const TrialRun run =
		try_text(draft_.text_of(others), {.what = "without the system call filter"});
	if (!run.health.is_good)
		return heed(run.diagnosis);
	drop(*filter, found_by_trial);
	return true;
}

bool Tightening::try_all()
{
	const std::string text = draft_.text();
	if (in_force_ == text)
		return true;
	const TrialRun run = try_text(
		text, {.what = fmt::format("with {} candidates", draft_.candidates().size())});
	if (run.health.is_good)
		/* it may live with what it was denied; others who use it may not */
		return !heed(run.diagnosis);
	if (!heed(run.diagnosis) && !try_without_filter() && !search())
		throw Error{fmt::format(
			"{} does not work with any of it: {}", result_.unit, last_reason_)};
	return false;
}

/** ProtectHome=read-only where yes fails, all such at once. */
void Tightening::try_weaker()
{
	for (const std::vector<Candidate> &more :
		weaker_values(request_.config, system_, result_.dropped, draft_.candidates())) {
		const std::string what = fmt::format("with {} weaker values", more.size());
		TightenDraft weaker = draft_;
		for (const Candidate &candidate : more)
			weaker.add(candidate);
		if (!try_text(weaker.text(), {.what = what}).health.is_good)
			continue;
		draft_ = std::move(weaker);
		return;
	}
}

std::string level_in_words(std::optional<unsigned> level)
{
	return level ? exposure_text(*level) : "unknown";
}

std::string Tightening::exposure_in_words() const
{
	return fmt::format("exposure {} before, {} after", level_in_words(result_.exposure_before),
		level_in_words(result_.exposure_after));
}

std::vector<std::string> Tightening::not_exercised() const
{
	std::vector<std::string> out;
	if (!reloaded_ && can_reload(request_.config))
		out.emplace_back("not tested: a reload");
	if (request_.watch.check.empty())
		out.emplace_back("not tested: its service to others; without --check= all that is "
				 "known is that it runs");
	if (request_.watch.exercises.empty())
		out.emplace_back(
			"not tested: what it does only now and then, such as the rotation of "
			"logs (--exercise=)");
	return out;
}

TightenResult Tightening::end()
{
	const std::string text = draft_.text();
	result_.exposure_after =
		exposure_level(with_lines(request_.config, lines_in(text)), system_);
	result_.not_exercised = not_exercised();
	const std::string trials = counted(result_.trials, "trial");
	std::string header = comment_of(fmt::format(
		"{}: {}, {}, {}.", result_.unit, request_.origin, trials, exposure_in_words()));
	if (!request_.watch.check.empty())
		header += comment_of(fmt::format("Checked on systemd {} by: {}", system_.version(),
			request_.watch.check.back()));
	if (request_.watch.reloads && reloaded_)
		header += comment_of("Reloaded in each trial.");
	for (const std::vector<std::string> &exercise : request_.watch.exercises)
		header += comment_of(fmt::format("Exercised by: {}", exercise.back()));
	for (const std::string &note : request_.notes)
		header += comment_of(capitalized(note));
	for (const std::string &gap : result_.not_exercised)
		header += comment_of(capitalized(gap) + ".");
	for (const DroppedLine &dropped : result_.dropped)
		header += comment_of(fmt::format("Without {}: {}.", dropped.line, dropped.reason));
	result_.drop_in = header + text;
	result_.summary = fmt::format("{}: {}, {}, {}.", result_.unit, exposure_in_words(), trials,
		counted(draft_.candidates().size(), "directive"));
	if (request_.keep) {
		result_.path = change_.keep(
			result_.drop_in + written_lines_comment(text, system_.version()),
			request_.at_runtime);
		result_.awaits_confirmation = change_.awaits_confirmation();
	} else
		for (const Diagnostic &problem : change_.roll_back().problems)
			result_.diagnostics.push_back(problem);
	known_.forget();
	return std::move(result_);
}

TightenResult Tightening::run()
{
	if (draft_.candidates().empty()) {
		known_.forget();
		result_.exposure_after = result_.exposure_before;
		result_.summary =
			fmt::format("There is nothing to add to {} at this level.", result_.unit);
		for (const std::string &note : request_.notes)
			result_.diagnostics.push_back({Level::Notice, note});
		return std::move(result_);
	}
	log_calls();
	while (!draft_.candidates().empty() && !try_all())
		;
	try_weaker();
	while (!draft_.candidates().empty() && !try_all())
		;
	return end();
}

} // namespace

TightenResult tighten_by_trial(UnitTransaction &change, ManagerInterface &manager,
	const TightenRequest &request, Examine examine, WasReloaded was_reloaded,
	TrialProgress progress)
{
	return Tightening{change, manager, request, examine, was_reloaded, progress}.run();
}

} // namespace hardenctl
