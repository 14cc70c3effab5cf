// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "observe/observation-limit.hh"

#include "base/path.hh"
#include "observe/trace-event.h"

#include <algorithm>
#include <fmt/format.h>
#include <functional>
#include <string>

namespace hardenctl {

namespace {

constexpr std::size_t max_observations = 25'000;
/** A cache has directories in directories. */
constexpr int levels = 3;
/** "/var/cache/nginx"; what is in "/var/cache" is not of one kind. */
constexpr std::ptrdiff_t least_slashes = 3;

std::string kind_of(const ObservedEvent &seen)
{
	return fmt::format("{} {} {} {} {} {} ", static_cast<int>(seen.what), seen.call, seen.error,
		seen.by_filter, seen.status, seen.path.starts_with('/') ? "" : seen.comm);
}

/** Of its directory and of those above it. */
std::vector<std::size_t> hashes_of(const ObservedEvent &seen)
{
	const std::string kind = kind_of(seen);
	std::vector<std::size_t> hashes;
	std::string_view directory = parent_path(seen.path);
	for (int i = 0; i < levels; i++, directory = parent_path(directory))
		if (i == 0 || std::ranges::count(directory, '/') >= least_slashes)
			hashes.push_back(std::hash<std::string>{}(kind + std::string{directory}));
	return hashes;
}

} // namespace

bool ObservationLimit::is_one_of_many(const ObservedEvent &seen)
{
	const std::vector<std::size_t> hashes = hashes_of(seen);
	const auto is_full = [this](std::size_t hash) {
		const auto found = alike_.find(hash);
		return found != alike_.end() && found->second >= TRACE_ALIKE;
	};
	if (std::ranges::any_of(hashes, is_full))
		return true;
	for (const std::size_t hash : hashes)
		alike_[hash]++;
	return false;
}

bool ObservationLimit::admits(const ObservedEvent &seen)
{
	if (kept_ >= max_observations) {
		left_out_++;
		return false;
	}
	if (is_one_of_many(seen))
		return false;
	kept_++;
	return true;
}

} // namespace hardenctl
