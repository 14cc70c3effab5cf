// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "report/learned.hh"

#include "base/escape.hh"
#include "report/json-parts.hh"
#include "report/repair.hh"
#include "report/style.hh"
#include "report/time-words.hh"
#include "trial/drop-in-name.hh"

#include <fmt/format.h>

namespace hardenctl {

std::string render_learned(const LearnedFilter &learned, const ReportStyle &style)
{
	return render_proposal({.unit = learned.unit, .drop_in = learned.drop_in}, style);
}

std::string render_learned_json(const LearnedFilter &learned, JsonMode mode)
{
	auto calls = Json::array();
	for (const auto &[call, seen] : learned.calls)
		calls.push_back({
			{"call", call},
			{"count", seen.count},
			{"comms", texts_to_json(seen.comms)},
		});
	const Json document{
		{"hardenctl", HARDENCTL_VERSION},
		{"systemd", number_or_null(learned.systemd_version)},
		{"diagnostics", json_array(learned.diagnostics, diagnostic_to_json)},
		{"unit", sanitize_utf8(learned.unit)},
		{"calls", std::move(calls)},
		{"drop_in", text_or_null(learned.drop_in)},
	};
	return dump_json(document, mode);
}

std::string render_learning(
	const std::string &unit, bool user, std::uint64_t until, const ReportStyle &style)
{
	return fmt::format("{} runs with its filter logging only until {} ({}). Exercise the unit, "
			   "then run:\n    hardenctl learn {} --stop\n",
		clean(style, unit), clock_time(until, style.now), ago(until, style.now),
		clean(style, as_argument(unit, user)));
}

} // namespace hardenctl
