// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "trial/tighten-progress.hh"

#include "base/error.hh"
#include "base/file.hh"
#include "base/text.hh"
#include "base/write-file.hh"
#include "trial/change-record.hh"

#include <algorithm>
#include <cerrno>
#include <fmt/format.h>

namespace hardenctl {

namespace {

constexpr std::string_view progress_header = "hardenctl tighten 1";
constexpr std::size_t max_size = 1 << 16;

/** Whatever a trial's outcome may depend on. */
std::string configuration_of(const UnitConfig &config)
{
	std::string text;
	for (const Assignment &assignment : config.assignments)
		text += fmt::format("{}={};", name(assignment.directive), assignment.value);
	for (const ExecCommand &command : config.commands)
		text += fmt::format("{} {};", command.program, command.arguments.size());
	std::ranges::replace_if(
		text, [](char c) { return c == '\n' || c == '\t'; }, ' ');
	return text;
}

std::string one_line(std::string text)
{
	std::ranges::replace_if(
		text, [](char c) { return c == '\n' || c == '\t'; }, ' ');
	return text;
}

} // namespace

std::string tighten_progress_path(const std::string &unit, bool user)
{
	return fmt::format("{}/{}.tighten", state_directory(user), unit);
}

TightenProgress::TightenProgress(const UnitConfig &config, bool user)
	: path_(tighten_progress_path(config.id, user)), configuration_(configuration_of(config))
{
	std::string text;
	try {
		text = read_file(path_, max_size);
	} catch (const Error &error) {
		if (error.error_number() == ENOENT)
			return;
		throw;
	}
	const auto lines = split(text, '\n');
	if (lines.size() < 2 || lines[0] != progress_header || lines[1] != configuration_)
		return;
	for (const std::string_view line : lines)
		if (const auto tab = line.find('\t'); tab != line.npos)
			dropped_.emplace(line.substr(0, tab), line.substr(tab + 1));
}

void TightenProgress::drop(const std::string &line, const std::string &reason)
{
	dropped_[line] = one_line(reason);
	std::string text = fmt::format("{}\n{}\n", progress_header, configuration_);
	for (const auto &[dropped, why] : dropped_)
		text += fmt::format("{}\t{}\n", one_line(dropped), why);
	write_file_atomically(path_, text, 0600);
}

void TightenProgress::forget()
{
	remove_file(path_);
}

} // namespace hardenctl
