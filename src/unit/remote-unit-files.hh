// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#pragma once

#include "base/remote-shell.hh"
#include "unit/file-change.hh"

#include <optional>
#include <string>

namespace hardenctl {

/** As UnitSearch::root: no file is found below it. For units whose files are on another host. */
inline constexpr const char *no_root = "/dev/null";

/**
 * The text of a unit file on another host, as UnitFileReader wants it; nothing if it is not there
 * or not readable. Throws Error if the connection is lost.
 */
std::optional<std::string> read_remote_file(RemoteShell &shell, const std::string &path);

/** As newest_change(). Throws Error likewise. */
std::optional<ChangedFile> newest_remote_change(RemoteShell &shell, const UnitConfig &config);

} // namespace hardenctl
