// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "cli/follow.hh"

#include "base/clock.hh"
#include "cli/output.hh"
#include "journal/wait.hh"
#include "report/hosts.hh"

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <set>

namespace hardenctl {

namespace {

using namespace std::chrono_literals;

/** The lines of one failure come together: the manager's after the program's. */
constexpr auto settling = 400ms;
constexpr auto long_time = 1h;
/** Of the time, at most this part is spent on looking. */
constexpr int looks_share = 10;
/** Entries come with some delay, and clocks are set. */
constexpr std::uint64_t overlap = 10'000'000;

/** What makes a finding another one: who, and what was denied by what. Not when. */
std::string key_of(const Diagnosis &diagnosis)
{
	return diagnosis.incident.hostname + '\n' + cause_and_denial_of(diagnosis);
}

class Follower {
	const CommandLine &command_line_;
	Look look_;
	std::string (*render_)(const Report &, const ReportStyle &);
	DiagnosisContext context_;
	Interruption interruption_;
	std::set<std::string> seen_;
	/** All entries up to then have been looked at. */
	std::uint64_t looked_until_ = 0;

	/** Entries of other hosts may come at any time after they were made. */
	bool is_in_order() const noexcept
	{
		return !command_line_.log.merge && command_line_.log.directory.empty();
	}

	void print(Diagnosis diagnosis)
	{
		Report report = start_report(context_, command_line_);
		report.diagnostics.clear();
		report.diagnoses.push_back(std::move(diagnosis));
		write_report(command_line_, report, render_);
	}

	void print_new()
	{
		// what comes meanwhile is news for the next time
		const std::uint64_t newest = context_.log->newest_time();
		const std::uint64_t news_since =
			is_in_order() && looked_until_ > overlap ? looked_until_ - overlap : 0;
		context_.load_path_read.reset();
		for (Diagnosis &diagnosis : look_(context_, news_since))
			if (diagnosis.verdict != Verdict::Clean &&
				seen_.insert(key_of(diagnosis)).second)
				print(std::move(diagnosis));
		looked_until_ = newest;
	}

	/** @return how long it took */
	std::chrono::microseconds look()
	{
		const auto start = std::chrono::steady_clock::now();
		print_new();
		return std::chrono::duration_cast<std::chrono::microseconds>(
			std::chrono::steady_clock::now() - start);
	}

public:
	Follower(const CommandLine &command_line, Look look,
		std::string (*render)(const Report &, const ReportStyle &))
		: command_line_(command_line), look_(look), render_(render),
		  context_(open_diagnosis_context(command_line))
	{
		if (command_line.since == 0)
			context_.span.since = current_time();
	}

	/** Until Interrupted is thrown. */
	[[noreturn]] void run()
	{
		for (const Diagnostic &diagnostic : context_.log->diagnostics())
			write_diagnostic(diagnostic, style_of(command_line_));
		// begins to watch, so that no entry comes unseen between a look and the next wait
		wait_for_entries(*context_.log, interruption_, 0us);
		for (;;) {
			const auto time = look();
			wait_for_entries(*context_.log, interruption_, long_time);
			interruption_.wait(-1, 0,
				std::max<std::chrono::microseconds>(
					settling, (looks_share - 1) * time));
			wait_for_entries(*context_.log, interruption_, 0us);
		}
	}
};

} // namespace

bool has_news(Log &log, const std::string &unit, std::uint64_t since)
{
	bool found = false;
	for (const Select select : {Select::Unit, Select::Kernel})
		if (!found)
			log.visit({.select = select, .unit = unit, .since = since},
				[&](const Entry &) {
					found = true;
					return false;
				});
	return found;
}

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
