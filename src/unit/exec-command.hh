// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#pragma once

#include "unit/specifiers.hh"
#include "unit/unit-config.hh"

#include <optional>

namespace hardenctl {

/** Is it ExecStart= or one of its like? */
bool is_exec_setting(std::string_view key) noexcept;

/**
 * The commands of one line, which ";" separates; systemd.service(5), "Command lines". Variables
 * such as
 * ${HOME} stay as they are. Nothing if a quote is not closed.
 */
std::optional<std::vector<ExecCommand>> parse_exec_line(const std::string &setting,
	std::string_view value, const Specifiers &specifiers, const Origin &origin);

} // namespace hardenctl
