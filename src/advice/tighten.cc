// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "advice/tighten.hh"

#include "advice/edits.hh"
#include "advice/effective.hh"
#include "advice/exposure.hh"
#include "advice/tighten-judge.hh"
#include "advice/tighten-words.hh"
#include "base/text.hh"
#include "unit/words.hh"

#include <algorithm>
#include <fmt/format.h>

namespace hardenctl {

namespace {

/** What systemd does with the value in this version; unknown words are ignored with the line. */
bool value_is_known(const DirectiveRecord &known, std::string_view value, unsigned version)
{
	const auto found = std::ranges::find(known.values, value, &ValueRecord::value);
	return found == known.values.end() || found->since <= version;
}

/** By the unit itself or by what implies it. */
bool forbids_new_privileges(const Sandbox &sandbox)
{
	return sandbox.settings().is_on(Directive::NoNewPrivileges);
}

bool has_mechanism(const DirectiveRecord &known, Mechanism mechanism)
{
	return std::ranges::find(known.mechanisms, mechanism) != known.mechanisms.end();
}

class Adviser {
	const TightenCase unit_;
	TightenAdvice &advice_;
	const System &system_;
	double points_;

	const Settings &settings() const noexcept { return unit_.sandbox.settings(); }

	/** Is the value, or a stricter one of the same directive, in force? */
	bool is_in_force(const DirectiveRecord &known, const ProposalRow &proposal) const
	{
		const std::string_view now = settings().value(known.id);
		if (now.empty() || parse_boolean(now) == false || now == "default")
			return false;
		const bool is_yes = parse_boolean(now) == true;
		bool stricter_seen = false;
		for (const ProposalRow &row : known.proposals) {
			stricter_seen |= row.value == now || (is_yes && row.value == "yes");
			if (&row == &proposal)
				return stricter_seen || now == "strict" || now == "private";
		}
		return false;
	}

	/** Whose file system other services use. */
	const ProcessSeen *user_mounter() const
	{
		const auto found = std::ranges::find_if(
			unit_.runtime.processes, [](const ProcessSeen &process) {
				return std::ranges::find(process.files, "/dev/fuse",
					       &OpenFile::path) != process.files.end();
			});
		return found == unit_.runtime.processes.end() ? nullptr : &*found;
	}

	/** Where the unit's own files set it to what is its default: somebody wants it so. */
	const Assignment *wanted_off(const DirectiveRecord &known) const
	{
		const auto index = settings().find(known.id);
		if (!index || settings()[*index].implied_by)
			return nullptr;
		const Assignment &set = settings()[*index].assignment;
		const bool is_off =
			parse_boolean(set.value) == false || set.value == known.default_value;
		return is_off && !set.value.empty() ? &set : nullptr;
	}

	/** In a list of the unit's own files, which says what it needs. */
	bool lists_capability(std::string_view capability) const
	{
		return std::ranges::any_of(settings().all(), [&](const Setting &setting) {
			const std::string_view value = setting.assignment.value;
			const auto words = split_blanks(value);
			return setting.assignment.directive == Directive::CapabilityBoundingSet &&
			       !setting.implied_by && !value.starts_with('~') &&
			       std::ranges::find(words, capability) != words.end();
		});
	}

	/** One that the unit lists and the directive takes away; empty if there is none. */
	std::string_view taken_capability(const DirectiveRecord &known) const
	{
		for (const Implication &implied : known.implies) {
			if (implied.directive != Directive::CapabilityBoundingSet ||
				!implied.value.starts_with('~'))
				continue;
			for (const std::string_view word : split_blanks(implied.value.substr(1)))
				if (lists_capability(word))
					return word;
		}
		return {};
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
		if (candidate.support == Support::Supported && !unit_.was_traced &&
			unit_.runtime.processes.empty()) {
			candidate.support = Support::Trial;
			candidate.reason = unit_.runtime.unreadable == 0
						   ? "no process of it was running to look at"
						   : "its processes may not be looked at";
		}
		if (candidate.support == Support::Trial && unit_.was_traced)
			candidate.support = Support::Supported;
		if (candidate.support != Support::Rejected)
			judge(unit_, candidate);
		raise_level(candidate);
		if (system_.user_manager && candidate.support != Support::Rejected &&
			user_support(candidate.directive) == UserSupport::Depends)
			candidate.support = std::max(candidate.support, Support::Trial);
		if (const ProcessSeen *mounter = user_mounter();
			mounter && has_mechanism(record(candidate.directive), Mechanism::Mounts)) {
			candidate.support = Support::Rejected;
			candidate.reason =
				fmt::format("{}[{}] has /dev/fuse open: others would not "
					    "see what it mounts",
					mounter->comm, mounter->pid);
		}
		if (const Assignment *set = wanted_off(record(candidate.directive));
			set && candidate.support != Support::Rejected) {
			candidate.support = Support::Rejected;
			candidate.reason = fmt::format(
				"the unit asks for {}={}", name(candidate.directive), set->value);
		}
		if (const auto taken = taken_capability(record(candidate.directive));
			!taken.empty() && candidate.support != Support::Rejected) {
			candidate.support = Support::Rejected;
			candidate.reason =
				fmt::format("the unit lists {}, which it would take away", taken);
		}
		candidate.risk = risk_of(candidate);
		candidate.exposure_gained =
			points_ -
			exposure_points(with_lines(unit_.config, candidate.lines), system_);
		advice_.candidates.push_back(std::move(candidate));
	}

