// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#pragma once

#include "cli/diagnosis-context.hh"
#include "unit/file-change.hh"

#include <memory>
#include <optional>
#include <string>

namespace hardenctl {

/**
 * The manager to ask; nullptr where units and log come from a directory or a file, or where no
 * systemd runs. One that runs here and does not answer is a remark: its files are there. Throws
 * Error if it was asked for by name (-M, -H) and cannot be reached, or with a directory or file
 * besides.
 */
std::unique_ptr<LiveManager> connect_manager(const CommandLine &command_line, Diagnostics &remarks);

/** --host=: the shell there; nullptr without it. Throws Error if it cannot be reached. */
std::unique_ptr<RemoteShell> open_shell(const CommandLine &command_line);

/** Of the unit's files, wherever they are. Throws Error if a connection is lost. */
std::optional<ChangedFile> newest_change_of(DiagnosisContext &context, const UnitConfig &config);

/**
 * As the running manager has it, its files read as the systemd of the search does. There must be a
 * manager. Throws Error if a file exists and cannot be read.
 */
UnitConfig load_live(DiagnosisContext &context, const UnitSearch &search, const std::string &unit);

/**
 * A unit as the running manager has it, else by its files. Throws Error if a file exists and cannot
 * be read.
 */
UnitConfig load_examined(DiagnosisContext &context, const std::string &unit);

} // namespace hardenctl
