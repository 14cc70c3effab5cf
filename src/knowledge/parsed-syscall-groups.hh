// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#pragma once

#include "knowledge/syscall-groups.hh"

#include <deque>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace hardenctl {

/**
 * Groups as `systemd-analyze syscall-filter` prints them: names at the start of a line, members
 * indented below, descriptions behind a #. Never throws for odd input: what is no group is left
 * out.
 */
class ParsedSyscallGroups {
	std::string text_;
	/** What the spans of the groups point to; a deque keeps its elements where they are. */
	std::deque<std::vector<std::string_view>> lists_;
	std::vector<SyscallGroup> groups_;

public:
	explicit ParsedSyscallGroups(std::string text);
	ParsedSyscallGroups(const ParsedSyscallGroups &) = delete;
	ParsedSyscallGroups &operator=(const ParsedSyscallGroups &) = delete;

	/** Sorted by name; live as long as this object. */
	std::span<const SyscallGroup> groups() const noexcept { return groups_; }
};

} // namespace hardenctl
