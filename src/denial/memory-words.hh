// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#pragma once

#include <optional>
#include <string_view>

namespace hardenctl {

/** Words about executable memory: a JIT, an executable stack, a library that cannot be mapped. */
struct MemoryWords {
	std::string_view call;
	/** What the kernel must have answered if the line does not say; 0 if it may be several. */
	int error_number = 0;
	/** Half if the words fit a mere lack of memory as well. */
	double strength = 1;
};
std::optional<MemoryWords> find_memory_words(std::string_view line);

} // namespace hardenctl
