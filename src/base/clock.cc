// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "base/clock.hh"

#include <chrono>

namespace hardenctl {

std::uint64_t current_time() noexcept
{
	const auto now = std::chrono::system_clock::now().time_since_epoch();
	return static_cast<std::uint64_t>(
		std::chrono::duration_cast<std::chrono::microseconds>(now).count());
}

} // namespace hardenctl
