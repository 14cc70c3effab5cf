// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#pragma once

#include "knowledge/names.hh"
#include "sandbox/settings.hh"

#include <array>
#include <cstdint>
#include <optional>

namespace hardenctl {

/** CapabilityBoundingSet= and AmbientCapabilities= after all assignments and implications. */
class CapabilitySet {
	std::uint64_t bounding_ = all_capabilities;
	std::uint64_t ambient_ = 0;
	std::array<std::optional<std::size_t>, capability_count> dropped_by_;

	void apply_bounding(std::size_t setting, std::string_view value);

public:
	explicit CapabilitySet(const Settings &settings);

	std::uint64_t bounding() const noexcept { return bounding_; }
	std::uint64_t ambient() const noexcept { return ambient_; }

	/** Which setting took it out of the bounding set; nothing if it is in there. */
	std::optional<std::size_t> dropped_by(unsigned capability) const noexcept
	{
		return capability < capability_count ? dropped_by_[capability] : std::nullopt;
	}
};

/** A capability list without its "~"; unknown names are ignored, as systemd does with a warning. */
std::uint64_t parse_capabilities(std::string_view value);

} // namespace hardenctl
