// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#pragma once

namespace hardenctl {

/** systemd's rules: $SYSTEMD_COLORS, else $NO_COLOR, else both outputs a terminal that is not dumb.
 */
bool wants_color() noexcept;

/** $SYSTEMD_UTF8, else the locale; one that was not set at all counts as UTF-8, as in systemd. */
bool wants_utf8() noexcept;

/** $COLUMNS; else 0 if standard output is no terminal, else its width, else 80. As in systemd. */
unsigned screen_width() noexcept;

/** Is $TERM "dumb" or not set? */
bool is_terminal_dumb() noexcept;

} // namespace hardenctl
