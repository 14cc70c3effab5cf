// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#pragma once

#include "cli/diagnosis-context.hh"
#include "report/tighten.hh"

#include <span>

namespace hardenctl {

/** Unit files always; the log where there is one, else a notice. Throws Error. */
DiagnosisContext open_what_is_there(const CommandLine &command_line, Diagnostics &diagnostics);

/** By the unit's files, its processes, what it was denied and what was recorded. Throws Error. */
TightenAdvice advise_by_evidence(const CommandLine &command_line, DiagnosisContext &context,
	const UnitConfig &config, std::span<const Recording> recordings);

/** And what is to be known of it. */
void add_advice(TightenReport &report, TightenAdvice advice);

/** @return exit status */
int write_tightenings(const CommandLine &command_line, const TightenReport &report);

} // namespace hardenctl
