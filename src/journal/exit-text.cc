// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "journal/exit-text.hh"

#include "base/scan.hh"
#include "base/signal-name.hh"
#include "journal/message-id.hh"

#include <optional>

namespace hardenctl {

namespace {

/** EXIT_CHDIR to the last of systemd.exec(5)'s own. */
constexpr int first_own_status = 200;
constexpr int last_own_status = 246;

struct Exit {
	std::string_view code;
	int status = 0;
};

std::string_view take_capitals(std::string_view &text) noexcept
{
	const auto word =
		text.substr(0, text.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZ_0123456789"));
	text.remove_prefix(word.size());
	return word;
}

/** "226/NAMESPACE", "31/SYS": only the manager writes the name beside the number. */
std::optional<Exit> parse_status(std::string_view text)
{
	const auto number = take_number<int>(text);
	if (!number || !skip_prefix(text, "/"))
		return std::nullopt;
	const auto name = take_capitals(text);
	if (!name.empty() && parse_signal(name) == *number)
		return Exit{"killed", *number};
	if (name.size() > 1 && *number >= first_own_status && *number <= last_own_status)
		return Exit{"exited", *number};
	return std::nullopt;
}

std::optional<Exit> parse_signal_name(std::string_view text)
{
	if (!text.starts_with("SIG") && (text.empty() || text[0] < 'A' || text[0] > 'Z'))
		return std::nullopt;
	const int signal = parse_signal(take_capitals(text));
	return signal == 0 ? std::nullopt : std::optional{Exit{"killed", signal}};
}

/** "31 (SYS)" */
std::optional<Exit> parse_numbered_signal(std::string_view text)
{
	const auto number = take_number<int>(text);
	if (!number || !skip_prefix(text, " ("))
		return std::nullopt;
	const auto exit = parse_signal_name(text);
	return exit && exit->status == *number ? exit : std::nullopt;
}

std::optional<Exit> find_exit(std::string_view line)
{
	struct Row {
		std::string_view before;
		std::optional<Exit> (*parse)(std::string_view);
	};
	static constexpr Row rows[]{
		{"status=", parse_status},
		{"signal=", parse_signal_name},
		{"Signal: ", parse_numbered_signal},
		{"+++ killed by ", parse_signal_name},
	};
	for (const auto &[before, parse] : rows)
		if (auto rest = line; take_until(rest, before))
			if (const auto exit = parse(rest))
				return exit;
	return std::nullopt;
}

} // namespace

bool read_exit_fragment(std::string_view line, Entry &entry)
{
	const auto exit = find_exit(line);
	if (!exit)
		return false;
	entry.exit_code = exit->code;
	entry.exit_status = exit->status;
	entry.message_id = message_id::process_exited;
	return true;
}

} // namespace hardenctl
