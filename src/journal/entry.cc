// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "journal/entry.hh"

namespace hardenctl {

static void clear_strings(Entry &entry) noexcept
{
	for (std::string Entry::*text : {
		     &Entry::cursor,
		     &Entry::boot_id,
		     &Entry::hostname,
		     &Entry::message,
		     &Entry::message_id,
		     &Entry::identifier,
		     &Entry::comm,
		     &Entry::exe,
		     &Entry::unit,
		     &Entry::cgroup,
		     &Entry::invocation,
		     &Entry::about_unit,
		     &Entry::about_invocation,
		     &Entry::exit_code,
		     &Entry::command,
		     &Entry::unit_result,
		     &Entry::job_result,
		     &Entry::executable,
		     &Entry::config_file,
		     &Entry::coredump_unit,
		     &Entry::coredump_comm,
		     &Entry::coredump_exe,
		     &Entry::coredump_cmdline,
		     &Entry::audit_id,
	     })
		(entry.*text).clear();
}

void Entry::clear() noexcept
{
	clear_strings(*this);
	realtime = 0;
	monotonic = 0;
	provenance = Provenance::Journald;
	transport = Transport::Unknown;
	priority = -1;
	pid.reset();
	parent_pid.reset();
	uid.reset();
	audit_session.reset();
	from_manager = false;
	from_executor = false;
	exit_status.reset();
	error_number.reset();
	config_line.reset();
	coredump_pid.reset();
	coredump_uid.reset();
	coredump_signal.reset();
	audit_type.reset();
}

} // namespace hardenctl