	/** What the lines bring with them counts, too. */
	void raise_level(Candidate &candidate)
	{
		if (has_mechanism(record(candidate.directive), Mechanism::Mounts))
			candidate.level = std::max(candidate.level,
				level_of(record(Directive::PrivateMounts).proposals.front(),
					unit_.kind, unit_.runtime));
		if (forbids_new_privileges(unit_.sandbox))
			return;
		const Sandbox after{with_lines(unit_.config, candidate.lines), system_};
		if (forbids_new_privileges(after))
			candidate.level = std::max(candidate.level,
				level_of(record(Directive::NoNewPrivileges).proposals.front(),
					unit_.kind, unit_.runtime));
	}

	/** Already there by another directive: written down, it stays when that one goes. */
	bool is_implied(const DirectiveRecord &known, const ProposalRow &proposal) const
	{
		const auto index = settings().find(known.id);
		return index && settings()[*index].implied_by && is_in_force(known, proposal);
	}

	/** What whatever it runs does without, mostly: no view of files, nothing that sudo needs.
	 */
	bool fits_anything(const DirectiveRecord &known, const ProposalRow &proposal) const
	{
		return proposal.shows && proposal.level == TightenLevel::Safe &&
		       !has_mechanism(known, Mechanism::Mounts);
	}

	void add_proposal(const DirectiveRecord &known, const ProposalRow &proposal)
	{
		if (!value_is_known(known, proposal.value, system_.version()) ||
			proposal.value == known.default_value)
			return;
		if (is_in_force(known, proposal) && !is_implied(known, proposal))
			return;
		Candidate candidate{.directive = known.id,
			.lines = {fmt::format("{}={}", known.name, proposal.value)},
			.support = proposal.shows ? Support::Supported : Support::Trial,
			.level = level_of(proposal, unit_.kind, unit_.runtime),
			.reason = std::string{proposal.reason}};
		if (is_implied(known, proposal)) {
			const auto by =
				settings()[*settings().find(known.id)].assignment.origin.implied_by;
			candidate.support = Support::Harmless;
			candidate.reason = fmt::format("{}= implies it already", name(*by));
		} else if (!unit_.kind.unforeseeable.empty()) {
			if (!fits_anything(known, proposal))
				return;
			candidate.level = TightenLevel::Strict;
		}
		add(std::move(candidate));
	}

