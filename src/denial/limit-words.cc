// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "denial/limit-words.hh"

#include "base/text.hh"
#include "denial/phrase-matcher.hh"

#include <re2/re2.h>
#include <string>

namespace hardenctl {

std::optional<std::uint64_t> find_limit_met(std::string_view line)
{
	static const RE2 pattern{
		R"((?i)(?:\bmore than |\blimit(?:ed)? (?:is|of|to) |\b(?:current|maximum)(?: [a-z]+){0,3} (?:is|of) |\[)([0-9]{1,12})\b)"};
	std::string number;
	if (!RE2::PartialMatch({line.data(), line.size()}, pattern, &number))
		return std::nullopt;
	return parse_number<std::uint64_t>(number);
}

const Phrase *find_limit_words(std::string_view line)
{
	const Phrase *found = find_phrase(limits_phrases, line);
	return found && is_of_kind(LineKind::LimitTooLow, line) ? found : nullptr;
}

} // namespace hardenctl
