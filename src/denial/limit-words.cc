// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "denial/limit-words.hh"

#include "base/text.hh"
#include "denial/word-pattern.hh"

#include <cerrno>
#include <re2/re2.h>
#include <string>

namespace hardenctl {

namespace {

struct LimitRow {
	/** Case is ignored. */
	const char *pattern;
	LimitWords words;
};

constexpr LimitRow rows[] = {
	{"file ?descriptors?\\b|open[ _]files?\\b|open fds|\\bfd limit|\\bnofile\\b",
		{"NOFILE", EMFILE}},
	/* dash(1) names none; what scripts raise is that of files */
	{"ulimit: error setting limit", {"NOFILE", EMFILE}},
	{"\\bmemlock\\b|locked memory|memory lock(?:ing)? (?:limit|requested)",
		{"MEMLOCK", ENOMEM}},
	{"number of (?:threads|processes)\\b|\\bnproc\\b|user processes", {"NPROC", EAGAIN}},
};

/** It is less than what is needed, or what it should have been set to. */
bool tells_shortage(std::string_view line)
{
	static const WordPattern pattern{
		R"(\btoo (?:low|small|few)\b|\b(?:smaller|less|lower) than\b|not enough|insufficient|error setting limit|cannot modify limit|\bexceed|\bat least\b|must be unlimited|\b(?:please|should|must|need to) (?:increase|raise)|(?:could not|couldn't|cannot|can't|unable to|failed to) (?:\S+ ){0,2}(?:increase|raise|set|bump|adjust)\b)"};
	return pattern.matches(line);
}

} // namespace

std::optional<std::uint64_t> find_limit_met(std::string_view line)
{
	static const RE2 pattern{
		R"((?i)(?:\bmore than |\blimit(?:ed)? (?:is|of|to) |\b(?:current|maximum)(?: [a-z]+){0,3} (?:is|of) |\[)([0-9]{1,12})\b)"};
	std::string number;
	if (!RE2::PartialMatch({line.data(), line.size()}, pattern, &number))
		return std::nullopt;
	return parse_number<std::uint64_t>(number);
}

std::optional<LimitWords> find_limit_words(std::string_view line)
{
	static const auto patterns = word_patterns(rows);
	const auto found = first_match(patterns, line);
	if (!found || !tells_shortage(line))
		return std::nullopt;
	return rows[*found].words;
}

} // namespace hardenctl
