// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "advice/diagnose.hh"

#include "advice/attribute.hh"
#include "advice/candidates.hh"
#include "advice/edits.hh"
#include "advice/exposure.hh"
#include "advice/failed-command.hh"
#include "advice/file-evidence.hh"
#include "advice/other-cause.hh"
#include "advice/remedy.hh"
#include "advice/settings-doubt.hh"
#include "advice/summary.hh"
#include "sandbox/sandbox.hh"

#include <algorithm>
#include <csignal>
#include <fmt/format.h>

namespace hardenctl {

namespace {

/** Below this a suspicion is noise. */
constexpr double worth_telling = 0.03;
/** From here on the answer is "the sandbox"; more than one may be. */
constexpr double convinced = believed;
constexpr double as_sure = 0.3;
constexpr double certain_from = 0.9;
constexpr double likely_from = 0.6;
/** No model is surer than this. */
constexpr double highest_confidence = 0.99;
/** Nor of what the service may have made up. */
constexpr double highest_of_program = 0.97;

double confidence_of(double probability, const Denial &denial)
{
	return std::min(probability,
		denial.trust == Trust::Program ? highest_of_program : highest_confidence);
}

Grade grade_of(double confidence, const Denial &denial)
{
	if (denial.trust != Trust::Program && confidence >= certain_from)
		return Grade::Certain;
	return confidence >= likely_from ? Grade::Likely : Grade::Possible;
}

/** Is it the kill that ended the run? What came before it was survived. */
bool ended_run(const Denial &denial, const Incident &incident)
{
	return denial.answer.signal != 0 && incident.outcome == Outcome::Failed &&
	       incident.exit.find(fmt::format("status={}/", denial.answer.signal)) !=
		       incident.exit.npos;
}

/**
 * Two causes at once: what came first is to be repaired first, it hides what follows. Not if it is
 * far less sure, or something else ended the run: what a run survives comes first, too.
 */
void put_first_cause_first(std::vector<Hypothesis> &hypotheses, const Incident &incident)
{
	if (hypotheses.empty())
		return;
	const double least = std::max(convinced, hypotheses.front().probability - as_sure);
	const auto end = std::ranges::find_if(hypotheses,
		[&](const Hypothesis &hypothesis) { return hypothesis.probability < least; });
	std::stable_sort(
		hypotheses.begin(), end, [&](const Hypothesis &one, const Hypothesis &other) {
			const bool ended = ended_run(incident.denials[one.denial], incident);
			if (ended != ended_run(incident.denials[other.denial], incident))
				return ended;
			return one.denial < other.denial;
		});
}

/** As the words are taken, if not literally: nothing else could be proven in the model. */
std::vector<Edit> edits_for(const Hypothesis &hypothesis, Denial denial, const UnitConfig &config,
	const Sandbox &sandbox, const std::optional<std::string> &file_tree)
{
	if (hypothesis.reading) {
		denial.operation = *hypothesis.reading;
		denial.answer.error_number = hypothesis.read_errno;
	}
	return propose_edits(hypothesis, denial, config, sandbox, file_tree);
}

/** One finding per directive line; the edits are worked out for those that matter. */
std::vector<Finding> make_findings(const Attribution &attribution, const Incident &incident,
	const UnitConfig &config, const Sandbox &sandbox,
	const std::optional<std::string> &file_tree)
{
	std::vector<Finding> findings;
	for (const Hypothesis &hypothesis : attribution.hypotheses) {
		if (hypothesis.probability < worth_telling)
			break;
		const Setting &setting = sandbox.settings()[hypothesis.setting];
		const Denial &denial = incident.denials[hypothesis.denial];
		const double confidence = confidence_of(hypothesis.probability, denial);
		findings.push_back({
			.directive = setting.assignment.directive,
			.value = setting.assignment.value,
			.origin = setting.assignment.origin,
			.confidence = confidence,
			.grade = grade_of(confidence, denial),
			.denial = denial,
			.edits = edits_for(hypothesis, denial, config, sandbox, file_tree),
			.notes = notes_for(hypothesis, denial, sandbox),
		});
		Finding &finding = findings.back();
		const auto mistakes = mistakes_behind(finding, config, sandbox.system());
		finding.notes.insert(finding.notes.begin(), mistakes.begin(), mistakes.end());
	}
	return findings;
}

std::vector<Factors> factors_of(const Attribution &attribution, const Settings &settings)
{
	std::vector<Factors> factors;
	for (const Hypothesis &hypothesis : attribution.hypotheses)
		factors.push_back({
			.assignment = settings[hypothesis.setting].assignment,
			.denial = hypothesis.denial,
			.prior = hypothesis.prior,
			.share = hypothesis.share,
			.match = hypothesis.match,
			.score = hypothesis.score,
			.probability = hypothesis.probability,
		});
	return factors;
}

/** It ended with an error and said nothing that is understood: that it ended so is all there is. */
void note_silent_failure(Incident &incident)
{
	if (!incident.denials.empty() || !incident.exit_evidence)
		return;
	const Evidence &evidence = *incident.exit_evidence;
	Denial denial{.source = Source::Manager,
		.command = incident.command,
		.first = evidence.time,
		.last = evidence.time,
		.evidence = {evidence}};
	incident.denials.push_back(std::move(denial));
}

/** That it failed stands at the top. */
bool is_exit_alone(const Denial &denial)
{
	return denial.source == Source::Manager && denial.answer == Answer{} &&
	       denial.operation.kind == OperationKind::Unknown;
}

bool has_denial(const Incident &incident)
{
	return std::ranges::any_of(incident.denials, [](const Denial &denial) {
		return !denial.other_cause && denial.layer == Layer::Unspecified &&
		       !is_exit_alone(denial);
	});
}

bool is_trouble(const Incident &incident) noexcept
{
	return incident.outcome == Outcome::Failed || incident.outcome == Outcome::Impaired ||
	       incident.outcome == Outcome::NotStarted || !incident.unsettled.empty();
}

/** "Not the sandbox" takes another cause, and the settings that the run really had. */
Verdict judge(const Incident &incident, const Attribution &attribution,
	std::string_view other_cause, bool has_its_settings)
{
	const double best =
		attribution.hypotheses.empty() ? 0 : attribution.hypotheses.front().probability;
	if (best >= convinced)
		return Verdict::Sandbox;
	const bool suspected = 1 - attribution.other_cause >= convinced;
	if (!is_trouble(incident) && !suspected)
		return Verdict::Clean;
	/* of what has not failed, a complaint need not be the cause */
	if (!suspected && !other_cause.empty() && has_its_settings && incident.unsettled.empty())
		return Verdict::NotSandbox;
	return Verdict::Undecided;
}

/** What is set and explains nothing of what was seen. */
std::vector<std::string> rule_out(const Attribution &attribution, const Sandbox &sandbox)
{
	std::vector<std::string> ruled_out;
	const Settings &settings = sandbox.settings();
	for (std::size_t i = 0; i < settings.all().size(); i++) {
		const Assignment &assignment = settings[i].assignment;
		const bool suspected = std::ranges::any_of(
			attribution.hypotheses, [&](const Hypothesis &hypothesis) {
				return settings[hypothesis.setting].assignment.directive ==
				       assignment.directive;
			});
		if (settings[i].implied_by || suspected || !record(assignment.directive).restricts)
			continue;
		const std::string text = short_name(assignment);
		if (std::ranges::find(ruled_out, text) == ruled_out.end())
			ruled_out.push_back(text);
	}
	return ruled_out;
}

bool was_killed(const Attribution &attribution, const Incident &incident)
{
	return !attribution.hypotheses.empty() &&
	       incident.denials[attribution.hypotheses.front().denial].answer.signal == SIGSYS;
}

} // namespace

System system_of(const SystemFacts &facts)
{
	return {.systemd_version = facts.systemd_version,
		.user_manager = facts.user_manager,
		.installed_groups = facts.installed_groups};
}

Diagnosis diagnose(Incident incident, const UnitConfig &config, const SystemFacts &system,
	const std::optional<ChangedFile> &change)
{
	note_silent_failure(incident);
	const Sandbox sandbox{config, system_of(system)};
	name_failed_commands(incident, config, sandbox);
	const ContextEvidence circumstances{
		.files = look_at_files(incident, config, system),
		.changes = look_at_changes(incident, sandbox.settings(), config, system),
	};
	Attribution attribution = attribute(incident, circumstances, sandbox, config);
	put_first_cause_first(attribution.hypotheses, incident);

	Diagnosis diagnosis;
	const auto doubt = doubt_settings(incident, system, change);
	diagnosis.other_cause = other_cause(incident, circumstances, sandbox, config);
	diagnosis.verdict = judge(incident, attribution, diagnosis.other_cause, !doubt);
	// of a unit that nobody has, nothing is well that was denied something
	const bool is_unknown = config.load_state == LoadState::NotFound;
	if (is_unknown && diagnosis.verdict == Verdict::Clean && has_denial(incident))
		diagnosis.verdict = Verdict::Undecided;
	if (diagnosis.verdict != Verdict::Clean)
		diagnosis.findings =
			make_findings(attribution, incident, config, sandbox, system.file_tree);
	for (std::size_t i = 0; i < incident.denials.size(); i++) {
		const bool told = attribution.explained[i] && diagnosis.verdict == Verdict::Sandbox;
		if (!told && diagnosis.verdict != Verdict::Clean &&
			!is_exit_alone(incident.denials[i]))
			diagnosis.unexplained.push_back(incident.denials[i]);
	}
	if (diagnosis.verdict == Verdict::Sandbox) {
		diagnosis.ruled_out = rule_out(attribution, sandbox);
		diagnosis.ruled_out_reason =
			was_killed(attribution, incident)
				? "they deny with an errno, they do not kill"
				: "none of them denies this, or not with this answer";
	}
	diagnosis.remedies =
		remedies_for(incident, circumstances, config, system, diagnosis.verdict);
	diagnosis.exposure = exposure_level(config, sandbox.system());
	if (doubt && diagnosis.verdict != Verdict::Clean)
		diagnosis.diagnostics.push_back(*doubt);
	diagnosis.diagnostics.insert(diagnosis.diagnostics.end(), incident.diagnostics.begin(),
		incident.diagnostics.end());
	diagnosis.diagnostics.insert(
		diagnosis.diagnostics.end(), config.diagnostics.begin(), config.diagnostics.end());
	diagnosis.factors = factors_of(attribution, sandbox.settings());
	diagnosis.other_cause_score = attribution.other_cause_score;
	diagnosis.other_cause_probability = attribution.other_cause;
	diagnosis.incident = std::move(incident);
	diagnosis.summary = summarize(diagnosis);
	if (config.load_state == LoadState::NotFound && diagnosis.verdict == Verdict::Undecided) {
		diagnosis.summary = "Its unit file is gone (it may have been a transient one): "
				    "which settings it had is not known.";
		diagnosis.candidates = candidates_for(diagnosis.unexplained, sandbox.system());
	}
	return diagnosis;
}

} // namespace hardenctl
