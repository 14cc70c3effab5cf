// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "advice/trace-coverage.hh"

#include "base/path.hh"

#include <algorithm>
#include <fmt/format.h>
#include <string_view>
#include <vector>

namespace hardenctl {

bool can_reload(const UnitConfig &config)
{
	return config.service_type == "notify-reload" ||
	       std::ranges::find(config.commands, "ExecReload", &ExecCommand::setting) !=
		       config.commands.end();
}

namespace {

/** One that has had them open all the time is not known to. */
bool writes_logs(const Recording &recording)
{
	return std::ranges::any_of(recording.observations, [](const ObservedEvent &seen) {
		return seen.what == Observed::Used && !seen.is_setup &&
		       path_is_below(seen.path, "/var/log");
	});
}

} // namespace

std::string never_seen(const UnitConfig &config, std::span<const Recording> recordings)
{
	if (recordings.empty())
		return {};
	std::vector<std::string_view> missing;
	if (std::ranges::none_of(recordings, &Recording::has_start))
		missing.emplace_back("start");
	if (can_reload(config) && std::ranges::none_of(recordings, &Recording::was_reloaded))
		missing.emplace_back("reload");
	if (std::ranges::any_of(recordings, writes_logs) &&
		std::ranges::none_of(recordings, &Recording::reopened_logs))
		missing.emplace_back("log rotation");
	std::string words;
	for (std::size_t i = 0; i < missing.size(); i++)
		words += fmt::format("{}{}",
			i == 0                    ? ""
			: i + 1 == missing.size() ? " or "
						  : ", ",
			missing[i]);
	return words.empty() ? words : fmt::format("The trace shows no {}.", words);
}

} // namespace hardenctl
