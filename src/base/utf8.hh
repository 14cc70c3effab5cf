// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#pragma once

#include <cstddef>
#include <string_view>

namespace hardenctl {

struct Decoded {
	char32_t code_point = 0;
	/** In bytes; 0 if the text is empty or begins with no valid character. */
	std::size_t length = 0;
};

/** The first character: shortest form only, no surrogates, at most U+10FFFF (RFC 3629). */
Decoded decode_utf8(std::string_view text) noexcept;

} // namespace hardenctl
