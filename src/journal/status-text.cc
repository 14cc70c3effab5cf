// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "journal/status-text.hh"

#include "base/scan.hh"
#include "base/signal-name.hh"
#include "journal/message-id.hh"
#include "journal/timestamp-text.hh"
#include "journal/unit-name.hh"

namespace hardenctl {

static bool read_status_process(std::string_view line, Entry &entry)
{
	const auto pid = take_number<pid_t>(line);
	if (!pid || !skip_prefix(line, " "))
		return false;
	const auto before = take_until(line, "(code=");
	if (!before)
		return false;
	const auto equals = before->find('=');
	entry.command = before->substr(0, equals == std::string_view::npos ? 0 : equals);
	entry.exit_code = line.substr(0, line.find_first_not_of("abcdefghijklmnopqrstuvwxyz"));
	if (take_until(line, "status="))
		entry.exit_status = take_number<int>(line);
	else if (take_until(line, "signal="))
		entry.exit_status = parse_signal(line.substr(0, line.find(')')));
	entry.message_id = message_id::process_exited;
	return true;
}

static bool read_state(std::string_view line, Entry &entry)
{
	if (!skip_prefix(line, "failed (Result: "))
		return false;
	const auto result = take_until(line, ")");
	if (!result)
		return false;
	entry.unit_result = *result;
	entry.message_id = message_id::unit_failed;
	if (skip_prefix(line, " since "))
		if (const auto semicolon = line.find(';'); semicolon != std::string_view::npos) {
			auto text = line.substr(0, semicolon);
			if (const auto time = take_time(text, 0))
				entry.realtime = time->realtime;
		}
	return true;
}

std::string_view parse_status_heading(std::string_view line) noexcept
{
	for (const std::string_view dot : {"●", "×", "○", "↻", "*"}) {
		auto rest = line;
		if (!skip_prefix(rest, dot) || !skip_prefix(rest, " "))
			continue;
		const auto unit = rest.substr(0, rest.find(' '));
		if (is_unit_name(unit))
			return unit;
	}
	return {};
}

bool read_status_line(std::string_view line, Entry &entry)
{
	line = strip(line);
	if (skip_prefix(line, "Process: ") || skip_prefix(line, "Main PID: "))
		return read_status_process(line, entry);
	return skip_prefix(line, "Active: ") && read_state(line, entry);
}

} // namespace hardenctl
