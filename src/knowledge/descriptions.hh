// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#pragma once

#include <string_view>

/** What names stand for, in a few plain words without a full stop; empty for what is not known. */
namespace hardenctl {

/** Source: capabilities(7). */
std::string_view capability_description(unsigned capability) noexcept;

/** Source: address_families(7). */
std::string_view family_description(int family) noexcept;

/** The step that failed before the program ran; systemd.exec(5), "Process Exit Codes". */
std::string_view exit_status_description(int status) noexcept;

} // namespace hardenctl
