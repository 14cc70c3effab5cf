// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#pragma once

#include <string>

namespace hardenctl {

/**
 * Does logrotate replace this file, by its configuration in /etc/logrotate.d below root? Then a
 * mount of the file alone shows the old one after the first rotation. Not if it is truncated in
 * place (copytruncate). What cannot be read says nothing. logrotate(8)
 * @param path absolute, as the service sees it
 */
bool is_replaced_by_logrotate(const std::string &root, const std::string &path);

} // namespace hardenctl
