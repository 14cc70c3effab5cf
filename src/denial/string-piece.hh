// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#pragma once

#include <re2/stringpiece.h>
#include <string_view>

namespace hardenctl {

/** RE2 of Debian 12 has its own views; newer ones take std::string_view. */
inline re2::StringPiece piece(std::string_view text) noexcept
{
	return {text.data(), text.size()};
}

} // namespace hardenctl
