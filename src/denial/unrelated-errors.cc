// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "denial/unrelated-errors.hh"

#include "denial/word-pattern.hh"

#include <cerrno>
#include <span>
#include <string>

namespace hardenctl {

namespace {

struct RivalRow {
	/** Case is ignored. */
	const char *pattern;
	std::string_view reason;
};

constexpr RivalRow rows[] = {
	{"address (?:is )?already in use|port (?:\\S+ )?(?:is )?(?:already )?in use",
		"port in use"},
	{"disk (?:is )?full|no space left|quota exceeded", "disk full"},
	{"syntax error|parse error|unexpected (?:['\"{};]|end of|token|symbol|keyword|eof)|unknown "
	 "(?:option|directive|parameter|variable|setting|command|keyword|configuration)|unrecogni["
	 "sz]ed (?:option|argument|parameter|configuration)|invalid "
	 "(?:option|directive|parameter|value|command|configuration|line|number of arguments)|bad "
	 "(?:directive|configuration|option|config)|usage error|^usage: |unknown key|undefined "
	 "variable|duplicate (?:directive|listen|default)|mismatched|missing "
	 "(?:option|argument|required)",
		"configuration error"},
	{"in \\S+:[0-9]+$", "configuration error"},
	{"connection refused", "connection refused"},
	{"authentication fail|password authentication|access denied for user|login "
	 "incorrect|invalid (?:credentials|password)",
		"authentication"},
	{"certificate (?:has )?expired|handshake fail", "TLS"},
	{"module ?not ?found|no module named|cannot find module|undefined symbol|version `",
		"missing software"},
};

/** An errno's words that come of no kernel. */
constexpr RivalRow overriding_rows[] = {
	{"permission denied (?:for|to) (?:table|relation|schema|database|sequence|function|view|"
	 "column|language|type|create|set|alter|tablespace)|must be owner of",
		"database privileges"},
	{"\\b40[13] (?:forbidden|unauthorized)|pull access denied|accessdenied\\) when calling|"
	 "access_refused",
		"refused by a server"},
	{"permission denied \\((?:publickey|password|keyboard)", "authentication"},
};

} // namespace

std::string_view rival_of_errno(int error_number) noexcept
{
	switch (error_number) {
	case EADDRINUSE:
		return "port in use";
	case ENOSPC:
	case EDQUOT:
		return "disk full";
	case ECONNREFUSED:
		return "connection refused";
	case EBUSY:
		return "device busy";
	case EISDIR:
	case EEXIST:
		return "file in the way";
	default:
		return {};
	}
}

static std::string_view first_reason(std::string_view line, std::span<const RivalRow> table,
	std::span<const WordPattern> patterns)
{
	const auto found = first_match(patterns, line);
	return found ? std::string_view{table[*found].reason} : std::string_view{};
}

std::string_view rival_of_words(std::string_view line)
{
	static const auto patterns = word_patterns(rows);
	return first_reason(line, rows, patterns);
}

std::string_view rival_over_errno(std::string_view line)
{
	static const auto patterns = word_patterns(overriding_rows);
	return first_reason(line, overriding_rows, patterns);
}

} // namespace hardenctl
