// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "cli/follow.hh"

#include "base/clock.hh"
#include "cli/output.hh"
#include "journal/wait.hh"
#include "report/hosts.hh"

#include <chrono>
#include <cstdlib>
#include <set>

namespace hardenctl {

namespace {

using namespace std::chrono_literals;

/** The lines of one failure come together: the manager's after the program's. */
constexpr auto settling = 400ms;
constexpr auto long_time = 1h;

/** What makes a finding another one: who, and what was denied by what. Not when. */
std::string key_of(const Diagnosis &diagnosis)
{
	return diagnosis.incident.hostname + '\n' + cause_and_denial_of(diagnosis);
}

class Follower {
	const CommandLine &command_line_;
	Look look_;
	std::string (*render_)(const Report &, const ReportStyle &);
	Examination examination_;
	Interruption interruption_;
	std::set<std::string> seen_;

	void print(Diagnosis diagnosis)
	{
		Report report = start_report(examination_, command_line_);
		report.diagnostics.clear();
		report.diagnoses.push_back(std::move(diagnosis));
		write_report(command_line_, report, render_);
	}

	void print_new()
	{
		for (Diagnosis &diagnosis : look_(examination_))
			if (diagnosis.verdict != Verdict::Clean &&
				seen_.insert(key_of(diagnosis)).second)
				print(std::move(diagnosis));
	}

public:
	Follower(const CommandLine &command_line, Look look,
		std::string (*render)(const Report &, const ReportStyle &))
		: command_line_(command_line), look_(look), render_(render),
		  examination_(open_examination(command_line))
	{
		if (command_line.since == 0)
			examination_.span.since = current_time();
	}

	/** Until Interrupted is thrown. */
	[[noreturn]] void run()
	{
		for (const Diagnostic &diagnostic : examination_.log->diagnostics())
			write_diagnostic(diagnostic, style_of(command_line_));
		for (;;) {
			print_new();
			wait_for_entries(*examination_.log, interruption_, long_time);
			interruption_.wait(-1, 0, settling);
			wait_for_entries(*examination_.log, interruption_, 0us);
		}
	}
};

} // namespace

int follow(const CommandLine &given, Look look,
	std::string (*render)(const Report &, const ReportStyle &))
{
	CommandLine command_line = given;
	command_line.pager = false;
	if (command_line.json == JsonMode::Pretty)
		command_line.json = JsonMode::Short;
	try {
		Follower{command_line, look, render}.run();
	} catch (const Interrupted &) {
		return EXIT_SUCCESS;
	}
}

} // namespace hardenctl
