// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "observe/vain-calls.hh"

#include "base/path.hh"

#include <algorithm>
#include <cerrno>
#include <iterator>
#include <string>
#include <string_view>

namespace hardenctl {

namespace {

/** A call that not every kernel has, and what the C library makes of it then; empty: nothing. */
struct NewerCall {
	std::string_view name;
	std::string_view older;
	/** Every program makes the older one: that it was made tells nothing. */
	bool is_common = false;
};
constexpr NewerCall newer_calls[]{
	{"clone3", "clone"},
	{"close_range", "close", true},
	{"faccessat2", "faccessat"},
	{"fchmodat2", "fchmodat"},
	{"openat2", "openat", true},
	{"rseq", ""},
	{"statx", "newfstatat", true},
};

const NewerCall *newer_call(const ObservedEvent &seen)
{
	if (seen.error != ENOSYS)
		return nullptr;
	const auto *known = std::ranges::find(newer_calls, seen.call, &NewerCall::name);
	return known == std::end(newer_calls) ? nullptr : known;
}

} // namespace

bool was_replaced(const ObservedEvent &seen, const UsedSets &used)
{
	const NewerCall *call = newer_call(seen);
	return call && (call->older.empty() || used.calls.contains(std::string{call->older}));
}

bool is_replaced_by_common(const ObservedEvent &seen)
{
	const NewerCall *call = newer_call(seen);
	return call && call->is_common;
}

bool is_tried_in_vain_often(const ObservedEvent &seen)
{
	if (seen.error == ENOSYS)
		return newer_call(seen) != nullptr;
	return seen.call == "setsockopt" &&
	       (seen.arguments.ends_with(", 1, 32") || seen.arguments.ends_with(", 1, 33"));
}

bool is_look(const ObservedEvent &seen)
{
	static constexpr std::string_view calls[]{"access", "faccessat", "faccessat2", "getxattr",
		"lgetxattr", "lstat", "newfstatat", "readlink", "readlinkat", "stat", "statfs",
		"statx"};
	return (seen.error == ENOENT || seen.error == ENOTDIR) &&
	       std::ranges::find(calls, seen.call) != std::end(calls);
}

bool is_library_search(const ObservedEvent &seen)
{
	return seen.error == ENOENT &&
	       (base_name(seen.path).find(".so") != std::string_view::npos ||
		       path_is_below(seen.path, "/usr/lib/locale") ||
		       path_is_below(seen.path, "/usr/share/locale"));
}

} // namespace hardenctl
