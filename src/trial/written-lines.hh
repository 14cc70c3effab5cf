// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace hardenctl {

/**
 * A comment with what tells the settings of this drop-in from others later, and the version of
 * systemd that they were found on; ends in a newline.
 */
std::string written_lines_comment(std::string_view drop_in, unsigned systemd_version);

/** How a drop-in of hardenctl's differs from what was written into it. */
struct WrittenLines {
	/** Of the newest comment; 0 if there is none: then nothing is known of the lines. */
	unsigned systemd_version = 0;
	/** Settings as they stand there, "ProtectHome=read-only", that were not written so. */
	std::vector<std::string> by_hand;
	/** Names of settings of which a line that was written is gone, each once. */
	std::vector<std::string> gone;
	/** Settings that a trial has found not to work, "ProtectHome=yes". */
	std::vector<std::string> not_working;
};

/** @param drop_in the whole file, maybe written in several steps */
WrittenLines compare_with_written(std::string_view drop_in);

} // namespace hardenctl
