// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "report/tracing.hh"

#include "report/style.hh"
#include "report/time-words.hh"
#include "trial/drop-in-name.hh"

#include <fmt/format.h>

namespace hardenctl {

std::string render_tracing(
	const std::string &unit, bool user, std::uint64_t until, const ReportStyle &style)
{
	const std::string argument = clean(style, as_argument(unit, user));
	return fmt::format(
		"{} is traced until {} ({}).\n"
		"Let it do all that it does, also a restart, a reload and a log "
		"rotation. Then:\n"
		"    hardenctl trace {} --stop     ends it, and prints what was denied\n"
		"    hardenctl tighten {} --trace  prints what it can be hardened with\n",
		clean(style, unit), clock_time(until, style.now), ago(until, style.now), argument,
		argument);
}

} // namespace hardenctl
