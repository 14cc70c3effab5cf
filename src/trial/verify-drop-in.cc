// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "trial/verify-drop-in.hh"

#include "base/error.hh"
#include "explain/lookup-facts.hh"
#include "unit/words.hh"

#include <fmt/format.h>

namespace hardenctl {

/** The first call of a filter that nobody knows; empty if there is none. */
static std::string unknown_call(const Assignment &filter)
{
	const std::string_view value = filter.value;
	for (const std::string &word : split_words(value.substr(value.starts_with('~')))
					       .value_or(std::vector<std::string>{})) {
		const std::string call = word.substr(0, word.find(':'));
		if (!call.starts_with('@') && !is_system_call(call))
			return call;
	}
	return {};
}

void verify_drop_in(const UnitSearch &search, const std::string &unit, std::string_view text)
{
	const UnitConfig config = load_unit_text(search, unit, text);
	if (!config.diagnostics.empty())
		throw Error{fmt::format("Not written, systemd would not take it: {}",
			config.diagnostics.front().message)};
	for (const Assignment &assignment : config.assignments) {
		if (record(assignment.directive).type != ValueType::SystemCallList)
			continue;
		if (const std::string call = unknown_call(assignment); !call.empty())
			throw Error{fmt::format("Not written, systemd would not take it: {}:{}: "
						"Failed to parse system call, ignoring: {}",
				assignment.origin.path, assignment.origin.line, call)};
	}
}

} // namespace hardenctl
