// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "cli/output.hh"

#include "base/clock.hh"
#include "cli/pager.hh"
#include "cli/terminal.hh"

#include <algorithm>
#include <cstdio>
#include <cstdlib>

namespace hardenctl {

ReportStyle style_of(const CommandLine &command_line)
{
	ReportStyle style{
		.color = wants_color(),
		.utf8 = wants_utf8(),
		.width = screen_width(),
		.legend = command_line.legend,
		.now = reference_time(),
		.full = command_line.full,
		.debug = command_line.debug,
	};
	if (command_line.lines)
		style.max_findings = *command_line.lines;
	return style;
}

void write_diagnostic(const Diagnostic &diagnostic, const ReportStyle &style)
{
	const std::string line = render_diagnostic(diagnostic, style) + '\n';
	std::fputs(line.c_str(), stderr);
}

static int write_all(const CommandLine &command_line, const Diagnostics &diagnostics,
	FunctionRef<std::string(const ReportStyle &)> render, bool with_pager)
{
	const ReportStyle style = style_of(command_line);
	bool failed = false;
	for (const Diagnostic &diagnostic : diagnostics) {
		const bool error = diagnostic.level == Level::Error;
		failed = failed || error;
		if (error || !command_line.quiet)
			write_diagnostic(diagnostic, style);
	}
	write_output(render(style), with_pager);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}

int write_answer(const CommandLine &command_line, const Diagnostics &diagnostics,
	FunctionRef<std::string(const ReportStyle &)> render)
{
	const bool with_pager = command_line.pager && command_line.json == JsonMode::Off;
	return write_all(command_line, diagnostics, render, with_pager);
}

int write_outcome(const CommandLine &command_line, const Diagnostics &diagnostics,
	FunctionRef<std::string(const ReportStyle &)> render)
{
	return write_all(command_line, diagnostics, render, false);
}

/** What the options want of both. */
static std::string render_either(const CommandLine &command_line, const ReportStyle &style,
	FunctionRef<std::string(const ReportStyle &)> text, FunctionRef<std::string(JsonMode)> json)
{
	return command_line.json == JsonMode::Off ? text(style) : json(command_line.json);
}

int write_answer(const CommandLine &command_line, const Diagnostics &diagnostics,
	FunctionRef<std::string(const ReportStyle &)> text, FunctionRef<std::string(JsonMode)> json)
{
	return write_answer(command_line, diagnostics, [&](const ReportStyle &style) {
		return render_either(command_line, style, text, json);
	});
}

int write_outcome(const CommandLine &command_line, const Diagnostics &diagnostics,
	FunctionRef<std::string(const ReportStyle &)> text, FunctionRef<std::string(JsonMode)> json)
{
	return write_outcome(command_line, diagnostics, [&](const ReportStyle &style) {
		return render_either(command_line, style, text, json);
	});
}

int write_report(const CommandLine &command_line, const Report &report,
	std::string (*render)(const Report &, const ReportStyle &))
{
	return write_answer(
		command_line, report.diagnostics,
		[&](const ReportStyle &style) { return render(report, style); },
		[&](JsonMode json) { return render_json(report, json); });
}

void write_notice(const CommandLine &command_line, const std::string &message)
{
	if (!command_line.quiet)
		write_diagnostic({Level::Notice, message}, style_of(command_line));
}

} // namespace hardenctl
