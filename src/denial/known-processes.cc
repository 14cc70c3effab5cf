// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "denial/known-processes.hh"

#include <algorithm>

namespace hardenctl {

static constexpr std::size_t max_known_processes = 4096;

KnownProcess &KnownProcesses::at(pid_t pid)
{
	const auto [position, is_new] = processes_.try_emplace(pid);
	if (!is_new)
		return position->second;
	oldest_first_.push_back(pid);
	if (oldest_first_.size() > max_known_processes) {
		processes_.erase(oldest_first_.front());
		oldest_first_.pop_front();
	}
	return position->second;
}

void KnownProcesses::note(pid_t pid, Trust trust, std::uint64_t time)
{
	KnownProcess &process = at(pid);
	process.trust = std::max(process.trust, trust);
	process.last = std::max(process.last, time);
}

void KnownProcesses::note_writer(const Entry &entry)
{
	if (!entry.pid)
		return;
	KnownProcess &process = at(*entry.pid);
	const bool is_own = entry.provenance == Provenance::Journald && !entry.unit.empty();
	process.trust = std::max(process.trust, is_own ? Trust::Kernel : Trust::Program);
	process.last = std::max(process.last, entry.realtime);
	process.wrote = true;
	if (is_own && !entry.exe.empty())
		process.exe = entry.exe;
}

const KnownProcess *KnownProcesses::find(pid_t pid) const noexcept
{
	const auto found = processes_.find(pid);
	return found == processes_.end() ? nullptr : &found->second;
}

std::vector<std::pair<pid_t, std::uint64_t>> KnownProcesses::silent(std::size_t limit) const
{
	std::vector<std::pair<pid_t, std::uint64_t>> silent;
	for (const auto &[pid, process] : processes_)
		if (!process.wrote && silent.size() < limit)
			silent.emplace_back(pid, process.last);
	return silent;
}

} // namespace hardenctl
