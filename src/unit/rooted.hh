// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#pragma once

#include <optional>
#include <string>

namespace hardenctl {

/**
 * All symlinks of a path resolved as if root were "/": neither absolute targets nor ".." leave it.
 * @return the path inside root; nothing if it does not exist or its links run in a circle
 */
std::optional<std::string> resolve_in_root(const std::string &root, std::string path);

/** The target of a symlink, made absolute inside root; nothing if it is none. */
std::optional<std::string> link_target(const std::string &root, const std::string &path);

} // namespace hardenctl
