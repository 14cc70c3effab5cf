// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#pragma once

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

/** "max file descriptors [4096] is too low", "could not increase number of max_open_files" */
std::optional<LimitWords> find_limit_words(std::string_view line);

} // namespace hardenctl
