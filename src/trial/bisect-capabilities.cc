// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "trial/bisect-capabilities.hh"

#include "sandbox/capability-set.hh"
#include "trial/repair-search.hh"

#include <algorithm>
#include <fmt/format.h>
#include <linux/capability.h>

namespace hardenctl {

namespace {

/** Against the 1 of all others. */
constexpr double common_weight = 20;

/** What containers are given by default (Docker's list, "Runtime privilege and Linux
 * capabilities"): common programs work with them. */
constexpr unsigned common[]{CAP_CHOWN, CAP_DAC_OVERRIDE, CAP_FSETID, CAP_FOWNER, CAP_MKNOD,
	CAP_NET_RAW, CAP_SETGID, CAP_SETUID, CAP_SETFCAP, CAP_SETPCAP, CAP_NET_BIND_SERVICE,
	CAP_SYS_CHROOT, CAP_KILL, CAP_AUDIT_WRITE};

constexpr std::string_view key = "CapabilityBoundingSet=";

/** Those that an edit of the finding gives. */
std::uint64_t given_by(const Finding &finding)
{
	std::uint64_t given = 0;
	for (const Edit &edit : finding.edits)
		for (const std::string &line : edit.lines)
			if (edit.scope != Scope::Off && line.starts_with(key))
				given |= parse_capabilities(
					std::string_view{line}.substr(key.size()));
	return given;
}

bool has(std::uint64_t set, unsigned capability) noexcept
{
	return set >> capability & 1;
}

} // namespace

std::vector<Hint> MissingCapabilities::hints_of(const Diagnosis &diagnosis) const
{
	std::vector<Hint> hints;
	for (const Finding &finding : diagnosis.findings)
		for (std::size_t i = 0; i < capabilities.size(); i++)
			if (finding.confidence >= sure_from && has(given_by(finding), capabilities[i]))
				hints.push_back({i, finding_weight * finding.confidence});
	return hints;
}

Edit MissingCapabilities::edit(const std::vector<std::size_t> &chosen) const
{
	std::string names;
	for (const std::size_t index : chosen)
		names += (names.empty() ? "" : " ") +
			 std::string{capability_name(capabilities[index])};
	return Edit{
		.scope = Scope::Narrowest,
		.lines = {std::string{key} + names},
		.why = "found by trial: it does not work with one of them less",
	};
}

MissingCapabilities missing_capabilities(const UnitConfig &config, const std::vector<Finding> &told,
	const std::vector<Finding> &foreseen)
{
	const Settings settings{config, {}};
	const std::uint64_t bounding = CapabilitySet{settings}.bounding();
	MissingCapabilities missing;
	for (unsigned capability = 0; capability < capability_count; capability++) {
		if (has(bounding, capability))
			continue;
		missing.capabilities.push_back(capability);
		double weight = std::ranges::find(common, capability) != std::end(common)
					? common_weight
					: 1;
		for (const auto *findings : {&told, &foreseen})
			for (const Finding &finding : *findings)
				if (has(given_by(finding), capability))
					weight = std::max(
						weight, finding_weight * finding.confidence);
		missing.weights.push_back(weight);
	}
	return missing;
}

} // namespace hardenctl
