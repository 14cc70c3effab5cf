// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "trial/tighten-trial.hh"

#include "advice/drop-in.hh"
#include "advice/edits.hh"
#include "advice/exposure.hh"
#include "advice/likelihoods.hh"
#include "advice/tighten-judge.hh"
#include "base/error.hh"
#include "base/escape.hh"
#include "base/text.hh"
#include "trial/bisect-search.hh"
#include "trial/learn-session.hh"
#include "trial/repair-search.hh"
#include "trial/tighten-progress.hh"
#include "trial/tighten-weaker.hh"

#include <algorithm>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <map>

namespace hardenctl {

namespace {

using Items = std::vector<std::size_t>;

/** Call by call is a restart each: then the directive goes. */
constexpr unsigned max_narrowings = 3;
constexpr const char *found_by_trial = "found by trial: it does not work with it";
/** Who needs more gives other answers each time. */
constexpr unsigned max_trials = 64;
/** In points of 10: what is less is rounding. */
constexpr double least_gain = 1e-6;
/** How much likelier than others a candidate is to break something. */
constexpr double trial_weight = 4;
constexpr double harmless_weight = 0.3;

/** What makes room for something in a list that a candidate brings; without it, it would restrict. */
struct Narrowing {
	/** Its headline. */
	std::string candidate;
	Edit edit;
};

class Tightening {
	LiveChange &change_;
	Manager &manager_;
	const TightenRequest &request_;
	const System system_;
	Examine examine_;
	WasReloaded was_reloaded_;
	TrialProgress progress_;
	TightenProgress known_;
	/** Those that are still in, in the order in which they work. */
	std::vector<Candidate> candidates_;
	std::vector<Narrowing> narrowings_;
	/** How often, by headline. */
	std::map<std::string, unsigned> narrowed_;
	TightenResult result_;
	std::optional<std::string> in_force_;
	std::string last_reason_;
	bool reloaded_ = false;
	/** Is it known what the filter denies? Else its victims are gone without a word. */
	bool learned_ = false;

	void start();
	std::string text_of(const std::vector<Candidate> &candidates) const;
	UnitConfig config_with(const std::vector<Candidate> &candidates) const;
	TrialRun try_text(const std::string &text, TrialStep step);
	bool try_all();
	void log_calls();
	/** The strictest. */
	std::vector<Candidate>::const_reverse_iterator last_of(Directive directive) const;
	double points() const;
	bool leaves_something(const Edit &edit, const Candidate &candidate);
	bool narrow(const Finding &finding);
	void drop(std::size_t index, const std::string &reason);
	bool heed(const Diagnosis &diagnosis);
	bool search();
	bool try_without_filter();
	void try_weaker();
	std::string exposure_in_words() const;
	std::vector<std::string> not_exercised() const;
	TightenResult end();

public:
	Tightening(LiveChange &change, Manager &manager, const TightenRequest &request,
		Examine examine, WasReloaded was_reloaded, TrialProgress progress)
		: change_(change), manager_(manager), request_(request),
		  system_(system_of(request.system)), examine_(examine),
		  was_reloaded_(was_reloaded), progress_(progress),
		  known_(request.config, manager.location().user)
	{
		start();
	}

