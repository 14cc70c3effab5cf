// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "denial/path-words.hh"

#include "base/path.hh"

#include <algorithm>
#include <cctype>
#include <climits>
#include <optional>
#include <re2/re2.h>
#include <vector>

namespace hardenctl {

namespace {

struct Candidate {
	std::size_t begin;
	std::size_t end;
	bool quoted;
};

constexpr std::size_t max_candidates = 16;

struct Quotes {
	std::string_view open;
	std::string_view close;
};

/** The typographic ones are those of GNU programs in a UTF-8 locale. */
constexpr Quotes quotes[] = {
	{"\"", "\""},
	{"'", "'"},
	{"`", "'"},
	{"<", ">"},
	{"\u2018", "\u2019"},
	{"\u201c", "\u201d"},
	{"\u201e", "\u201c"},
	{"\u00ab", "\u00bb"},
};

/** What closes the quote that ends just before; empty if none does. */
std::string_view closing_quote(std::string_view before) noexcept
{
	for (const auto &[open, close] : quotes)
		if (before.ends_with(open))
			return close;
	return {};
}

bool may_precede(char c) noexcept
{
	return std::isspace(static_cast<unsigned char>(c)) != 0 ||
	       std::string_view{"\"'`<([{=:,>@|"}.find(c) != std::string_view::npos;
}

bool ends_bare_path(char c) noexcept
{
	return std::isspace(static_cast<unsigned char>(c)) != 0 ||
	       std::string_view{"\"'`<>(),;|{}[]"}.find(c) != std::string_view::npos;
}

/** Of a bare path: a colon ends it where blank or digits follow ("/x.lua:3: …", "/x: error"). */
std::size_t bare_end(std::string_view line, std::size_t begin) noexcept
{
	std::size_t end = begin;
	while (end < line.size() && !ends_bare_path(line[end])) {
		if (line[end] == ':' &&
			(end + 1 == line.size() || line[end + 1] == ' ' ||
				std::isdigit(static_cast<unsigned char>(line[end + 1]))))
			break;
		++end;
	}
	while (end > begin + 1 &&
		std::string_view{".:!?"}.find(line[end - 1]) != std::string_view::npos)
		--end;
	return end;
}

Candidate candidate_at(std::string_view line, std::size_t begin) noexcept
{
	if (const auto quote = closing_quote(line.substr(0, begin)); !quote.empty()) {
		auto end = line.find(quote, begin);
		if (end == line.npos && line[begin - 1] == '`')
			end = line.find('`', begin);
		if (end != line.npos)
			return {begin, end, true};
	}
	return {begin, bare_end(line, begin), false};
}

std::vector<Candidate> candidates(std::string_view line)
{
	std::vector<Candidate> found;
	for (auto at = line.find('/'); at != line.npos && found.size() < max_candidates;
		at = line.find('/', at)) {
		// "unix:///run/x.sock" is a path, other schemes are none
		const auto before = line.substr(0, at);
		if (line.substr(at).starts_with("///") &&
			(before.ends_with("unix:") || before.ends_with("file:")))
			at += 2;
		const bool is_start = at == 0 || may_precede(line[at - 1]) || at > before.size() ||
				      !closing_quote(before).empty();
		const bool is_url = at + 1 < line.size() && line[at + 1] == '/' && at > 0 &&
				    line[at - 1] == ':';
		const Candidate candidate = candidate_at(line, at);
		if (is_start && !is_url && candidate.end - candidate.begin < PATH_MAX)
			found.push_back(candidate);
		at = is_start && !candidate.quoted ? std::max(candidate.end, at + 1) : at + 1;
		if (is_start && candidate.quoted)
			at = std::max(candidate.end, at);
		// what follows a scheme or a word is no path of its own
		while (!is_start && at < line.size() && !ends_bare_path(line[at]))
			++at;
	}
	return found;
}

/** "/x.py", line 9 · /x.lua:3: · /x: 9: · /x: line 5: · at /x line 3 · in /x on line 3 · in /x:86
 */
bool is_source_place(std::string_view line, const Candidate &candidate)
{
	static const RE2 pattern{
		R"(^["']?(?:, line [0-9]|:[0-9]+(?:[:.,; \]]|$)|: (?:line )?[0-9]+: |(?: on)? line [0-9]|\([0-9]+\): |\([0-9]+\)$))"};
	const auto rest = line.substr(candidate.end);
	return RE2::PartialMatch(re2::StringPiece{rest.data(), rest.size()}, pattern);
}

/** "/usr/sbin/nginx: error …" names who speaks, unless the error itself follows. */
bool is_speaker(std::string_view line, const Candidate &candidate, std::size_t error) noexcept
{
	if (candidate.begin != 0 || candidate.quoted)
		return false;
	constexpr std::string_view program_directories[]{
		"/bin/", "/lib/", "/nix/", "/opt/", "/sbin/", "/usr/"};
	if (std::ranges::none_of(program_directories,
		    [&](std::string_view directory) { return line.starts_with(directory); }))
		return false;
	const auto rest = line.substr(candidate.end);
	return rest.starts_with(": ") && candidate.end + 2 != error;
}

/** "with url: /directory", "GET /index.html": a place on a server. */
bool is_of_url(std::string_view line, const Candidate &candidate)
{
	static const RE2 pattern{
		R"((?:(?i:\bur[il])[ :=]+|\b(?:GET|POST|PUT|HEAD|DELETE|PATCH) )["']?$)"};
	const auto before = line.substr(0, candidate.begin);
	return RE2::PartialMatch(re2::StringPiece{before.data(), before.size()}, pattern);
}

bool is_plausible(std::string_view line, const Candidate &candidate)
{
	const auto path = line.substr(candidate.begin, candidate.end - candidate.begin);
	if (path.size() < 2 || path.find('\n') != path.npos || path.find('\0') != path.npos)
		return false;
	for (const char c : path)
		if (static_cast<unsigned char>(c) < 0x20)
			return false;
	return !is_source_place(line, candidate) && !is_of_url(line, candidate);
}

std::string path_of(std::string_view line, const Candidate &candidate)
{
	return simplify_path(line.substr(candidate.begin, candidate.end - candidate.begin));
}

} // namespace

/** sysctl(8) names keys with dots: "net.ipv4.ip_forward" is /proc/sys/net/ipv4/ip_forward. */
static std::string sysctl_path(std::string_view line)
{
	static const RE2 pattern{R"(sysctl:? .*key [\"']?((?:[a-z0-9_-]+\.)+[a-z0-9_-]+))"};
	std::string key;
	if (!RE2::PartialMatch(re2::StringPiece{line.data(), line.size()}, pattern, &key))
		return {};
	std::ranges::replace(key, '.', '/');
	return "/proc/sys/" + key;
}

std::string find_victim_path(std::string_view line, std::size_t begin, std::size_t end)
{
	std::optional<Candidate> before;
	std::optional<Candidate> after;
	for (const Candidate &candidate : candidates(line)) {
		if (!is_plausible(line, candidate) || is_speaker(line, candidate, begin))
			continue;
		if (candidate.begin < begin)
			before = candidate;
		else if (candidate.begin >= end && !after)
			after = candidate;
	}
	if (before)
		return path_of(line, *before);
	return after ? path_of(line, *after) : sysctl_path(line);
}

std::string find_last_path(std::string_view line)
{
	std::string last;
	for (const Candidate &candidate : candidates(line))
		if (is_plausible(line, candidate))
			last = path_of(line, candidate);
	return last;
}

} // namespace hardenctl
