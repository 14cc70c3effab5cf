// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#pragma once

#include <string>
#include <vector>

namespace hardenctl {

enum class Level { Error, Warning, Notice };

/** Non-fatal: an item was skipped, or the result is less reliable. */
struct Diagnostic {
	Level level;
	/** One line, not escaped: it may quote names and text from files and logs. */
	std::string message;

	bool operator==(const Diagnostic &) const = default;
};

using Diagnostics = std::vector<Diagnostic>;

} // namespace hardenctl
