// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#pragma once

#include "base/function-ref.hh"
#include "cli/command-line.hh"
#include "report/report.hh"

#include <string>

namespace hardenctl {

/** From options, environment and terminal. */
ReportStyle style_of(const CommandLine &command_line);

/**
 * Diagnostics to standard error, then the report to standard output: as JSON or by render.
 * @return exit status: 1 if one of the diagnostics is an error
 */
int write_report(const CommandLine &command_line, const Report &report,
	std::string (*render)(const Report &, const ReportStyle &));

/**
 * The same for any answer.
 * @param render as JSON if the options want that
 */
int write_answer(const CommandLine &command_line, const Diagnostics &diagnostics,
	FunctionRef<std::string(const ReportStyle &)> render);

/** @param json what is written instead of the text, if the options want that */
int write_answer(const CommandLine &command_line, const Diagnostics &diagnostics,
	FunctionRef<std::string(const ReportStyle &)> text,
	FunctionRef<std::string(JsonMode)> json);

/** The same of a change, which is never shown in a pager: its time may be running. */
int write_outcome(const CommandLine &command_line, const Diagnostics &diagnostics,
	FunctionRef<std::string(const ReportStyle &)> render);
int write_outcome(const CommandLine &command_line, const Diagnostics &diagnostics,
	FunctionRef<std::string(const ReportStyle &)> text,
	FunctionRef<std::string(JsonMode)> json);

/** One line on standard error. */
void write_diagnostic(const Diagnostic &diagnostic, const ReportStyle &style);

/** The same while a command goes on, unless --quiet. */
void write_notice(const CommandLine &command_line, const std::string &message);

} // namespace hardenctl
