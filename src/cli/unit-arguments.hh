// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#pragma once

#include "cli/diagnosis-context.hh"

#include <string>
#include <string_view>
#include <vector>

namespace hardenctl {

/** A unit to look at, from one argument. */
struct UnitArgument {
	/** With suffix; empty for a path. */
	std::string unit;
	/** Of a unit file, as given. */
	std::string path;
	/** From a pattern: not mentioned if no denials are found. */
	bool by_pattern = false;
};

/** Other units, and templates, run no processes, so that nothing can be denied to them. */
bool runs_processes(std::string_view unit) noexcept;

/**
 * Patterns become the units with a file or log entries that match, a name gets its suffix. Throws
 * Error for what can be no unit name and for a pattern without a match.
 */
std::vector<UnitArgument> expand_argument(DiagnosisContext &context, const std::string &argument);

/** Does a unit match one of the arguments of list? Without any, all do. */
bool is_selected(const std::vector<std::string> &patterns, const std::string &unit);

/** As the log has it: of an alias, the name of the unit itself. */
std::string examined_name(const UnitArgument &argument, const UnitConfig &config);

/** And what those that are aliases stand for. Throws Error as load_argument(). */
std::vector<std::string> with_real_names(
	DiagnosisContext &context, const std::vector<std::string> &patterns);

/** Those that no unit with a file, log entries or in the manager's memory matches. */
std::vector<std::string> unknown_patterns(
	DiagnosisContext &context, const std::vector<std::string> &patterns);

/** Of the running manager, if there is one. Throws Error if a file cannot be read. */
UnitConfig load_argument(DiagnosisContext &context, const UnitArgument &argument);

/** "No unit nginz.service …; did you mean nginx.service?" */
std::string no_such_unit(DiagnosisContext &context, const std::string &unit);

/** Throws Error if the unit has no file, and the diagnoses know of no run of it, either. */
void expect_known_unit(DiagnosisContext &context, const std::string &unit, const UnitConfig &config,
	const std::vector<Diagnosis> &diagnoses);

} // namespace hardenctl
