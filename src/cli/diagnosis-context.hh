// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#pragma once

#include "advice/diagnose.hh"
#include "base/remote-shell.hh"
#include "cli/command-line.hh"
#include "cli/installed-groups.hh"
#include "denial/collect.hh"
#include "unit/live-unit.hh"
#include "unit/load-path.hh"
#include "unit/unit-files.hh"

#include <memory>
#include <optional>

namespace hardenctl {

/** What list and diagnose share: the log, where unit files are, what the system is. */
struct DiagnosisContext {
	/** --host=: nullptr for this machine. */
	std::unique_ptr<RemoteShell> shell;
	/** nullptr for LogUse::None. */
	std::unique_ptr<Log> log;
	/** nullptr where there is none to ask: a root directory, a log file, a machine without it.
	 */
	std::unique_ptr<LiveManager> manager;
	UnitSearch search;
	SystemFacts system;
	/** Behind the pointer in the facts, if this machine's systemd is the one. */
	std::unique_ptr<InstalledSyscallGroups> groups = std::make_unique<InstalledSyscallGroups>();
	TimeSpan span;
	/** On the way to ask: "the user manager cannot be reached". */
	Diagnostics remarks;

	/** Read at the first need: see load_path(). */
	std::optional<LoadPath> load_path_read;

	/** For all units, so that directories are read once. */
	const LoadPath &load_path();
	/** Adds remarks on files below the root that cannot be used. */
	void note_odd_files();
};

/** What is judged by a recording or by the kernel needs none. */
enum class LogUse { Needed, None };

/** Throws Error: no log, no such boot, options that exclude each other. */
DiagnosisContext open_diagnosis_context(
	const CommandLine &command_line, LogUse use = LogUse::Needed);

/** Who asks for a time asks what went wrong in it, also if all is well since. */
void seek_trouble(DiagnosisContext &context, const CommandLine &command_line);

/** An empty report on it. */
Report start_report(const DiagnosisContext &context, const CommandLine &command_line);

/**
 * One diagnosis per host that the log knows the unit from; at least one. Throws Error if the log
 * cannot be read.
 */
std::vector<Diagnosis> examine(
	DiagnosisContext &context, const std::string &unit, const UnitConfig &config);

/**
 * One diagnosis of this host since then (microseconds since the epoch), from a log that is opened
 * anew: it has grown. Throws Error.
 */
Diagnosis diagnose_since(
	const CommandLine &command_line, const std::string &unit, std::uint64_t since);

} // namespace hardenctl
