// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#pragma once

#include "knowledge/directive.hh"

#include <optional>
#include <string>
#include <string_view>

/** Does a system have what a record describes? Only what can be told from versions. */
namespace hardenctl {

struct KernelVersion {
	unsigned major;
	unsigned minor;

	bool operator<(const KernelVersion &other) const noexcept
	{
		return major != other.major ? major < other.major : minor < other.minor;
	}
};

/** Of a release such as "6.12.48-amd64". */
std::optional<KernelVersion> parse_kernel_version(std::string_view release) noexcept;

/** The first "Linux N.M" that the record's needs name. */
std::optional<KernelVersion> needed_kernel(const DirectiveRecord &directive) noexcept;

/** Versions below that are not in use any more and not told apart. */
inline constexpr unsigned any_version = 1;

/** Nothing if the version is unknown (0). */
std::optional<bool> knows(unsigned systemd_version, unsigned since) noexcept;

/** How much of systemd-analyze's 10 the rows of a directive make up; 0 if it has none. */
double exposure_share(const DirectiveRecord &directive, unsigned systemd_version);

} // namespace hardenctl
