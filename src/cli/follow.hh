// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#pragma once

#include "cli/diagnosis-context.hh"

#include <cstdint>
#include <string>

namespace hardenctl {

/**
 * The diagnoses of now; called anew whenever the log has grown.
 * @param news_since units that have no entry since then need not be looked at again; microseconds
 * since the epoch
 */
using Look = FunctionRef<std::vector<Diagnosis>(DiagnosisContext &, std::uint64_t news_since)>;

/** Has the unit an entry since then, or the kernel one that may be about it? */
bool has_news(Log &log, const std::string &unit, std::uint64_t since);

/**
 * --follow: prints each finding once, as it happens, until SIGINT or SIGTERM: also those from
 * --since= on, else what is new. A repeat of the same finding of the same unit is not new. JSON is
 * one object a line. Throws Error if the log does not grow or cannot be read.
 * @return exit status
 */
int follow(const CommandLine &command_line, Look look,
	std::string (*render)(const Report &, const ReportStyle &));

} // namespace hardenctl
