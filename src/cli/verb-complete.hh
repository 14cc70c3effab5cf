// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#pragma once

#include <span>
#include <string>

namespace hardenctl {

/** The verb that completions and tests call; not in the help, see HACKING.md. */
inline constexpr const char *complete_verb = "_complete";

/**
 * `_complete KIND`: all words of one kind; `_complete words WORD...`: what the last WORD, which is
 * being typed, may become. One a line, a tab and a description behind it. Never throws and never
 * writes an error: it runs below somebody's prompt.
 * @return exit status
 */
int run_complete(std::span<const std::string> arguments) noexcept;

} // namespace hardenctl
