// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#pragma once

#include "report/report.hh"
#include "trial/tighten-trial.hh"

#include <string>

namespace hardenctl {

/** `tighten --trial`: the drop-in alone, to be pasted or piped, or where it is and the way back. */
std::string render_tighten_trial(const TightenResult &result, const ReportStyle &style);
std::string render_tighten_trial_json(
	const TightenResult &result, unsigned systemd_version, JsonMode mode);

} // namespace hardenctl
