// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "journal/coredump-text.hh"

#include "base/scan.hh"
#include "journal/message-id.hh"

namespace hardenctl {

namespace {

/** "#0  0x00007f61a8d07dcb" */
bool is_frame(std::string_view line) noexcept
{
	if (!skip_prefix(line, "#") || !take_number<unsigned>(line) || !skip_prefix(line, " "))
		return false;
	return strip(line).starts_with("0x");
}

} // namespace

bool tells_coredump(std::string_view line) noexcept
{
	const auto begin = line.find("Process ");
	if (begin == std::string_view::npos)
		return false;
	line.remove_prefix(begin);
	return line.find(") of user ") != std::string_view::npos &&
	       (line.find(" dumped core") != std::string_view::npos ||
		       line.find(" terminated abnormally") != std::string_view::npos);
}

bool is_stack_line(std::string_view line) noexcept
{
	line = strip(line);
	if (is_frame(line))
		return true;
	for (const std::string_view beginning :
		{"Stack trace of thread ", "ELF object binary architecture: "})
		if (line.starts_with(beginning))
			return true;
	const bool is_module = line.starts_with("Module ") || line.starts_with("Found module ");
	return is_module && line.find(" build-id") != std::string_view::npos;
}

std::size_t stack_size(std::string_view text) noexcept
{
	std::size_t end = 0;
	for (std::size_t at = 0; at < text.size();) {
		const auto newline = text.find('\n', at + 1);
		const auto next = newline == std::string_view::npos ? text.size() : newline;
		const auto line = text.substr(at + 1, next - at - 1);
		if (is_stack_line(line))
			end = next;
		else if (!strip(line).empty())
			break;
		at = next;
	}
	return end;
}

void read_stack(Entry &entry)
{
	entry.transport = Transport::Journal;
	entry.identifier = "systemd-coredump";
	entry.message_id = message_id::coredump;
}

void complete_coredump_facts(Entry &entry)
{
	std::string_view text = entry.message;
	skip_prefix(text, "Message: "); /* as coredumpctl prints it */
	if (!skip_prefix(text, "Process "))
		return;
	const auto pid = take_number<pid_t>(text);
	if (!pid || !skip_prefix(text, " ("))
		return;
	const auto comm = take_until(text, ") of user ");
	const auto uid = take_number<uid_t>(text);
	if (!comm || !uid)
		return;
	const bool dumped = skip_prefix(text, " dumped core");
	if (!dumped && !skip_prefix(text, " terminated abnormally"))
		return;
	if (dumped && entry.message_id.empty())
		entry.message_id = message_id::coredump;
	if (skip_prefix(text, " with signal ") && !entry.coredump_signal)
		entry.coredump_signal = take_number<int>(text);
	if (!entry.coredump_pid)
		entry.coredump_pid = pid;
	if (!entry.coredump_uid)
		entry.coredump_uid = uid;
	if (entry.coredump_comm.empty())
		entry.coredump_comm = *comm;
}

} // namespace hardenctl
