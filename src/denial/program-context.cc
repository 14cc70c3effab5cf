// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "denial/program-context.hh"

#include "denial/path-words.hh"

namespace hardenctl {

namespace {

constexpr std::size_t max_recent_lines = 6;
constexpr std::size_t max_recent_length = 512;
constexpr std::size_t max_processes = 64;
/** Lines of one failure come together. */
constexpr std::uint64_t max_age = 2000000;

bool is_near(std::uint64_t earlier, std::uint64_t later) noexcept
{
	return earlier + max_age >= later;
}

} // namespace

void RecentLines::add(std::uint64_t time, std::string_view text)
{
	if (lines_.size() == max_recent_lines)
		lines_.pop_front();
	lines_.push_back({time, std::string{text.substr(0, max_recent_length)}});
}

std::string RecentLines::path_before(std::uint64_t time) const
{
	for (auto line = lines_.rbegin(); line != lines_.rend(); ++line) {
		if (!is_near(line->time, time))
			break;
		if (std::string path = find_last_path(line->text); !path.empty())
			return path;
	}
	return {};
}

std::string RecentLines::words_before(std::uint64_t time) const
{
	if (lines_.empty() || !is_near(lines_.back().time, time))
		return {};
	return lines_.back().text;
}

ProgramContext::Process &ProgramContext::process(pid_t pid)
{
	// which one is forgotten matters little: a process that prints returns
	if (processes_.size() >= max_processes && !processes_.contains(pid))
		processes_.erase(processes_.begin());
	return processes_[pid];
}

} // namespace hardenctl
