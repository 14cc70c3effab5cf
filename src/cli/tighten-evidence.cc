// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "cli/tighten-evidence.hh"

#include "base/error.hh"
#include "base/escape.hh"
#include "cli/detached-trace.hh"
#include "observe/recording.hh"

#include <fmt/format.h>
#include <set>

namespace hardenctl {

/** Each is looked at. */
static constexpr std::size_t max_programs = 500;

std::vector<Recording> recordings_of(const CommandLine &command_line, const std::string &unit)
{
	std::vector<Recording> recordings;
	if (command_line.traces) {
		auto saved = command_line.root.empty() ? saved_trace(unit, command_line.log.user)
						       : std::nullopt;
		if (!saved)
			throw Error{
				fmt::format("No trace of {} is saved here: `hardenctl tighten "
					    "{} --observe=1d` begins one, and --trace=FILE reads "
					    "one of trace --record=.",
					escape_for_terminal(unit), escape_for_terminal(unit))};
		recordings.push_back(*std::move(saved));
	}
	for (const std::string &file : command_line.recordings) {
		Recording recording = read_recording(file);
		if (recording.unit != unit)
			throw Error{fmt::format("{} is a recording of {}, not of {}.",
				escape_for_terminal(file), escape_for_terminal(recording.unit),
				escape_for_terminal(unit))};
		recordings.push_back(std::move(recording));
	}
	return recordings;
}

std::vector<std::string> executed_programs(std::span<const Recording> recordings)
{
	std::set<std::string> programs;
	for (const Recording &recording : recordings)
		for (const ObservedEvent &seen : recording.observations)
			if (seen.what == Observed::Executed && !seen.is_setup &&
				programs.size() < max_programs)
				programs.insert(seen.exe);
	return {programs.begin(), programs.end()};
}

} // namespace hardenctl
