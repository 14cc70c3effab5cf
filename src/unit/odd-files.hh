// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#pragma once

#include "base/diagnostic.hh"

#include <cstddef>
#include <string>

namespace hardenctl {

/** Of /etc/passwd and /etc/group: a hundred thousand users take 10 MiB. */
constexpr std::size_t max_user_database_size = 64 * 1024 * 1024;
/** Of os-release(5), machine-id(5) and the like. */
constexpr std::size_t max_short_file_size = 64 * 1024;

/**
 * One warning for each of the files below root that are read beside unit files (passwd, os-release,
 * …) and cannot be used: no regular file, or too large. They count as absent.
 */
Diagnostics describe_odd_files(const std::string &root);

} // namespace hardenctl
