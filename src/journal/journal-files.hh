// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#pragma once

#include "base/diagnostic.hh"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace hardenctl {

/** A file that has or should have the journal's format. */
struct JournalFile {
	enum class State { Good, Denied, Truncated, Corrupt };

	std::string path;
	State state = State::Good;
	/** What it occupies, as sd_journal_get_usage(3) counts it. */
	std::uint64_t usage = 0;
};

/** Does a file with this beginning claim to be a journal file? */
bool has_journal_signature(std::string_view head) noexcept;

/** Looks at the header only. sd-journal ignores files that it cannot use; no warning is logged. */
JournalFile check_journal_file(const std::string &root, const std::string &path);

/** What was found in a journal directory and in its subdirectories, one level deep. */
struct JournalDirectory {
	std::vector<JournalFile> files;
	/** Directories that may not be listed. */
	std::vector<std::string> denied;
	/** Below a root, some are reached by symlinks, which sd-journal would not resolve inside.
	 */
	bool has_links = false;
};

/**
 * Appends; a directory that does not exist has no files. It is a path inside root, those that are
 * found are resolved and have root before them.
 */
void find_journal_files(
	const std::string &root, const std::string &directory, JournalDirectory &found);

/** "membership in group systemd-journal or adm gives it", the way out of a missing permission. */
std::string permission_hint();

/** One line a file that cannot be used, for diagnostics. */
Diagnostics describe_bad_files(const JournalDirectory &found);

} // namespace hardenctl
