// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#pragma once

#include <string_view>

namespace hardenctl {

/**
 * Writes the text to standard output, through a pager if that is wanted and standard output is a
 * terminal; by the rules of systemctl(1) for $SYSTEMD_PAGER, $PAGER, $SYSTEMD_LESS,
 * $SYSTEMD_LESSCHARSET and $SYSTEMD_PAGERSECURE. Throws Error if it cannot be written.
 */
void write_output(std::string_view text, bool with_pager);

} // namespace hardenctl
