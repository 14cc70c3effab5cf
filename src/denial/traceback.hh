// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#pragma once

#include "denial/operation-words.hh"

#include <string>
#include <string_view>

namespace hardenctl {

/**
 * The frames of a Python traceback as they come, line by line; the innermost call that is known and
 * the last path literal of the quoted source are kept until the exception's own line.
 */
class Traceback {
	bool active_ = false;
	unsigned lines_ = 0;
	CallWords call_;
	std::string path_;

public:
	/** @return is the line part of a traceback, so that nothing else is to be read from it? */
	bool feed(std::string_view line);

	/** Was the line that feed() did not take the end of a traceback? */
	bool active() const noexcept { return active_; }

	/** Fills what the exception's line left open. */
	void complete(Operation &operation) const;

	void clear();
};

} // namespace hardenctl
