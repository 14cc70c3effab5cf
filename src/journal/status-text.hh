// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#pragma once

#include "journal/entry.hh"

#include <string_view>

namespace hardenctl {

/** Unit of the first line of `systemctl status`: "● nginx.service - A web server"; else empty. */
std::string_view parse_status_heading(std::string_view line) noexcept;

/**
 * The lines below the heading that tell how processes and the unit ended ("Process: 510
 * ExecStart=/usr/sbin/x (code=exited, status=226/NAMESPACE)", "Active: failed (Result:
 * exit-code)"), as if the manager had logged it. @return is it one of them?
 */
bool read_status_line(std::string_view line, Entry &entry);

} // namespace hardenctl
