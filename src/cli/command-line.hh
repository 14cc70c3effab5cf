// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#pragma once

#include "journal/log.hh"
#include "knowledge/directive.hh"
#include "report/report.hh"
#include "unit/bus.hh"

#include <chrono>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <vector>

namespace hardenctl {

/** What the verbs that change something may do, and when that is well. */
struct ChangeOptions {
	bool apply = false;
	/** Below /run only. */
	bool runtime = false;
	bool restart = false;
	/** For the shell; empty for none. */
	std::string check;
	/** The same, one after the other. */
	std::vector<std::string> exercises;
	/** --accept=, as given. */
	std::vector<std::string> accepted;
	/** tighten --trial */
	bool trial = false;
	/** tighten --refresh */
	bool refresh = false;
	std::chrono::milliseconds settle{5000};
	/** For the check. */
	std::chrono::milliseconds timeout{10000};
	/** 0 for none. */
	std::chrono::seconds confirm{};
	/** --for=; 0 for no limit. */
	std::chrono::milliseconds time{};
	bool detach = false;
	bool stop = false;
};

/** What the options say; verbs get it. */
struct CommandLine {
	/** The verb's arguments. */
	std::vector<std::string> arguments;
	/** What follows "--", where the verb takes a command. */
	std::vector<std::string> command;

	bool help = false;
	bool version = false;

	/** --unit= of explain. */
	std::vector<std::string> units;

	/** Unit files below it; the journal, too, unless log names another place. */
	std::string root;
	/** log.root stays empty: see log_location(). */
	LogLocation log;

	/** -M and -H; its user is log.user: see manager_location(). */
	ManagerLocation manager;

	/** As given: "", "0", "-1", "all" or an ID; nothing without --boot. */
	std::optional<std::string> boot;
	/** Microseconds since the epoch. */
	std::uint64_t since = 0;
	std::uint64_t until = std::numeric_limits<std::uint64_t>::max();

	/** Rows of list, findings of a unit; nothing unless given. */
	std::optional<unsigned> lines;
	JsonMode json = JsonMode::Off;
	bool pager = true;
	bool legend = true;
	bool quiet = false;
	bool full = false;
	bool debug = false;
	/** What is not set, too. */
	bool all = false;
	/** --follow */
	bool follow = false;

	/** --trace=: a recording to judge instead of the log; empty for none. */
	std::string trace;
	/** --trace without a file: what is tried is seen in the kernel, or was by trace --detach. */
	bool traces = false;
	/** --record=: where what was seen is written; empty for nowhere. */
	std::string record;

	/** tighten --level= */
	TightenLevel level = TightenLevel::Safe;
	/** tighten --trace=, as often as it is given. */
	std::vector<std::string> recordings;

	/** Of a profile; empty for none. */
	std::string profile;

	ChangeOptions change;
};

/** Where the log is, as open_log() wants it. Throws Error if the options exclude each other. */
LogLocation log_location(const CommandLine &command_line);

/** Which service manager, --user included. */
ManagerLocation manager_location(const CommandLine &command_line);

/** Are unit files and log those of a running manager, not of a directory or a file? */
bool is_live(const CommandLine &command_line) noexcept;

/**
 * -M: unit files and journal of the container are those below its root; -H: there are none here.
 * Throws Error if the container does not run, or for options that exclude these.
 */
CommandLine enter_machine(CommandLine command_line);

/** In words, for messages: "the journal of this system". */
std::string log_in_words(const CommandLine &command_line);

} // namespace hardenctl
