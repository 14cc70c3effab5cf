// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#pragma once

#include <string_view>

namespace hardenctl {

/**
 * The file behind words that name a thing instead: "KVM kernel module" is /dev/kvm. Static text;
 * empty if the line names no such thing.
 */
std::string_view path_of_subject(std::string_view line);

} // namespace hardenctl
