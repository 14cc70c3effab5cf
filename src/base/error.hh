// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#pragma once

#include <stdexcept>
#include <string>

namespace hardenctl {

/**
 * What makes it impossible to go on: no journal, no such unit, an option that is wrong. The message
 * is one line that names the thing and, where there is one, the way out. Made where the facts are,
 * printed once, in main().
 */
class Error : public std::runtime_error {
	int errno_;

public:
	explicit Error(const std::string &message) : std::runtime_error(message), errno_(0) {}

	/** @param error_number a positive errno; its text is appended after ": " */
	Error(int error_number, const std::string &message);

	/** The errno that caused it, or 0. */
	int error_number() const noexcept { return errno_; }
};

} // namespace hardenctl
