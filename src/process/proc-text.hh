// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#pragma once

#include "process/runtime-facts.hh"

#include <string>
#include <string_view>

/** The text files of /proc/PID; proc(5). What a line lacks keeps its default; nothing throws. */
namespace hardenctl {

/** /proc/PID/status: names, users, capabilities, seccomp, locked memory. */
void read_status_text(std::string_view text, ProcessSeen &process);

/** /proc/PID/maps: code, writable code, System V segments. */
void read_maps_text(std::string_view text, ProcessSeen &process);

/** /proc/PID/task/TID/stat: scheduling policy and nice value of one thread. */
void read_stat_text(std::string_view text, ProcessSeen &process);

/** What the kernel puts behind the path of a file that has no name any more. */
inline constexpr std::string_view deleted_mark = " (deleted)";
std::string_view without_deleted_mark(std::string_view path) noexcept;

/** O_ACCMODE and O_PATH of the "flags:" line of /proc/PID/fdinfo/FD: may it be written to? */
bool is_writable_by_flags(std::string_view fdinfo) noexcept;

/**
 * The path of the control group that systemd manages, of /proc/PID/cgroup: the unified hierarchy's,
 * or that of "name=systemd" where the unified one is not in use.
 */
std::string_view systemd_control_group(std::string_view text) noexcept;

/**
 * Does a control group belong to the unit? "/system.slice/nginx.service/sub" does to nginx.service.
 * @param user_manager of which the user's units are those below user@UID.service
 */
bool is_group_of_unit(std::string_view group, std::string_view unit, bool user_manager) noexcept;

/**
 * The unit of a cgroup path: the first component that is a unit, what is below it is named by the
 * service; without the underscore that systemd puts before names that clash with kernel files.
 * @param user below user@UID.service the user's unit
 */
std::string_view unit_of_cgroup(std::string_view path, bool user) noexcept;

} // namespace hardenctl
