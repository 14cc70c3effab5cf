// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "advice/diagnose-recording.hh"

#include "knowledge/names.hh"
#include "observe/observed-denials.hh"
#include "observe/observed-operation.hh"

#include <algorithm>
#include <fmt/format.h>
#include <iterator>
#include <set>
#include <sys/wait.h>

namespace hardenctl {

namespace {

/** Of a unit that works: it was denied, and may not need it. */
constexpr double highest_if_well = 0.49;

Outcome outcome_of(const Recording &recording)
{
	if (recording.outcome == TraceOutcome::Failed)
		return Outcome::Failed;
	return recording.check_failure.empty() ? Outcome::Ok : Outcome::Impaired;
}

std::string exit_in_words(int status)
{
	if (WIFSIGNALED(status))
		return fmt::format("code=killed, status={}", signal_name(WTERMSIG(status)));
	const int code = WEXITSTATUS(status);
	const std::string_view name = exit_status_name(code);
	return name.empty() ? fmt::format("code=exited, status={}", code)
			    : fmt::format("code=exited, status={}/{}", code, name);
}

/** The last process that failed and was the manager's own child: no parent of it was seen. */
const ObservedEvent *failed_end(const Recording &recording)
{
	std::set<pid_t> known;
	for (const ObservedEvent &seen : recording.observations)
		known.insert(seen.host_pid);
	const ObservedEvent *end = nullptr;
	for (const ObservedEvent &seen : recording.observations)
		if (is_bad_end(seen) && (!end || !known.contains(seen.parent)))
			end = &seen;
	return end;
}

Incident incident_of(const Recording &recording)
{
	Incident incident{.unit = recording.unit,
		.hostname = recording.hostname,
		.invocation = recording.invocation,
		.is_traced = true,
		.outcome = outcome_of(recording),
		.result = recording.result,
		.started = recording.from_start ? recording.begin : 0,
		.ended = recording.outcome == TraceOutcome::Running ? 0 : recording.end};
	if (recording.outcome != TraceOutcome::Failed)
		return incident;
	if (const ObservedEvent *end = failed_end(recording)) {
		incident.exit = exit_in_words(end->status);
		incident.ended = end->time;
	}
	return incident;
}

/** What the recording cannot show. */
Diagnostics limits_of(const Recording &recording)
{
	Diagnostics told;
	if (recording.lost > 0)
		told.push_back({Level::Warning,
			fmt::format("{} events did not fit into the buffer: what is missing here "
				    "proves nothing.",
				recording.lost)});
	if (!recording.has_capabilities)
		told.push_back({Level::Notice,
			"This kernel does not show checks of capabilities (it takes Linux 6.14, or "
			"one whose functions can be traced): which one was missing is concluded "
			"from the call."});
	if (!recording.has_start())
		told.push_back({Level::Notice,
			"It was watched after its start: what was denied before was not seen; "
			"--restart sees all."});
	return told;
}

void soften(Diagnosis &diagnosis)
{
	for (Finding &finding : diagnosis.findings) {
		finding.confidence = std::min(finding.confidence, highest_if_well);
		finding.grade = Grade::Possible;
	}
	if (diagnosis.verdict != Verdict::Sandbox)
		return;
	diagnosis.verdict = Verdict::Undecided;
	diagnosis.summary = "It was denied this and goes on running: whether it needs it, a check "
			    "after -- shows.";
}

/** Where a setting is to blame, what else failed is no cause. */
void add_others(Diagnosis &diagnosis, std::vector<Denial> others)
{
	for (Denial &other : others) {
		other.other_cause = false;
		diagnosis.unexplained.push_back(std::move(other));
	}
}

} // namespace

Diagnosis diagnose_recording(
	const Recording &recording, const UnitConfig &config, const SystemFacts &system)
{
	const Sandbox sandbox{config, system_of(system)};
	ObservedDenials seen = observed_denials(recording, sandbox);
	Incident incident = incident_of(recording);
	incident.diagnostics = limits_of(recording);
	/* what came last is what it failed of, if it is any of them */
	std::ranges::reverse(seen.others);
	const bool is_explained = !seen.denials.empty();
	incident.denials = is_explained ? std::move(seen.denials) : std::move(seen.others);
	const bool is_well = incident.outcome == Outcome::Ok;
	Diagnosis diagnosis = diagnose(std::move(incident), config, system);
	if (is_explained && !is_well)
		add_others(diagnosis, std::move(seen.others));
	if (is_well)
		soften(diagnosis);
	return diagnosis;
}

} // namespace hardenctl
