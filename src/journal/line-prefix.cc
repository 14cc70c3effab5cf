// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "journal/line-prefix.hh"

#include "base/scan.hh"

namespace hardenctl {

static constexpr std::size_t max_sender_size = 128;

/** "nginx[XXXX]", "nginx[…]", "nginx[PID]": what people put in a number's place. */
static bool is_redaction(std::string_view text) noexcept
{
	if (text == "…" || text == "PID" || text == "pid" || text == "<pid>")
		return true;
	return !text.empty() &&
	       text.find_first_not_of(text.substr(0, 1)) == std::string_view::npos &&
	       std::string_view{"Xx*#?.NnY_-"}.find(text[0]) != std::string_view::npos;
}

/** Whose lines tell by the sender alone what they are; "audit: type=1326 …" is the kernel's. */
static bool is_telling_sender(const LinePrefix &prefix) noexcept
{
	if (prefix.identifier == "audit")
		return !prefix.message.starts_with("type=");
	return prefix.identifier == "kernel" || prefix.identifier == "systemd" ||
	       prefix.identifier == "systemd-coredump";
}

/** "nginx[510]: " or "kernel: " */
static bool take_sender(std::string_view &text, LinePrefix &prefix)
{
	const auto colon = text.substr(0, max_sender_size).find(": ");
	const bool ends_line = text.size() < max_sender_size && text.ends_with(':');
	if (colon == std::string_view::npos && !ends_line)
		return false;
	auto sender = text.substr(0, colon == std::string_view::npos ? text.size() - 1 : colon);
	const auto bracket = sender.rfind('[');
	if (sender.ends_with(']') && bracket != std::string_view::npos && bracket > 0) {
		const auto number = sender.substr(bracket + 1, sender.size() - bracket - 2);
		prefix.pid = parse_number<pid_t>(number);
		prefix.is_redacted = !prefix.pid && is_redaction(number);
		if (prefix.pid || prefix.is_redacted)
			sender = sender.substr(0, bracket);
	}
	const bool has_blank = sender.find(' ') != std::string_view::npos;
	if (sender.empty() || (!prefix.pid && has_blank))
		return false;
	prefix.identifier = sender;
	prefix.message =
		colon == std::string_view::npos ? std::string_view{} : text.substr(colon + 2);
	return true;
}

/** Between host and sender there is one blank; a host has no colon. */
static bool take_host_and_sender(std::string_view text, LinePrefix &prefix)
{
	const auto blank = text.find(' ');
	const auto word = text.substr(0, blank);
	if (blank == std::string_view::npos || word.empty() ||
		word.find(':') != std::string_view::npos)
		return false;
	auto rest = text.substr(blank + 1);
	if (!take_sender(rest, prefix))
		return false;
	prefix.host = word;
	return true;
}

std::optional<LinePrefix> parse_line_prefix(std::string_view line, std::uint64_t now)
{
	LinePrefix prefix;
	prefix.message = line;
	prefix.is_bracketed = line.starts_with('[');
	const auto time = take_time(line, now);
	if (time) {
		prefix.time = *time;
		prefix.message = line;
		prefix.after_time = line;
		if (!take_host_and_sender(line, prefix))
			take_sender(line, prefix);
		return prefix;
	}
	// with blanks in it, that is words
	if (take_sender(line, prefix) &&
		(prefix.pid || prefix.is_redacted || is_telling_sender(prefix)) &&
		prefix.identifier.find(' ') == std::string_view::npos)
		return prefix;
	return std::nullopt;
}

} // namespace hardenctl
