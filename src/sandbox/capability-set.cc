// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "sandbox/capability-set.hh"

#include "base/text.hh"
#include "unit/words.hh"

namespace hardenctl {

std::uint64_t parse_capabilities(std::string_view value)
{
	std::uint64_t set = 0;
	for (const std::string &word : split_words(value).value_or(std::vector<std::string>{}))
		if (const auto capability = find_capability(word))
			set |= std::uint64_t{1} << *capability;
	return set;
}

CapabilitySet::CapabilitySet(const Settings &settings)
{
	for (const std::size_t index : settings.of(Directive::CapabilityBoundingSet))
		apply_bounding(index, settings[index].assignment.value);

	for (const std::size_t index : settings.of(Directive::AmbientCapabilities)) {
		const std::string_view value = strip(settings[index].assignment.value);
		if (value.empty())
			ambient_ = 0;
		else if (value.starts_with('~'))
			ambient_ = ambient_ ? ambient_ & ~parse_capabilities(value.substr(1))
					    : ~parse_capabilities(value.substr(1));
		else
			ambient_ |= parse_capabilities(value);
	}
	ambient_ &= bounding_;
}

void CapabilitySet::apply_bounding(std::size_t setting, std::string_view value)
{
	value = strip(value);
	const std::uint64_t before = bounding_;
	if (value.starts_with('~'))
		bounding_ &= ~parse_capabilities(value.substr(1));
	else if (value.empty())
		bounding_ = 0;
	else if (before == all_capabilities) /* systemd: still the default, so replace it */
		bounding_ = parse_capabilities(value);
	else
		bounding_ |= parse_capabilities(value);

	for (unsigned capability = 0; capability < capability_count; capability++) {
		const std::uint64_t bit = std::uint64_t{1} << capability;
		if (bounding_ & bit)
			dropped_by_[capability].reset();
		else if (before & bit)
			dropped_by_[capability] = setting;
	}
}

} // namespace hardenctl
