// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "denial/line-filters.hh"

#include "base/text.hh"
#include "denial/phrase-matcher.hh"
#include "denial/string-piece.hh"

#include <algorithm>
#include <re2/re2.h>
#include <string>

namespace hardenctl {

bool is_stack_frame(std::string_view line) noexcept
{
	const auto begin = line.find_first_not_of(" \t");
	return begin != line.npos && begin > 0 && line.substr(begin).starts_with("at ") &&
	       line.find('(') != line.npos;
}

bool is_error_detail(std::string_view line)
{
	static const RE2 pattern{
		R"(^\s+\[?(?:errno|code|syscall|path|dest|address|port)\]?: .*[,}]?$)"};
	return RE2::PartialMatch(piece(line), pattern);
}

bool is_finding_of_path(std::string_view line) noexcept
{
	return line.find("not found in PATH") != line.npos;
}

bool is_harmless_memory_line(std::string_view line, bool has_error)
{
	if (has_error)
		return false;
	return !is_of_kind(LineKind::MemoryFailure, line);
}

double strength_of(const Entry &entry, std::string_view line)
{
	if (is_of_kind(LineKind::Survived, line))
		return 0.3;
	// standard output has one priority for all lines, which tells nothing
	const bool has_priority =
		entry.transport == Transport::Journal || entry.transport == Transport::Syslog;
	if (has_priority && entry.priority >= 4)
		return entry.priority >= 7 ? 0.3 : 0.5;
	if (is_of_kind(LineKind::Warning, line) && !is_of_kind(LineKind::Error, line))
		return 0.5;
	return 1;
}

} // namespace hardenctl
