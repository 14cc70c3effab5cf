// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace hardenctl {

/** A limit that a program compared with what it needs, or that it could not raise. */
struct LimitWords {
	/** As in Operation::resource: "NOFILE". */
	std::string_view resource;
	/** What the kernel answers to who runs into it. */
	int error_number;
};

/** The limit that was met, where the line tells it: "to more than 20000", "[4096] is too low". */
std::optional<std::uint64_t> find_limit_met(std::string_view line);

/** "max file descriptors [4096] is too low", "could not increase number of max_open_files" */
std::optional<LimitWords> find_limit_words(std::string_view line);

} // namespace hardenctl
