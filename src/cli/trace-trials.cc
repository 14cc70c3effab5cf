// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "cli/trace-trials.hh"

#include "advice/diagnose-recording.hh"
#include "base/clock.hh"
#include "cli/diagnosis-context.hh"
#include "unit/unit-files.hh"

#include <algorithm>

namespace hardenctl {

using namespace std::chrono_literals;

/** A service that breaks does so soon. */
static constexpr std::chrono::milliseconds first_look = 2s;

TrialExaminer::TrialExaminer(const CommandLine &command_line, ChangeSession &session)
	: command_line_(command_line), session_(session)
{
	if (!command_line.traces)
		return;
	const UnitState state = session.manager.state(session.unit);
	trace_ = std::make_unique<TraceSession>(command_line, state);
	manager_ = std::make_unique<TracedManager>(session.manager, *trace_);
}

/** Of what runs, or has ended without a failure: empty if there is no check, or it succeeds. */
std::string TrialExaminer::failure_of_check(const UnitState &state)
{
	WatchRequest request = watch_request(command_line_);
	if (state.active_state == "failed" || request.check.empty())
		return {};
	request.settle = 0ms;
	request.check_patience = std::min<std::chrono::milliseconds>(request.check_patience, 2s);
	return watch(*manager_, session_.unit, request, "done").reason;
}

Diagnosis TrialExaminer::diagnose_trace(std::uint64_t since)
{
	const DiagnosisContext context = open_diagnosis_context(command_line_, LogUse::None);
	const UnitState state = manager_->state(session_.unit);
	Recording seen = trace_->recording_since(since, state, state);
	seen.was_checked = true;
	seen.check_failure = failure_of_check(state);
	const UnitConfig config = load_unit(context.search, session_.unit);
	return diagnose_recording(seen, config, context.system);
}

Diagnosis TrialExaminer::examine(std::uint64_t since)
{
	if (!trace_)
		return diagnose_since(command_line_, session_.unit, since);
	if (since == 0) {
		WatchRequest request = watch_request(command_line_);
		request.settle = std::min(request.settle, first_look);
		since = current_time();
		const std::string job = manager_->restart(session_.unit);
		watch(*manager_, session_.unit, request, job);
	}
	Diagnosis diagnosis = diagnose_trace(since);
	const bool is_told = diagnosis.verdict == Verdict::Sandbox;
	const bool is_well = diagnosis.incident.outcome == Outcome::Ok;
	return is_told || is_well ? std::move(diagnosis)
				  : diagnose_since(command_line_, session_.unit, since);
}

} // namespace hardenctl
