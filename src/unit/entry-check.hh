// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#pragma once

#include "knowledge/directive.hh"

#include <string_view>

namespace hardenctl {

/** "EPERM", "1" or "kill": what a call may be answered with. */
bool is_call_answer(std::string_view text);

/** Of SystemCallArchitectures=. */
bool is_architecture(std::string_view word, unsigned systemd_version) noexcept;

/** SRC[:DST[:OPTIONS]] of BindPaths=, PATH[:OPTIONS] of TemporaryFileSystem=; "%" may stand for a
 * whole path. */
bool is_bind_word(Holds holds, std::string_view word, unsigned systemd_version);

/** "10.0.0.0/8", "::1", "localhost" */
bool is_address_prefix(std::string_view word);

/** "/dev/null rw", "char-pts" */
bool is_device_rule(std::string_view value);

/** "80", "ipv6:tcp:1000-2000", "any" */
bool is_bind_rule(std::string_view value, unsigned systemd_version);

} // namespace hardenctl
