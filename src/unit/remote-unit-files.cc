// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "unit/remote-unit-files.hh"

#include "base/shell-word.hh"
#include "base/text.hh"

#include <algorithm>
#include <fmt/format.h>

namespace hardenctl {

std::optional<std::string> read_remote_file(RemoteShell &shell, const std::string &path)
{
	auto answer = shell.run(fmt::format("cat -- {}", quote_for_shell(path)));
	return answer.status == 0 ? std::optional{std::move(answer.output)} : std::nullopt;
}

std::optional<ChangedFile> newest_remote_change(RemoteShell &shell, const UnitConfig &config)
{
	constexpr std::uint64_t second = 1000000;
	std::string command = "stat --dereference --format='%Y %n' --";
	for (const std::string &path : unit_file_places(config, false))
		command += ' ' + quote_for_shell(path);
	ChangedFile newest;
	const auto answer = shell.run(command);
	for (const std::string_view line : split(answer.output, '\n')) {
		const auto blank = std::min(line.find(' '), line.size());
		const auto time = parse_number<std::uint64_t>(line.substr(0, blank)).value_or(0);
		if (time * second > newest.time)
			newest = {std::string{line.substr(blank + 1)}, time * second};
	}
	return newest.time == 0 ? std::nullopt : std::optional{newest};
}

} // namespace hardenctl
