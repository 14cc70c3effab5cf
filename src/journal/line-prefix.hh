// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#pragma once

#include "journal/timestamp-text.hh"

#include <optional>
#include <string_view>
#include <sys/types.h>

namespace hardenctl {

/** What stands before the message in a line of journalctl, systemctl status, dmesg or syslog. */
struct LinePrefix {
	TextTime time;
	std::string_view host;
	/** Empty: dmesg, or a time and nothing else. */
	std::string_view identifier;
	std::optional<pid_t> pid;
	/** "nginx[XXXX]": somebody made the PID unreadable. */
	bool is_redacted = false;
	std::string_view message;
	/** Sender and message. */
	std::string_view after_time;
	/** Is the time in brackets, as dmesg and journalctl -o short-monotonic have it? */
	bool is_bracketed = false;
};

/**
 * Nothing for a bare line. Without a time, a sender counts only with its PID or if it is the
 * kernel, systemd, audit or systemd-coredump: many a bare message begins with a word and a colon.
 * @param now as for take_time()
 */
std::optional<LinePrefix> parse_line_prefix(std::string_view line, std::uint64_t now);

} // namespace hardenctl
