// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "base/clock.hh"

#include "base/text.hh"

#include <chrono>
#include <cstdlib>
#include <optional>

namespace hardenctl {

std::uint64_t current_time() noexcept
{
	const auto now = std::chrono::system_clock::now().time_since_epoch();
	return static_cast<std::uint64_t>(
		std::chrono::duration_cast<std::chrono::microseconds>(now).count());
}

/** Seconds since the epoch. */
static std::optional<std::uint32_t> fixed_time() noexcept
{
	const char *value = secure_getenv("HARDENCTL_NOW");
	return value == nullptr ? std::nullopt : parse_number<std::uint32_t>(value);
}

std::uint64_t reference_time() noexcept
{
	const auto seconds = fixed_time();
	return seconds ? std::uint64_t{*seconds} * 1'000'000 : current_time();
}

bool is_reference_time_fixed() noexcept
{
	return fixed_time().has_value();
}

} // namespace hardenctl
