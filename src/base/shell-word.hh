// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#pragma once

#include <string>
#include <string_view>

namespace hardenctl {

/** In single quotes: one word for any POSIX shell. */
std::string quote_for_shell(std::string_view word);

/** The same, but as it is where no shell reads anything into it. */
std::string shell_word(std::string_view word);

} // namespace hardenctl
