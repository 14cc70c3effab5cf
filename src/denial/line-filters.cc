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

bool may_contain_error(std::string_view line)
{
	// most that are have one of these; to compile the pattern takes as long as to read a
	// hundred
	static constexpr std::string_view usual[]{
		"denied", "ead-only file", "No such file", "not permitted"};
	if (std::ranges::any_of(
		    usual, [&](std::string_view words) { return line.find(words) != line.npos; }))
		return true;
	static const RE2 pattern{
		R"((?i)privilege|(?:could not|couldn't|cannot|can't|failed to|unable to) (?:\S+ ){0,3}(?:sockets?|bind|listen|fork|port|user(?:name|s)?|groups?|chroot|(?:re)?(?:open|read|load)|access|stat|create|write)\b|(?:error|failure) (?:while )?(?:re)?(?:opening|reading|loading|accessing|creating|writing)\b|\b(?:chroot|set[ug]id|setgroups|initgroups)\S* failed|\b(?:user|group)(?:name)? \S+ (?:not found|is unknown)|device not found|personality|randomization|argument list|raise fd|could not connect|resolve host|does not exist|path not found|memoryerror|reserve page|mlock failed|must be|\broot\b|super-?user|usable sandbox|namespace|check failed|code generation|javascript oom|cap_|capabilit|signal:? \(?31\b|sigsys|bad_alloc|coreclr|spawn|effective uid|nosuid|set-?uid|\bsuid\b|cap_net_raw|not found in directory|permi(?:tted|ssion)|denied|read-?only|read only|writ(?:e)?able|no such|errno|errcode|os error|system error|unavailable|not supported|unsupported|not implemented|unreachable|no route|too many|too large|too (?:low|small)|descriptor|open[ _]files?\b|memlock|eai_again|(?:set|chang)\S* (?:\S+ )?[ug]id\b|allocate|out of ?memory|outofmemory|fork|thread|in use|no space|disk|database|invalid|i/o error|bad system call|refused|timed out|name resolution|assign requested|not a directory|exec format|mprotect|executable|prot_exec|\bjit|code ?(?:range|cache|space)|setpermissions|segment|syntax error|parse error|unexpected|unknown|unrecogni|bad |usage|duplicate|mismatched|missing|undefined|module|authentic|expired|would block|pipe call|access to the path|exists|quota|ffi|exception|(?-i)\bE[A-Z]{3,}|\be(?:acces|perm|rofs|noent|nosys)\b|\([0-9]{1,3}: |^\([0-9]{1,3}\)| in \S+:[0-9]+$)"};
	return RE2::PartialMatch(piece(line), pattern);
}

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
