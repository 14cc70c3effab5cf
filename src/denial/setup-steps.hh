// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#pragma once

#include "denial/denial.hh"

#include <optional>
#include <string_view>

namespace hardenctl {

/**
 * What one line of the manager or its executor says about a set-up step that failed or a unit that
 * was refused: step, path, the directive if it can be only one, and the errno of the text. The unit
 * prefix is already removed.
 */
struct SetupFailure {
	Operation operation;
	int error_number = 0;
};
std::optional<SetupFailure> match_setup_message(std::string_view message);

} // namespace hardenctl
