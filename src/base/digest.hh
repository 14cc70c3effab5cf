// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#pragma once

#include <cstdint>
#include <string_view>

namespace hardenctl {

inline constexpr std::uint64_t digest_start = 0xcbf29ce484222325;

/**
 * FNV-1a of the text and its length: tells a changed text from an unchanged one, the same in every
 * build. No protection against a text that is made to collide.
 */
constexpr std::uint64_t digest(std::string_view text, std::uint64_t so_far = digest_start) noexcept
{
	constexpr std::uint64_t prime = 0x100000001b3;
	for (const char byte : text)
		so_far = (so_far ^ static_cast<unsigned char>(byte)) * prime;
	return (so_far ^ text.size()) * prime;
}

} // namespace hardenctl
