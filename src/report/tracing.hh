// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#pragma once

#include "report/report.hh"

#include <cstdint>
#include <string>

namespace hardenctl {

/** `trace --detach`: it goes on without a process; until when at the latest, and what to do then.
 */
std::string render_tracing(
	const std::string &unit, bool user, std::uint64_t until, const ReportStyle &style);

} // namespace hardenctl
