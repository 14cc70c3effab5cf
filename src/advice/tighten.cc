// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "advice/tighten.hh"

#include "advice/edits.hh"
#include "advice/effective.hh"
#include "advice/exposure.hh"
#include "advice/tighten-judge.hh"
#include "unit/words.hh"

#include <algorithm>
#include <fmt/format.h>
#include <fmt/ranges.h>

namespace hardenctl {

namespace {

/** What systemd does with the value in this version; unknown words are ignored with the line. */
bool value_is_known(const TightenRule &rule, unsigned version)
{
	const auto values = record(rule.directive).values;
	const auto known = std::ranges::find(values, rule.value, &ValueRecord::value);
	return known == values.end() || known->since <= version;
}

class Adviser {
	const TightenCase unit_;
	TightenAdvice &advice_;
	const System &system_;
	double points_;

	const Settings &settings() const noexcept { return unit_.sandbox.settings(); }

	/** Is the value, or a stricter one of the same directive, in force? */
	bool is_in_force(const TightenRule &rule) const
	{
		const std::string_view now = settings().value(rule.directive);
		if (now.empty() || parse_boolean(now) == false || now == "default")
			return false;
		const bool is_yes = parse_boolean(now) == true;
		bool stricter_seen = false;
		for (const TightenRule &row : tighten_rules()) {
			if (row.directive != rule.directive)
				continue;
			stricter_seen |= row.value == now || (is_yes && row.value == "yes");
			if (&row == &rule)
				return stricter_seen || now == "strict" || now == "private";
		}
		return false;
	}

	bool is_available(Directive directive)
	{
		const DirectiveRecord &known = record(directive);
		std::string why;
		if (known.since > system_.version())
			why = fmt::format("{}= (since systemd {})", known.name, known.since);
		else if (system_.user_manager && user_support(directive) == UserSupport::Never)
			why = fmt::format("{}= (not in a user manager)", known.name);
		if (why.empty())
			return true;
		if (std::ranges::find(advice_.unavailable, why) == advice_.unavailable.end())
			advice_.unavailable.push_back(why);
		return false;
	}

	void add(Candidate candidate)
	{
		if (!is_available(candidate.directive))
			return;
		if (candidate.support == Support::Supported && unit_.runtime.processes.empty()) {
			candidate.support = Support::Trial;
			candidate.reason = unit_.runtime.unreadable == 0
						   ? "no process of it was running to look at"
						   : "its processes may not be looked at";
		}
		if (candidate.support != Support::Rejected)
			judge(unit_, candidate);
		if (system_.user_manager && candidate.support != Support::Rejected &&
			user_support(candidate.directive) == UserSupport::Depends)
			candidate.support = std::max(candidate.support, Support::Trial);
		candidate.risk = risk_of(candidate.directive);
		candidate.exposure_gained =
			points_ -
			exposure_points(with_lines(unit_.config, candidate.lines), system_);
		advice_.candidates.push_back(std::move(candidate));
	}

	/** Already there by another directive: written down, it stays when that one goes. */
	bool is_implied(const TightenRule &rule) const
	{
		const auto index = settings().find(rule.directive);
		return index && settings()[*index].implied_by && is_in_force(rule);
	}

	void add_rule(const TightenRule &rule)
	{
		if (!value_is_known(rule, system_.version()) || rule.value == default_of(rule))
			return;
		if (is_in_force(rule) && !is_implied(rule))
			return;
		Candidate candidate{.directive = rule.directive,
			.lines = {fmt::format("{}={}", name(rule.directive), rule.value)},
			.support = rule.best,
			.reason{rule.reason.empty() ? "nothing seen needs what it takes away"
						    : std::string{rule.reason}}};
		if (is_implied(rule)) {
			const auto by = settings()[*settings().find(rule.directive)]
						.assignment.origin.implied_by;
			candidate.support = Support::Harmless;
			candidate.reason = fmt::format("{}= implies it already", name(*by));
		}
		add(std::move(candidate));
	}

	static std::string_view default_of(const TightenRule &rule)
	{
		return record(rule.directive).default_value;
	}

	/** Meant for another kind of unit. */
	bool is_pointless(Directive directive) const
	{
		return directive == Directive::RemoveIPC && unit_.sandbox.starts_as_root();
	}

