// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "journal/coredump-text.hh"

#include "journal/message-id.hh"
#include "journal/scan.hh"

namespace hardenctl {

void complete_coredump_facts(Entry &entry)
{
	std::string_view text = entry.message;
	if (!skip_prefix(text, "Process "))
		return;
	const auto pid = take_number<pid_t>(text);
	if (!pid || !skip_prefix(text, " ("))
		return;
	const auto comm = take_until(text, ") of user ");
	const auto uid = take_number<uid_t>(text);
	if (!comm || !uid)
		return;
	const bool dumped = text.starts_with(" dumped core");
	const bool terminated = skip_prefix(text, " terminated abnormally with signal ");
	if (!dumped && !terminated)
		return;
	if (dumped && entry.message_id.empty())
		entry.message_id = message_id::coredump;
	if (terminated && !entry.coredump_signal)
		entry.coredump_signal = take_number<int>(text);
	if (!entry.coredump_pid)
		entry.coredump_pid = pid;
	if (!entry.coredump_uid)
		entry.coredump_uid = uid;
	if (entry.coredump_comm.empty())
		entry.coredump_comm = *comm;
}

} // namespace hardenctl
