// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#pragma once

#include "advice/finding.hh"
#include "base/diagnostic.hh"
#include "report/report.hh"
#include "unit/unit-config.hh"

#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>

/** What the JSON documents have in common; null for what is not known. */
namespace hardenctl {

nlohmann::ordered_json text_or_null(std::string_view text);

template <typename Number> nlohmann::ordered_json number_or_null(Number number)
{
	return number == 0 ? nlohmann::ordered_json(nullptr) : nlohmann::ordered_json(number);
}

/** Of an exposure: 4.1 for 41. */
inline nlohmann::ordered_json level_to_json(const std::optional<unsigned> &level)
{
	return level ? nlohmann::ordered_json(*level / 10.0) : nlohmann::ordered_json(nullptr);
}

nlohmann::ordered_json origin_to_json(const Origin &origin);
nlohmann::ordered_json diagnostic_to_json(const Diagnostic &diagnostic);
nlohmann::ordered_json opening_to_json(const Opening &opening);

/** An array of what the function makes of each. */
template <typename Range, typename Convert>
nlohmann::ordered_json json_array(const Range &range, Convert convert)
{
	auto out = nlohmann::ordered_json::array();
	for (const auto &value : range)
		out.push_back(convert(value));
	return out;
}

/** Ends in a newline; Short for Off. */
std::string dump_json(const nlohmann::ordered_json &document, JsonMode mode);

} // namespace hardenctl
