// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#pragma once

#include "advice/finding.hh"
#include "cli/change.hh"
#include "cli/trace-session.hh"

#include <cstdint>
#include <memory>

namespace hardenctl {

/**
 * Says of trials what they were denied: by the log, or with --trace by the kernel, and by the log
 * where that shows nothing. Throws Error as Observer.
 */
class TrialExaminer {
	const CommandLine &command_line_;
	ChangeSession &session_;
	std::unique_ptr<TraceSession> trace_;
	/** Events wait in the kernel until they are taken: first when it is asked. */
	std::unique_ptr<TracedManager> manager_;

	Diagnosis diagnose_trace(std::uint64_t since);
	std::string failure_of_check(const UnitState &state);

public:
	TrialExaminer(const CommandLine &command_line, ChangeSession &session);

	/**
	 * @param since when the trial began, microseconds since the epoch; 0 for the unit as it is,
	 * which is then restarted if it has not been traced yet
	 */
	Diagnosis examine(std::uint64_t since);
};

} // namespace hardenctl
