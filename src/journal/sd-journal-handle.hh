// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#pragma once

#include "journal/match.hh"

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include <systemd/sd-journal.h>

namespace hardenctl {

struct JournalDeleter {
	void operator()(sd_journal *journal) const noexcept { sd_journal_close(journal); }
};
using JournalHandle = std::unique_ptr<sd_journal, JournalDeleter>;

/** All throw Error that names the place. */
JournalHandle open_local_journal(bool merge);
JournalHandle open_root_journal(const std::string &root);
JournalHandle open_journal_directory(const std::string &directory);
JournalHandle open_journal_file(const std::string &path);
/** root is for messages: the paths begin with it. */
JournalHandle open_journal_files(const std::vector<std::string> &paths, const std::string &root);

/**
 * Replaces the matches: one of the terms must hold (none: every entry), and all of the common ones.
 * Throws Error.
 */
void set_matches(
	sd_journal *journal, std::span<const MatchTerm> terms, std::span<const std::string> common);

/** Distinct values of a field, from the index. */
std::vector<std::string> unique_values(sd_journal *journal, const char *field);

/** Of the current entry; 0 if unknown. */
std::uint64_t receive_time(sd_journal *journal) noexcept;
std::uint64_t monotonic_time(sd_journal *journal) noexcept;

/** Of the current entry, 128 bit hex; empty if unknown. */
std::string boot_of_entry(sd_journal *journal);
/** Left as it is if there is none. */
void read_cursor(sd_journal *journal, std::string &cursor);

} // namespace hardenctl
