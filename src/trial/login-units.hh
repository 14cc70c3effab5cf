// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace hardenctl {

/**
 * Why a change of this unit could end this session, or keep everybody from logging in: "ssh.service
 * accepts logins over the network". Nothing if it is none of these units.
 * @param groups control groups of this process and of those it descends from, as
 * session_groups() has them: "/user.slice/user-0.slice/session-3.scope",
 * "/system.slice/ssh.service"
 * @param user_manager whose units are those below user@UID.service
 */
std::optional<std::string> login_reason(
	std::string_view unit, std::span<const std::string> groups, bool user_manager);

/** Of this process, its parent and so on, as far as /proc shows them; each once. */
std::vector<std::string> session_groups();

} // namespace hardenctl
