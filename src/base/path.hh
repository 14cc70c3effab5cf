// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#pragma once

#include <string>
#include <string_view>

namespace hardenctl {

/** Lexical only: no doubled or trailing slash, no "." component; ".." is kept. "" stays "". */
std::string simplify_path(std::string_view path);

bool has_dot_dot(std::string_view path) noexcept;

/** Is path the same as prefix or below it, by whole components? Both simplified. */
bool path_is_below(std::string_view path, std::string_view prefix) noexcept;

/** "/a/b" of "/a/b/c"; "/" of "/a" and of "/". */
std::string_view parent_path(std::string_view path) noexcept;

std::string_view base_name(std::string_view path) noexcept;

/** root + path, for a path inside root; root "" or "/" means the running system. */
std::string below_root(std::string_view root, std::string_view path);

} // namespace hardenctl
