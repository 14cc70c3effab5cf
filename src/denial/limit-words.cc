// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "denial/limit-words.hh"

#include <cerrno>
#include <memory>
#include <re2/re2.h>
#include <string>
#include <vector>

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
	{"\\bmemlock\\b|locked memory|memory lock(?:ing)? (?:limit|requested)",
		{"MEMLOCK", ENOMEM}},
	{"number of (?:threads|processes)\\b|\\bnproc\\b|user processes", {"NPROC", EAGAIN}},
};

/** It is less than what is needed, or what it should have been set to. */
bool tells_shortage(re2::StringPiece text)
{
	static const RE2 pattern{
		R"((?i)\btoo (?:low|small|few)\b|\b(?:smaller|less|lower) than\b|not enough|insufficient|\bexceed|\bat least\b|must be unlimited|\b(?:please|should|must|need to) (?:increase|raise)|(?:could not|couldn't|cannot|can't|unable to|failed to) (?:\S+ ){0,2}(?:increase|raise|set|bump|adjust)\b)"};
	return RE2::PartialMatch(text, pattern);
}

} // namespace

std::optional<LimitWords> find_limit_words(std::string_view line)
{
	static const auto patterns = [] {
		std::vector<std::unique_ptr<RE2>> all;
		for (const LimitRow &row : rows)
			all.push_back(std::make_unique<RE2>(std::string{"(?i)"} + row.pattern));
		return all;
	}();
	const re2::StringPiece text{line.data(), line.size()};
	if (!tells_shortage(text))
		return std::nullopt;
	for (std::size_t i = 0; i < patterns.size(); ++i)
		if (RE2::PartialMatch(text, *patterns[i]))
			return rows[i].words;
	return std::nullopt;
}

} // namespace hardenctl
