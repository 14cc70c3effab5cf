// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "report/explain-support.hh"

#include "advice/exposure.hh"
#include "base/text.hh"

#include <algorithm>

namespace hardenctl {

static constexpr std::string_view digits = "0123456789";

std::optional<KernelVersion> parse_kernel_version(std::string_view release) noexcept
{
	const auto dot = release.find('.');
	if (dot == release.npos)
		return std::nullopt;
	const std::string_view rest = release.substr(dot + 1);
	const auto major = parse_number<unsigned>(release.substr(0, dot));
	const auto minor = parse_number<unsigned>(rest.substr(0, rest.find_first_not_of(digits)));
	if (!major || !minor)
		return std::nullopt;
	return KernelVersion{*major, *minor};
}

std::optional<KernelVersion> needed_kernel(const DirectiveRecord &directive) noexcept
{
	static constexpr std::string_view kernel = "Linux ";
	const auto found = directive.needs.find(kernel);
	if (found == directive.needs.npos)
		return std::nullopt;
	return parse_kernel_version(directive.needs.substr(found + kernel.size()));
}

std::optional<bool> knows(unsigned systemd_version, unsigned since) noexcept
{
	if (systemd_version == 0)
		return std::nullopt;
	return systemd_version >= since;
}

/** Of a service that sets nothing, all rows that apply count. */
static unsigned total_weight(unsigned systemd_version)
{
	UnitConfig config;
	config.load_state = LoadState::Loaded;
	unsigned total = 0;
	for (const ExposureRow &row : exposure_rows(config, {.systemd_version = systemd_version}))
		if (row.badness)
			total += row.weight;
	return total;
}

double exposure_share(const DirectiveRecord &directive, unsigned systemd_version)
{
	unsigned weight = 0;
	for (const ExposureRecord &row : directive.exposure)
		weight += row.weight;
	return weight == 0 ? 0 : 10.0 * weight / total_weight(systemd_version);
}

} // namespace hardenctl
