// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#pragma once

#include "trial/loaded-state.hh"

#include <optional>
#include <string>
#include <string_view>
#include <sys/types.h>
#include <vector>

namespace hardenctl {

enum class ChangePhase {
	/** A hardenctl is at work, or was killed at it. */
	Changing,
	/** Proven; `hardenctl confirm` makes it stay. */
	AwaitsConfirmation,
	/** `hardenctl learn` goes on without a process. */
	Learning,
	/** What is to stay is being written: until the record is gone, all is taken back. */
	Keeping,
};

/** A unit that goes with the one on trial: the socket of a service. */
struct CompanionRecord {
	std::string unit;
	/** Its own, which is written and removed with that of the other. */
	std::string drop_in;
	/** ActiveState= before. */
	std::string active_state;
	LoadedState before;

	bool operator==(const CompanionRecord &) const = default;
};

/** A drop-in that is to stay. */
struct KeptRecord {
	std::string path;
	/** Was there such a file? Its copy is at backup_path(). */
	bool had_before = false;

	bool operator==(const KeptRecord &) const = default;
};

/** What must be known to take a change back: written before the first change, gone after it. */
struct ChangeRecord {
	/** "loosen" */
	std::string verb;
	std::string unit;
	ChangePhase phase = ChangePhase::Changing;
	pid_t pid = 0;
	/** The drop-in on trial. */
	std::string drop_in;
	std::optional<CompanionRecord> companion;
	/** Of ChangePhase::Keeping. */
	std::vector<KeptRecord> kept;
	/** Directories that were made for all these, the outer ones first. */
	std::vector<std::string> made_directories;
	/** ActiveState= before. */
	std::string active_state;
	/** Was the unit started or stopped since? */
	bool restarted = false;
	/** Of the timer that takes it back, without suffix; empty for none. */
	std::string timer;
	/** Once confirmed: below /run only? */
	bool keep_at_runtime = false;
	/** When it began, microseconds since the epoch. */
	std::uint64_t since = 0;
	LoadedState before;

	bool operator==(const ChangeRecord &) const = default;
};

/** Was a unit with this ActiveState= up, or on its way, or did it fail at that? */
bool ran_or_tried(std::string_view active_state) noexcept;

std::string to_text(const ChangeRecord &record);

/** Throws Error for a text that is none. */
ChangeRecord parse_change_record(std::string_view text);

/** /run/hardenctl, or the user's; 0700. Throws Error for a user without a session. */
std::string state_directory(bool user);
std::string record_path(const std::string &unit, bool user);
/** Of what was in ChangeRecord::kept[index] before. */
std::string backup_path(const std::string &unit, std::size_t index, bool user);

/** Throws Error: no permission, disk full, a directory that others can change. */
void write_change_record(const ChangeRecord &record, bool user);

/**
 * The record goes last: from now on nothing is taken back. Its backups, and what a SIGKILL left of
 * files beside it, go too. Throws Error.
 */
void remove_change_record(const std::string &unit, bool user);

/** Backups and unfinished files that belong to no record: what a SIGKILL left. */
void remove_leftovers(const std::string &unit, bool user);

/** Nothing if there is none. Throws Error if it cannot be read, or others can change it. */
std::optional<ChangeRecord> read_change_record(const std::string &unit, bool user);

} // namespace hardenctl