	void add_proposals(const DirectiveRecord &known)
	{
		if (known.proposals.empty() || is_pointless(known.id) || !is_available(known.id))
			return;
		for (const ProposalRow &proposal : known.proposals)
			add_proposal(known, proposal);
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

	/** Those of a higher level are reported by name alone. */
	void set_aside()
	{
		const auto is_beyond = [&](const Candidate &candidate) {
			return candidate.level > unit_.level;
		};
		for (Candidate &candidate : advice_.candidates)
			if (is_beyond(candidate) && candidate.support != Support::Rejected)
				advice_.beyond.push_back(candidate);
		std::erase_if(advice_.candidates, is_beyond);
		drop_redundant(advice_.beyond);
	}

	/** Whatever changes the view of files brings a mount namespace with it. */
	void drop_redundant(std::vector<Candidate> &candidates) const
	{
		const auto mounts = std::ranges::find(
			candidates, Directive::PrivateMounts, &Candidate::directive);
		if (mounts == candidates.end())
			return;
		const auto is_other = [](Directive directive) {
			return directive != Directive::PrivateMounts &&
			       has_mechanism(record(directive), Mechanism::Mounts);
		};
		const bool is_there =
			std::ranges::any_of(settings().all(), [&](const Setting &setting) {
				const Directive directive = setting.assignment.directive;
				return is_other(directive) && settings().is_on(directive);
			});
		const bool is_implied =
			std::ranges::any_of(candidates, [&](const Candidate &other) {
				return is_other(other.directive) &&
				       other.support <= mounts->support &&
				       other.level <= mounts->level;
			});
		if (is_there || is_implied)
			candidates.erase(mounts);
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
		if (unit_.kind.unforeseeable.empty()) {
			propose_strict_system(unit_, lists);
			propose_capabilities(unit_, lists);
			propose_families(unit_, lists);
			propose_namespaces(unit_, lists);
			propose_system_calls(unit_, lists);
			propose_devices(unit_, lists);
			propose_addresses(unit_, lists);
		}
		for (Candidate &candidate : lists)
			add(std::move(candidate));
		for (const DirectiveRecord &known : directive_records())
			add_proposals(known);
		set_aside();
		drop_weaker();
		drop_redundant(advice_.candidates);
		std::ranges::stable_sort(
			advice_.candidates, [](const Candidate &one, const Candidate &other) {
				return std::pair{one.support, record(one.directive).place} <
				       std::pair{other.support, record(other.directive).place};
			});
	}
};

} // namespace

std::vector<std::string> lines_of(std::span<const Candidate> candidates, Support least)
{
	std::vector<std::string> lines;
	for (const Candidate &candidate : candidates)
		if (candidate.support <= least)
			lines.insert(lines.end(), candidate.lines.begin(), candidate.lines.end());
	return lines;
}

/** Was all seen that it did, from its start to an end that is no failure? */
static bool is_whole(const Recording &recording)
{
	return recording.has_start() && recording.end != 0 && recording.lost == 0 &&
	       recording.has_capabilities && !recording.used.calls.empty() &&
	       recording.outcome != TraceOutcome::Failed && recording.check_failure.empty();
}

std::optional<TightenLevel> parse_level(std::string_view word) noexcept
{
	for (const TightenLevel level :
		{TightenLevel::Safe, TightenLevel::Balanced, TightenLevel::Strict})
		if (name(level) == word)
			return level;
	return std::nullopt;
}

/** What several lines take away, the first of them has taken. */
static void share_exposure(TightenAdvice &advice, const UnitConfig &config, const System &system)
{
	double points = exposure_points(config, system);
	std::vector<std::string> lines;
	for (Candidate &candidate : advice.candidates) {
		candidate.exposure_share = candidate.exposure_gained;
		if (candidate.support == Support::Rejected)
			continue;
		lines.insert(lines.end(), candidate.lines.begin(), candidate.lines.end());
		const double left = exposure_points(with_lines(config, lines), system);
		candidate.exposure_share = points - left;
		points = left;
	}
}

void rate(TightenAdvice &advice, const UnitConfig &config, const System &system)
{
	share_exposure(advice, config, system);
	const auto exposure_with = [&](Support least) {
		return exposure_level(
			with_lines(config, lines_of(advice.candidates, least)), system);
	};
	advice.exposure_before = exposure_level(config, system);
	advice.exposure_supported = exposure_with(Support::Supported);
	advice.exposure_all = exposure_with(Support::Trial);
}

TightenAdvice advise_tightening(const UnitConfig &config, const System &system,
	const RuntimeFacts &runtime, TightenLevel level, const TightenEvidence &evidence)
{
	TightenAdvice advice{
		.unit = config.id, .level = level, .processes = runtime.processes.size()};
	advice.diagnostics = runtime.diagnostics;
	const Sandbox sandbox{config, system};
	auto observations = observations_of(runtime, sandbox, evidence.denials);
	add_observations_of_files(config, runtime, observations);
	bool was_traced = false;
	for (const Recording &recording : evidence.recordings) {
		add_observations_of_recording(recording, sandbox, observations);
		was_traced |= is_whole(recording);
	}
	const ServiceKind kind = kind_of(config, sandbox, runtime);
	Adviser adviser{{config, sandbox, runtime, kind, level, observations, was_traced}, advice};
	adviser.collect();
	rate(advice, config, system);
	advice.kind = kind_in_words(kind);
	add_notes(advice, config, runtime, evidence.recordings);
	return advice;
}

} // namespace hardenctl
