// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "trial/loaded-state.hh"

#include "base/digest.hh"
#include "base/error.hh"
#include "base/file.hh"
#include "unit/unit-files.hh"

#include <algorithm>
#include <fmt/format.h>

namespace hardenctl {

namespace {

constexpr std::size_t max_unit_file_size = 1 << 20;

std::uint64_t digest_of_file(const std::string &path)
{
	try {
		return digest(read_file(path, max_unit_file_size));
	} catch (const Error &) {
		// A link to /dev/null, or a file that is gone.
		return 0;
	}
}

/** A property that is on one side only counts. */
std::string changed_setting(const LoadedState &before, const UnitState &now)
{
	for (const auto &[property, digest] : before.settings) {
		const auto found = now.settings.find(property);
		if (found == now.settings.end() || found->second != digest)
			return property;
	}
	return {};
}

} // namespace

LoadedState loaded_state(const UnitState &state)
{
	LoadedState loaded{
		.systemd_version = systemd_version_of(""), .needed_reload = state.needs_reload};
	if (!state.fragment.empty())
		loaded.files.emplace_back(state.fragment, digest_of_file(state.fragment));
	for (const std::string &path : state.drop_ins)
		loaded.files.emplace_back(path, digest_of_file(path));
	if (!state.needs_reload)
		loaded.settings = state.settings;
	return loaded;
}

std::string difference_to(
	const LoadedState &before, const UnitState &now, std::span<const std::string> removed)
{
	for (const std::string &path : removed)
		if (std::ranges::find(now.drop_ins, path) != now.drop_ins.end())
			return fmt::format("{} is still loaded from {}", now.id, path);
	if (now.needs_reload && !before.needed_reload)
		return fmt::format("the files of {} are not loaded again", now.id);
	const LoadedState loaded = loaded_state(now);
	if (loaded.files != before.files || loaded.systemd_version != before.systemd_version)
		return {};
	if (const std::string property = changed_setting(before, now); !property.empty())
		return fmt::format("{} of {} is not as before", property, now.id);
	return {};
}

} // namespace hardenctl
