// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#pragma once

#include <string_view>

namespace hardenctl {

/** "port in use" and others for errors that are no denial; empty if it may be one. */
std::string_view other_cause_of_errno(int error_number) noexcept;

/** The same for words that only look like an errno's: what a database or a peer refuses. */
std::string_view other_cause_over_errno(std::string_view line);

/** The same for a line that names no errno: "configuration error"; empty if nothing. */
std::string_view other_cause_of_words(std::string_view line);

} // namespace hardenctl
