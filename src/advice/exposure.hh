// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#pragma once

#include "sandbox/settings.hh"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace hardenctl {

/** Which of its two ways of looking at a unit systemd-analyze security takes. */
enum class ExposureMode {
	/** Of a running manager: `systemd-analyze security UNIT`. */
	Online,
	/** Of files: `systemd-analyze security --offline=true FILE`. */
	Offline,
};

/** A row of the table that systemd-analyze security prints. */
struct ExposureRow {
	/** Its key in JSON output and in policy files; lives as long as the program. */
	std::string_view json_field;
	/** 0 (good) to range; nothing if the row does not apply and counts nowhere. */
	std::optional<unsigned> badness;
	unsigned weight;
	unsigned range;
};

/**
 * The rows that this version of systemd has for a service, those of one directive together. Nothing
 * in here asks the machine: it is what systemd-analyze says, not what is enforced.
 */
std::vector<ExposureRow> exposure_rows(
	const UnitConfig &config, const System &system, ExposureMode mode = ExposureMode::Online);

/** Of all rows: 0 to 100, ten times what systemd-analyze shows; nothing if no row applies. */
std::optional<unsigned> exposure_level(const std::vector<ExposureRow> &rows) noexcept;

/** "4.1" of 41, as systemd-analyze prints it. */
std::string exposure_text(unsigned level);

/** Of a unit; nothing if it is not loaded. */
std::optional<unsigned> exposure_level(
	const UnitConfig &config, const System &system, ExposureMode mode = ExposureMode::Online);

} // namespace hardenctl
