// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#pragma once

#include "knowledge/phrase.hh"

#include <cstdint>
#include <optional>
#include <string_view>

namespace hardenctl {

/** The limit that was met, where the line tells it: "to more than 20000", "[4096] is too low". */
std::optional<std::uint64_t> find_limit_met(std::string_view line);

/**
 * A limit that a program compared with what it needs, or that it could not raise: "max file
 * descriptors [4096] is too low", "could not increase number of max_open_files". nullptr if there
 * is none.
 */
const Phrase *find_limit_words(std::string_view line);

} // namespace hardenctl
