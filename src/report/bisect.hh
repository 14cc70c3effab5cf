// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#pragma once

#include "report/report.hh"
#include "trial/bisect.hh"

#include <string>

namespace hardenctl {

/** One line before a trial, one after it; ends in a newline. */
std::string render_step(const TrialStep &step, const ReportStyle &style);

/** The drop-in alone, to be pasted or piped, or where it is and the way back. */
std::string render_bisect(const BisectResult &result, const ReportStyle &style);
std::string render_bisect_json(const BisectResult &result, unsigned systemd_version, JsonMode mode);

} // namespace hardenctl
