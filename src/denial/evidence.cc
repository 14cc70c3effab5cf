// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "denial/evidence.hh"

namespace hardenctl {

std::string_view line_of(const Entry &entry) noexcept
{
	return std::string_view{entry.message}.substr(0, max_line_length);
}

bool is_bare_text(const Entry &entry) noexcept
{
	return entry.provenance == Provenance::Text && entry.identifier.empty() &&
	       entry.transport == Transport::Unknown && !entry.from_manager;
}

static bool is_coredump_handler(const Entry &entry) noexcept
{
	if (entry.coredump_pid || entry.coredump_signal)
		return true;
	return entry.provenance == Provenance::Text && entry.identifier == "systemd-coredump";
}

Source source_of(const Entry &entry) noexcept
{
	if (entry.transport == Transport::Kernel || entry.transport == Transport::Audit)
		return Source::Kernel;
	if (is_coredump_handler(entry))
		return Source::Coredump;
	return entry.from_manager ? Source::Manager : Source::Program;
}

Evidence evidence_of(const Entry &entry, Source source)
{
	return {
		.source = source,
		.cursor = entry.cursor,
		.time = entry.realtime,
		.identifier = entry.identifier,
		.message = std::string{line_of(entry)},
	};
}

/** Of PID 1 only: a user's processes may enter the cgroup of their manager. */
static Trust trust_of(const Entry &entry, Source source) noexcept
{
	if (entry.provenance != Provenance::Journald)
		return Trust::Program;
	if (source == Source::Kernel)
		return Trust::Kernel;
	return source == Source::Manager && entry.pid == pid_t{1} ? Trust::Manager : Trust::Program;
}

Denial denial_of(const Entry &entry, Source source)
{
	Denial denial;
	denial.source = source;
	denial.trust = trust_of(entry, source);
	if (source == Source::Program) {
		denial.pid = entry.pid;
		denial.comm = entry.comm.empty() ? entry.identifier : entry.comm;
		denial.exe = entry.exe;
		denial.operation.uid = entry.uid;
	}
	denial.command = source == Source::Manager ? entry.command : std::string{};
	denial.first = denial.last = entry.realtime;
	denial.evidence.push_back(evidence_of(entry, source));
	return denial;
}

} // namespace hardenctl
