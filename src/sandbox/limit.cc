// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "sandbox/limit.hh"

#include "base/text.hh"

#include <algorithm>
#include <iterator>

namespace hardenctl {

namespace {

struct Suffix {
	std::string_view suffix;
	std::uint64_t factor;
};

constexpr Suffix suffixes[]{
	{"", 1},
	{"B", 1},
	{"K", 1ULL << 10},
	{"M", 1ULL << 20},
	{"G", 1ULL << 30},
	{"T", 1ULL << 40},
	{"P", 1ULL << 50},
	{"E", 1ULL << 60},
	{"s", 1},
	{"sec", 1},
	{"min", 60},
	{"h", 3600},
	{"d", 86400},
	{"w", 604800},
};

} // namespace

std::optional<std::uint64_t> parse_limit(std::string_view value) noexcept
{
	value = strip(value.substr(0, value.find(':')));
	const auto digits = value.find_first_not_of("0123456789");
	const auto number = parse_number<std::uint64_t>(value.substr(0, digits));
	const auto suffix = digits == value.npos ? std::string_view{} : strip(value.substr(digits));
	const auto found = std::ranges::find(suffixes, suffix, &Suffix::suffix);
	if (!number || found == std::end(suffixes))
		return std::nullopt;
	std::uint64_t result = 0;
	if (__builtin_mul_overflow(*number, found->factor, &result))
		return std::nullopt;
	return result;
}

} // namespace hardenctl