	/** Does one that is kept make this one needless? */
	static bool is_outdone(const Candidate &candidate, const std::vector<Candidate> &kept)
	{
		return std::ranges::any_of(kept, [&](const Candidate &other) {
			if (other.directive != candidate.directive)
				return false;
			const bool same = other.support == candidate.support;
			const bool better = other.support < candidate.support &&
					    other.exposure_gained >= candidate.exposure_gained;
			return same || better ||
			       (candidate.support == Support::Rejected &&
				       other.exposure_gained >= candidate.exposure_gained);
		});
	}

	/** Of a directive the strictest that is supported and what is stricter yet, for a trial. */
	void drop_weaker()
	{
		std::vector<Candidate> kept;
		for (Candidate &candidate : advice_.candidates) {
			if (is_outdone(candidate, kept))
				continue;
			if (candidate.support != Support::Rejected)
				std::erase_if(kept, [&](const Candidate &other) {
					return other.directive == candidate.directive &&
					       other.support == Support::Rejected &&
					       other.exposure_gained <= candidate.exposure_gained;
				});
			kept.push_back(std::move(candidate));
		}
		advice_.candidates = std::move(kept);
	}

public:
	Adviser(const TightenCase &unit, TightenAdvice &advice)
		: unit_(unit), advice_(advice), system_(unit_.sandbox.system()),
		  points_(exposure_points(unit_.config, system_))
	{
	}

	void collect()
	{
		std::vector<Candidate> lists;
		propose_strict_system(unit_, lists);
		propose_capabilities(unit_, lists);
		propose_families(unit_, lists);
		propose_system_calls(unit_, lists);
		propose_devices(unit_, lists);
		propose_addresses(unit_, lists);
		for (Candidate &candidate : lists)
			add(std::move(candidate));
		for (const TightenRule &rule : tighten_rules())
			if (!is_pointless(rule.directive) && is_available(rule.directive))
				add_rule(rule);
		drop_weaker();
		std::ranges::stable_sort(
			advice_.candidates, [](const Candidate &one, const Candidate &other) {
				return std::pair{one.support, -one.exposure_gained} <
				       std::pair{other.support, -other.exposure_gained};
			});
	}
};

void add_notes(TightenAdvice &advice, const UnitConfig &config, const RuntimeFacts &runtime)
{
	if (advice.processes == 0 && runtime.unreadable > 0)
		advice.notes.push_back(fmt::format(
			"It runs, but only root may look at its {} process{}: what is printed "
			"follows from its files alone.",
			runtime.unreadable, runtime.unreadable == 1 ? "" : "es"));
	else if (advice.processes == 0)
		advice.notes.emplace_back(
			"No process of it runs: what is printed follows from its files alone.");
	const bool has_reload = std::ranges::any_of(config.commands,
		[](const ExecCommand &command) { return command.setting == "ExecReload"; });
	if (has_reload)
		advice.notes.emplace_back("A reload (ExecReload=) was not seen.");
}

} // namespace

std::vector<std::string> lines_of(std::span<const Candidate> candidates, Support least)
{
	std::vector<std::string> lines;
	for (const Candidate &candidate : candidates)
		if (candidate.support <= least)
			lines.insert(lines.end(), candidate.lines.begin(), candidate.lines.end());
	return lines;
}

TightenAdvice advise_tightening(const UnitConfig &config, const System &system,
	const RuntimeFacts &runtime, std::span<const Denial> denials)
{
	TightenAdvice advice{.unit = config.id, .processes = runtime.processes.size()};
	advice.diagnostics = runtime.diagnostics;
	const Sandbox sandbox{config, system};
	auto observations = observations_of(runtime, sandbox, denials);
	for (Observation &observation : observations_of_commands(config))
		observations.push_back(std::move(observation));
	Adviser adviser{{config, sandbox, runtime, observations}, advice};
	adviser.collect();
	const auto level = [&](Support least) {
		return exposure_level(
			with_lines(config, lines_of(advice.candidates, least)), system);
	};
	advice.exposure_before = exposure_level(config, system);
	advice.exposure_supported = level(Support::Supported);
	advice.exposure_all = level(Support::Trial);
	add_notes(advice, config, runtime);
	return advice;
}

} // namespace hardenctl
