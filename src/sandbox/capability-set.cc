// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "sandbox/capability-set.hh"

#include "base/text.hh"
#include "unit/words.hh"

namespace hardenctl {

/**
 * What a line makes of a set (systemd's parse_capability_set()). A line replaces a set that is as
 * it was at first; so does one that names nothing known, which leaves none, or all after ~.
 */
static std::uint64_t combined(std::string_view line, std::uint64_t set, std::uint64_t initial)
{
	const bool inverted = line.starts_with('~');
	const std::uint64_t named = parse_capabilities(line.substr(inverted));
	if (named == 0 || set == initial)
		return inverted ? all_capabilities & ~named : named;
	return inverted ? set & ~named : set | named;
}

std::uint64_t parse_capabilities(std::string_view value)
{
	std::uint64_t set = 0;
	for (const std::string &word : split_words(value).value_or(std::vector<std::string>{}))
		if (const auto capability = parse_capability(word))
			set |= std::uint64_t{1} << *capability;
	return set;
}

CapabilitySet::CapabilitySet(const Settings &settings)
{
	for (const std::size_t index : settings.of(Directive::CapabilityBoundingSet))
		apply_bounding(index, settings[index].assignment.value);

	for (const std::size_t index : settings.of(Directive::AmbientCapabilities)) {
		const std::string_view value = strip(settings[index].assignment.value);
		ambient_ = value.empty() ? 0 : combined(value, ambient_, 0);
	}
	ambient_ &= bounding_;
}

void CapabilitySet::apply_bounding(std::size_t setting, std::string_view value)
{
	value = strip(value);
	const std::uint64_t before = bounding_;
	bounding_ = value.empty() ? 0 : combined(value, before, all_capabilities);

	for (unsigned capability = 0; capability < capability_count; capability++) {
		const std::uint64_t bit = std::uint64_t{1} << capability;
		if (bounding_ & bit)
			dropped_by_[capability].reset();
		else if (before & bit)
			dropped_by_[capability] = setting;
	}
}

} // namespace hardenctl