	TightenResult run();
};

/** The line that says most: not the empty one before a list. */
std::string headline(const Candidate &candidate)
{
	const auto found = std::ranges::find_if(candidate.lines,
		[](const std::string &line) { return !line.ends_with('='); });
	return found == candidate.lines.end() ? candidate.lines.back() : *found;
}

void Tightening::start()
{
	result_.unit = request_.config.id;
	result_.companion = request_.companion;
	result_.companion_drop_in = request_.companion_drop_in;
	result_.dropped = request_.left_out;
	result_.exposure_before = exposure_level(request_.config, system_);
	for (const Candidate &candidate : request_.candidates) {
		if (candidate.support == Support::Rejected)
			continue;
		const auto known = known_.dropped().find(headline(candidate));
		if (known == known_.dropped().end())
			candidates_.push_back(candidate);
		else
			result_.dropped.push_back({known->first, known->second});
	}
}

std::vector<std::string> lines_in(std::string_view text)
{
	std::vector<std::string> lines;
	for (const std::string_view line : split(text, '\n'))
		if (!line.empty() && !line.starts_with('#') && !line.starts_with('['))
			lines.emplace_back(line);
	return lines;
}

UnitConfig Tightening::config_with(const std::vector<Candidate> &candidates) const
{
	auto lines = lines_in(request_.always);
	const auto more = lines_of(candidates, Support::Trial);
	lines.insert(lines.end(), more.begin(), more.end());
	return with_lines(request_.config, lines);
}

std::string commented(const std::vector<std::string> &lines, std::string_view reason)
{
	std::string text = fmt::format("# {}\n", escape_for_terminal(reason));
	for (const std::string &line : lines)
		text += line + "\n";
	return text;
}

/** Do its lines leave nothing of those of an earlier one? */
bool replaces(const Candidate &later, const Candidate &earlier)
{
	return later.directive == earlier.directive &&
	       (later.lines.front().ends_with('=') ||
		       record(later.directive).merge == Merge::Last ||
		       record(later.directive).merge == Merge::LastOrReset);
}

/** The candidates, then what makes room in them. */
std::string Tightening::text_of(const std::vector<Candidate> &candidates) const
{
	std::string text = "[Service]\n" + request_.always;
	for (auto at = candidates.begin(); at != candidates.end(); ++at)
		if (std::none_of(at + 1, candidates.end(), [&](const Candidate &later) {
			    return replaces(later, *at);
		    }))
			text += commented(at->lines, at->reason);
	std::vector<Edit> edits;
	for (const Narrowing &narrowing : narrowings_)
		if (std::ranges::find(candidates, narrowing.candidate, headline) != candidates.end())
			edits.push_back(narrowing.edit);
	for (const DropInLine &line : merge_edits(config_with(candidates), system_, edits))
		text += commented({line.text}, fmt::format("{}", fmt::join(line.reasons, "; ")));
	return text;
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
	in_force_ = run.health.is_good ? std::optional{text} : std::nullopt;
	last_reason_ = run.health.reason;
	if (run.health.is_good)
		reloaded_ = was_reloaded_(run.since);
	step.health = &run.health;
	progress_(step);
	return run;
}

std::vector<Candidate>::const_reverse_iterator Tightening::last_of(Directive directive) const
{
	return std::find_if(candidates_.crbegin(), candidates_.crend(),
		[&](const Candidate &candidate) { return candidate.directive == directive; });
}

/** What the filter would deny is logged and passes, and all of it is let through then. */
void Tightening::log_calls()
{
	const auto filter = last_of(Directive::SystemCallFilter);
	if (filter == candidates_.crend())
		return;
	const Sandbox sandbox{config_with(candidates_), system_};
	LearnedCalls learned{sandbox.filter()};
	LearnSession session{learned};
	if (!session.has_socket() || !sandbox.filter().is_active())
		return;
	std::vector<Candidate> others = candidates_;
	std::erase_if(others, [](const Candidate &candidate) {
		return candidate.directive == Directive::SystemCallFilter;
	});
	const TrialRun run = try_text(text_of(others) + permissive_drop_in(result_.unit, sandbox),
		{.what = "with all but the system call filter, which only logs"});
	session.take_rest(manager_.state(result_.unit).control_group);
	if (const auto edit = learned.edit()) {
		narrowings_.push_back({headline(*filter), *edit});
		learned_ = true;
	}
	if (!run.health.is_good)
		heed(run.diagnosis);
	in_force_.reset();
}

void Tightening::drop(std::size_t index, const std::string &reason)
{
	const Candidate candidate = candidates_[index];
	const std::string line = headline(candidate);
	known_.drop(line, reason);
	result_.dropped.push_back({line, reason});
	candidates_.erase(candidates_.begin() + static_cast<std::ptrdiff_t>(index));
	narrowed_.erase(line);
	std::erase_if(narrowings_,
		[&](const Narrowing &narrowing) { return narrowing.candidate == line; });
}

double Tightening::points() const
{
	return exposure_points(
		with_lines(request_.config, lines_in(text_of(candidates_))), system_);
}

/** What takes all of a line back that systemd-analyze counts is worse to read than no line. */
bool Tightening::leaves_something(const Edit &edit, const Candidate &candidate)
{
	if (candidate.exposure_gained <= 0)
		return true;
	narrowings_.push_back({headline(candidate), edit});
	const double with = points();
	narrowings_.pop_back();
	return with < points() + candidate.exposure_gained - least_gain;
}

/** With the narrowest edit that is not there yet; else without the strictest candidate. */
bool Tightening::narrow(const Finding &finding)
{
	const auto last = last_of(finding.directive);
	if (last == candidates_.crend())
		return false;
	const bool may_narrow = narrowed_[headline(*last)]++ < max_narrowings;
	for (const Edit &edit : finding.edits)
		if (may_narrow && edit.scope != Scope::Off &&
			std::ranges::none_of(narrowings_, [&](const Narrowing &narrowing) {
				return narrowing.edit.lines == edit.lines;
			}) &&
			leaves_something(edit, *last)) {
			narrowings_.push_back({headline(*last), edit});
			return true;
		}
	const Operation &operation = finding.denial.operation;
	const std::string what = operation.path.empty() ? operation.call : operation.path;
	drop(static_cast<std::size_t>(candidates_.crend() - last) - 1,
		what.empty() ? "it denied something that is needed"
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
	static constexpr double finding_weight = 200;
	std::vector<Hint> hints;
	for (const Finding &finding : diagnosis.findings)
		for (std::size_t i = candidates.size(); i-- > 0;)
			if (candidates[i].directive == finding.directive)
				hints.push_back({i, finding.confidence * finding_weight});
	return hints;
}

/** The smallest set without which it works; that it does without all is known. */
bool Tightening::search()
{
	std::vector<double> weights;
	for (const Candidate &candidate : candidates_)
		weights.push_back(weight_of(candidate, request_.config));
	BisectSearch *running = nullptr;
	const auto works = [&](const Items &removed) -> TrialAnswer {
		std::vector<Candidate> kept;
		for (std::size_t i = 0; i < candidates_.size(); ++i)
			if (!std::ranges::binary_search(removed, i))
				kept.push_back(candidates_[i]);
		if (kept.empty())
			return {.works = true};
		TrialStep step{.at_most = result_.trials + running->at_most(),
			.what = fmt::format(
				"with {} of {} candidates", kept.size(), candidates_.size())};
		if (running->has_suspect())
			step.suspect = headline(candidates_[running->suspect()]);
		const TrialRun run = try_text(text_of(kept), step);
		return {run.health.is_good, hints_on(run.diagnosis, candidates_)};
	};
	BisectSearch search{weights, works};
	running = &search;
	const BisectAnswer answer = search.run();
	for (auto culprit = answer.culprits.rbegin(); culprit != answer.culprits.rend(); ++culprit)
		drop(*culprit, found_by_trial);
	return !answer.culprits.empty();
}

/**
 * Whom a filter kills does not say so, and hides what else is denied to it: who fails without a word
 * is tried without it first. True if that tells what to change.
 */
bool Tightening::try_without_filter()
{
	const auto filter = last_of(Directive::SystemCallFilter);
	if (learned_ || filter == candidates_.crend())
		return false;
	const auto index = static_cast<std::size_t>(candidates_.crend() - filter) - 1;
	std::vector<Candidate> others = candidates_;
	others.erase(others.begin() + static_cast<std::ptrdiff_t>(index));
	const TrialRun run =
		try_text(text_of(others), {.what = "without the system call filter"});
	if (!run.health.is_good)
		return heed(run.diagnosis);
	drop(index, found_by_trial);
	return true;
}

bool Tightening::try_all()
{
	const std::string text = text_of(candidates_);
	if (in_force_ == text)
		return true;
	const TrialRun run =
		try_text(text, {.what = fmt::format("with {} candidates", candidates_.size())});
	if (run.health.is_good)
		return true;
	if (!heed(run.diagnosis) && !try_without_filter() && !search())
		throw Error{fmt::format(
			"{} does not work with any of it: {}", result_.unit, last_reason_)};
	return false;
}

/** ProtectHome=read-only where yes fails, all such at once. */
void Tightening::try_weaker()
{
	for (std::vector<Candidate> &more :
		weaker_values(request_.config, system_, result_.dropped, candidates_)) {
		const std::string what = fmt::format("with {} weaker values", more.size());
		more.insert(more.begin(), candidates_.begin(), candidates_.end());
		if (!try_text(text_of(more), {.what = what}).health.is_good)
			continue;
		candidates_ = std::move(more);
		return;
	}
}

std::string counted(std::size_t count, std::string_view thing)
{
	return fmt::format("{} {}{}", count, thing, count == 1 ? "" : "s");
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
	const auto has_command = [&](std::string_view setting) {
		return std::ranges::find(request_.config.commands, setting,
			       &ExecCommand::setting) != request_.config.commands.end();
	};
	if (!reloaded_ && has_command("ExecReload"))
		out.emplace_back("no reload was seen: ExecReload= is untested");
	if (request_.watch.check.empty())
		out.emplace_back("no --check= was given: that it runs is all that is known");
	if (request_.watch.exercises.empty())
		out.emplace_back("no --exercise= was given: what it does only now and then (log "
				 "rotation, ExecStopPost=) is untested");
	return out;
}

TightenResult Tightening::end()
{
	result_.exposure_after = exposure_level(
		with_lines(request_.config, lines_in(text_of(candidates_))), system_);
	result_.not_exercised = not_exercised();
	const std::string trials = counted(result_.trials, "trial");
	std::string header = fmt::format("# {}: {}{}, {}\n# {}\n",
		escape_for_terminal(result_.unit),
		request_.origin.empty() ? "what it was seen to work with"
					: "what it was seen to work with of the ",
		request_.origin, trials, exposure_in_words());
	for (const std::string &gap : result_.not_exercised)
		header += fmt::format("# {}\n", gap);
	for (const DroppedLine &dropped : result_.dropped)
		header += fmt::format("# not {}: {}\n", escape_for_terminal(dropped.line),
			escape_for_terminal(dropped.reason));
	result_.drop_in = header + text_of(candidates_);
	result_.summary = fmt::format("{}: {}, {}, {}.", result_.unit, exposure_in_words(), trials,
		counted(candidates_.size(), "directive"));
	if (request_.keep) {
		result_.path = change_.keep(result_.drop_in, request_.at_runtime);
		result_.awaits_confirmation = change_.awaits_confirmation();
	} else
		for (const Diagnostic &problem : change_.take_back().problems)
			result_.diagnostics.push_back(problem);
	known_.forget();
	return std::move(result_);
}

TightenResult Tightening::run()
{
	if (candidates_.empty()) {
		known_.forget();
		result_.exposure_after = result_.exposure_before;
		result_.summary =
			fmt::format("{} can carry nothing that it does not have.", result_.unit);
		return std::move(result_);
	}
	log_calls();
	while (!candidates_.empty() && !try_all())
		;
	try_weaker();
	while (!candidates_.empty() && !try_all())
		;
	return end();
}

} // namespace

TightenResult tighten_by_trial(LiveChange &change, Manager &manager, const TightenRequest &request,
	Examine examine, WasReloaded was_reloaded, TrialProgress progress)
{
	return Tightening{change, manager, request, examine, was_reloaded, progress}.run();
}

} // namespace hardenctl
