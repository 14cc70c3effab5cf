// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#pragma once

#include "base/diagnostic.hh"
#include "knowledge/directive.hh"

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace hardenctl {

enum class OriginKind { Fragment, DropIn, Implied, Default, Transient };

/** Where a setting was made. */
struct Origin {
	OriginKind kind = OriginKind::Default;
	/** As seen inside the root; empty for Default. For Implied: of what implies it. */
	std::string path;
	/** First physical line of the assignment, from 1; 0 if there is none. */
	unsigned line = 0;
	/** For Implied. */
	std::optional<Directive> implied_by;

	bool operator==(const Origin &) const = default;
};

/** One assignment that is in effect. */
struct Assignment {
	Directive directive;
	/**
	 * As written, continuation lines joined by a blank, specifiers expanded, outer blanks
	 * removed; still quoted. words() in unit/words.hh takes lists apart.
	 */
	std::string value;
	Origin origin;

	bool operator==(const Assignment &) const = default;
};

/** One Exec*= line. */
struct ExecCommand {
	/** "ExecStart", "ExecStartPre", … */
	std::string setting;
	/** The program, without prefix characters. */
	std::string program;
	/** argv[1]… unquoted. */
	std::vector<std::string> arguments;
	/** Runs with full privileges, so no sandbox ("+"), or without credentials change ("!"). */
	bool full_privileges = false;
	bool no_setuid = false;
	bool ignore_failure = false;
	Origin origin;
};

/** A list that an empty assignment reset. */
struct EmptiedList {
	/** Without a value. */
	Assignment reset;
	/** What had been in effect. */
	std::vector<Assignment> lost;
};

/** A key that is no directive, and its last value; unit/load-rules.hh lists them. */
using LoadValue = std::pair<std::string, std::string>;

enum class LoadState { Loaded, NotFound, Masked, BadSetting };

/** A unit's configuration; the same whether read from files or from a running manager. */
struct UnitConfig {
	/** "foo@bar.service" */
	std::string id;
	/** Aliases, id among them. */
	std::vector<std::string> names;
	LoadState load_state = LoadState::NotFound;
	std::string fragment;
	/** In the order in which they are applied. */
	std::vector<std::string> drop_ins;
	/**
	 * Every assignment of a known directive that is in effect, in the order of application:
	 * those that a later one overrides or resets are gone, invalid ones too (with a
	 * diagnostic). For Merge::Append and Merge::Invertible all since the last reset are here.
	 */
	std::vector<Assignment> assignments;
	/**
	 * Of directives with one value: what a later file overrides or resets, and the resets
	 * themselves (without a value), in the order of application; at most one a file.
	 */
	std::vector<Assignment> overridden;
	/** Of each list, the last reset that lost something, in the order of application. */
	std::vector<EmptiedList> emptied;
	std::vector<ExecCommand> commands;
	/** What decides, beside directives and commands, whether systemd loads it. */
	std::vector<LoadValue> load_values;
	/** Service Type=, "simple" by default. */
	std::string service_type = "simple";
	/** KillMode=, "control-group" by default. */
	std::string kill_mode = "control-group";
	std::string description;
	/** SourcePath=: the file that a generator made it from; may be empty. */
	std::string source;
	bool default_dependencies = true;
	/** Units that it needs, wants or waits for, as they are named there; sockets included. */
	std::vector<std::string> dependencies;
	/** Environment= of the service, for its locale. */
	std::vector<std::pair<std::string, std::string>> environment;
	/** "FILE:LINE: what systemd would warn of": unknown keys, values that are ignored. */
	Diagnostics diagnostics;

	/** The last one in effect, or nullptr. */
	const Assignment *find(Directive directive) const noexcept;

	/** The line that first gave this value, if later files only came back to it; else itself.
	 */
	const Assignment &first_giving(const Assignment &assignment) const noexcept;

	/**
	 * What counts again if the files from first_giving() on do not set the directive; nullptr
	 * if nothing does, or if its values add up.
	 */
	const Assignment *before(const Assignment &assignment) const noexcept;
};

} // namespace hardenctl
