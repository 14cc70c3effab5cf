// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace hardenctl {

/**
 * What a log record in JSON on one line says, in the order of a sentence: message, error, path and
 * address. Nested objects count, unknown members do not. Nothing if the line is no such record.
 */
std::optional<std::string> words_of_record(std::string_view line);

} // namespace hardenctl
