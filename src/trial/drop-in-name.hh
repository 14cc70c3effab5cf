// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace hardenctl {

/** Where drop-ins of one unit are written: "…/UNIT.d", without a slash at the end. */
struct DropInDirectories {
	/** /etc/systemd/system/UNIT.d, or the user's. */
	std::string persistent;
	/** /run/systemd/system/UNIT.d, or the user's: gone after a reboot. */
	std::string runtime;
};

/**
 * What the variable holds, or what lies `below` the directory in the other one, which may be null.
 * Throws Error, with the way out, if neither is an absolute path.
 */
std::string user_directory(
	const char *variable, const char *fallback_variable, std::string_view below);

/** Throws Error if the user's directories are unknown ($HOME, $XDG_RUNTIME_DIR). */
DropInDirectories drop_in_directories(const std::string &unit, bool user);

/** Bytes that are read of one. */
inline constexpr std::size_t max_drop_in_size = 1 << 20;

/** What stays: the repairs of loosen, the settings of tighten. */
inline constexpr std::string_view kept_name = "zz-hardenctl.conf";
/** What is on trial; "~" sorts after ".", so it comes after what is kept. */
inline constexpr std::string_view trial_name = "zz-hardenctl~trial.conf";

/**
 * A file name that sorts after those of all these drop-ins: the usual one if it does. systemd
 * applies drop-ins in the order of their names, whatever their directory. Throws Error if there is
 * no such name.
 */
std::string last_name(std::span<const std::string> drop_ins, std::string_view usual);

/** The first line of what hardenctl writes: who, and the way back. Ends in a newline. */
std::string own_header(std::string_view verb, const std::string &unit, bool user = false);

/** The line behind the header of a file whose directory stays when the file goes. */
inline constexpr std::string_view directory_line = "# This directory was there before.\n";

/** A unit that goes with another one, and the ActiveState= that it had before. */
struct CompanionState {
	std::string unit;
	std::string active_state;
};

/** A comment in a kept drop-in that tells of it: the way back of one is that of the other. */
std::string companion_line(const CompanionState &companion);

/** What such comments in the text tell. */
std::vector<CompanionState> companions_in(std::string_view text);

/** As hardenctl takes it on its command line: "--user foo.service" of a user manager. */
std::string as_argument(const std::string &unit, bool user);

/** By its name. */
bool has_own_name(std::string_view path) noexcept;

/** By its first line. */
bool has_own_header(std::string_view text) noexcept;

/** By name and first line: nothing else is ever removed. No if it cannot be read. */
bool is_own_drop_in(const std::string &path);

/** Those that are there, the persistent ones first. */
std::vector<std::string> own_drop_ins(const DropInDirectories &directories);

} // namespace hardenctl
