// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#pragma once

#include "unit/unit-config.hh"

#include <string>
#include <string_view>

namespace hardenctl {

/** Is it a key, and no directive, that decides whether systemd loads a service? */
bool is_load_key(std::string_view key) noexcept;

/**
 * Why systemd refuses to load a service as its files are, in its own words (service_verify());
 * empty if it loads it, or is no service.
 */
std::string_view load_refusal(const UnitConfig &config);

} // namespace hardenctl
