// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#pragma once

#include "advice/finding.hh"
#include "base/diagnostic.hh"
#include "base/escape.hh"
#include "report/report.hh"
#include "unit/unit-config.hh"

#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>

/** What the JSON documents have in common; null for what is not known. */
namespace hardenctl {

using Json = nlohmann::ordered_json;

Json text_or_null(std::string_view text);

template <typename Number> Json number_or_null(Number number)
{
	return number == 0 ? Json(nullptr) : Json(number);
}

/** Of an exposure: 4.1 for 41. */
inline Json level_to_json(const std::optional<unsigned> &level)
{
	return level ? Json(*level / 10.0) : Json(nullptr);
}

Json origin_to_json(const Origin &origin);
Json diagnostic_to_json(const Diagnostic &diagnostic);
Json opening_to_json(const Opening &opening);

/** An array of what the function makes of each. */
template <typename Range, typename Convert> Json json_array(const Range &range, Convert convert)
{
	auto out = Json::array();
	for (const auto &value : range)
		out.push_back(convert(value));
	return out;
}

Json texts_to_json(const auto &texts)
{
	return json_array(texts, [](const auto &text) { return sanitize_utf8(text); });
}

/** Ends in a newline; Short for Off. */
std::string dump_json(const Json &document, JsonMode mode);

} // namespace hardenctl
