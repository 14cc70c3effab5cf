// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "journal/coredumpctl-text.hh"

#include "base/scan.hh"
#include "base/text.hh"
#include "journal/coredump-text.hh"
#include "journal/field-set.hh"
#include "journal/message-id.hh"
#include "journal/timestamp-text.hh"
#include "journal/unit-name.hh"

#include <algorithm>

namespace hardenctl {

namespace {

bool is_row(std::string_view line, std::string_view key) noexcept
{
	line = strip(line);
	return skip_prefix(line, key) && line.starts_with(": ");
}

/** "           PID: 510 (nginx)" */
bool begins_dump(std::string_view text, std::size_t begin) noexcept
{
	const auto line = line_at(text, begin);
	const auto next = begin + line.size() + 1;
	return is_row(line, "PID") && next < text.size() && is_row(line_at(text, next), "UID");
}

/** Nothing before the blank of " (nginx)" is the program's own choice. */
void take_process(std::string_view value, Entry &entry)
{
	entry.coredump_pid = take_number<pid_t>(value);
	if (skip_prefix(value, " ("))
		entry.coredump_comm = value.substr(0, value.rfind(')'));
}

void take_row(std::string_view key, std::string_view value, bool user, Entry &entry)
{
	if (key == "PID")
		take_process(value, entry);
	else if (key == "UID")
		entry.coredump_uid = take_number<uid_t>(value);
	else if (key == "Signal")
		entry.coredump_signal = take_number<int>(value);
	else if (key == "Executable")
		entry.coredump_exe = value;
	else if (key == "Command Line")
		entry.coredump_cmdline = value;
	else if (key == "Hostname")
		entry.hostname = value;
	else if (key == (user ? "User Unit" : "Unit") && is_unit_name(value))
		entry.coredump_unit = value;
	else if (key == "Timestamp")
		if (const auto time = take_time(value, 0))
			entry.realtime = time->realtime;
}

/** The last row; its further lines are indented below its value. */
std::string message_of(std::string_view text)
{
	std::string message;
	while (!text.empty() && message.size() < FieldSet::max_value_size) {
		const auto line = line_at(text, 0);
		text.remove_prefix(std::min(text.size(), line.size() + 1));
		message.append(message.empty() ? "" : "\n").append(strip(line));
	}
	message.resize(std::min(message.size(), FieldSet::max_value_size));
	return message;
}

} // namespace

std::size_t coredumpctl_size(std::string_view text) noexcept
{
	if (!begins_dump(text, 0))
		return 0;
	std::size_t end = line_at(text, 0).size();
	while (end < text.size()) {
		const auto line = line_at(text, end + 1);
		const bool is_blank = strip(line).empty();
		if (!is_blank && (!line.starts_with(' ') || begins_dump(text, end + 1)))
			break;
		end += 1 + line.size();
	}
	return std::min(end, text.size());
}

void read_coredumpctl(std::string_view text, bool user, Entry &entry)
{
	entry.transport = Transport::Journal;
	entry.identifier = "systemd-coredump";
	entry.message_id = message_id::coredump;
	while (!text.empty()) {
		const auto line = line_at(text, 0);
		auto value = strip(line);
		const auto key = take_until(value, ": ");
		if (key == "Message") {
			text.remove_prefix(line.find("Message: ") + 9);
			entry.message = message_of(text);
			break;
		}
		if (key)
			take_row(*key, strip(value), user, entry);
		text.remove_prefix(std::min(text.size(), line.size() + 1));
	}
	complete_coredump_facts(entry);
}

} // namespace hardenctl
