// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "cli/tighten-command.hh"

#include "base/error.hh"
#include "base/escape.hh"
#include "base/text.hh"
#include "cli/change.hh"
#include "cli/output.hh"
#include "cli/tighten-advice.hh"
#include "cli/trace-session.hh"
#include "cli/unit-arguments.hh"
#include "report/time-words.hh"

#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <poll.h>
#include <unistd.h>

namespace hardenctl {

namespace {

using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;

/** A command whose hardenctl was killed ends by then; its unit stays, ended, until the next boot.
 */
constexpr std::chrono::seconds longest_run = 24h;
constexpr std::chrono::seconds time_to_end = 1min;
constexpr auto look_every = 200ms;

bool is_program(const std::string &path)
{
	std::error_code error;
	return std::filesystem::is_regular_file(path, error) && access(path.c_str(), X_OK) == 0;
}

/** The manager wants the path. */
std::string program_path(const std::string &name)
{
	if (name.find('/') != std::string::npos && is_program(name))
		return std::filesystem::absolute(name).lexically_normal();
	const char *path = std::getenv("PATH");
	for (const std::string_view directory :
		split(path == nullptr ? "/usr/bin:/bin" : path, ':'))
		if (std::string file = fmt::format("{}/{}", directory, name);
			directory.starts_with('/') && name.find('/') == name.npos &&
			is_program(file))
			return file;
	throw Error{fmt::format("There is no program {} to run.", escape_for_terminal(name))};
}

void refuse_other_options(const CommandLine &command_line)
{
	const ChangeOptions &change = command_line.change;
	if (change.apply || change.refresh || change.detach || !command_line.profile.empty() ||
		command_line.traces || !command_line.recordings.empty())
		throw Error{"A command without a unit is run once, and traced: leave out --apply, "
			    "--refresh, --observe=, --profile= and --trace."};
	if (!change.check.empty() || !change.exercises.empty())
		throw Error{"A command without a unit is used by you while it runs: leave out "
			    "--check= and --exercise=."};
}

std::string with_doubled_dollars(std::string_view word)
{
	std::string out;
	for (const char c : word)
		out.append(c == '$' ? 2 : 1, c);
	return out;
}

TransientService service_of(const CommandLine &command_line)
{
	std::vector<std::string> words = command_line.command;
	words.front() = program_path(words.front());
	/* systemd.service(5): the manager would put variables in */
	for (std::string &word : words)
		word = with_doubled_dollars(word);
	return {.name = fmt::format("hardenctl-run-{}.service", getpid()),
		.description = fmt::format("hardenctl traces {}", words.front()),
		.words = std::move(words),
		.longest = given_time(command_line, longest_run) + time_to_end,
		.ready = ServiceReady::Executed};
}

/** A transient service that is stopped and forgotten, however this ends. */
class RunningCommand {
	Manager &manager_;
	Interruption &interruption_;
	const std::string unit_;

public:
	RunningCommand(Manager &manager, Interruption &interruption, std::string unit)
		: manager_(manager), interruption_(interruption), unit_(std::move(unit))
	{
	}
	RunningCommand(const RunningCommand &) = delete;
	RunningCommand &operator=(const RunningCommand &) = delete;
	~RunningCommand() noexcept
	{
		interruption_.defer_signals();
		try {
			manager_.stop(unit_);
			manager_.reset_failed(unit_);
		} catch (const std::exception &) {
			// the manager ends what runs after RuntimeMaxSec=
		}
	}
};

bool has_ended(const UnitState &state)
{
	return !state.is_active() || state.sub_state == "exited";
}

class CommandTrial {
	const CommandLine &command_line_;
	Interruption interruption_;
	Manager manager_;
	TransientService service_;
	UnitState before_;
	TraceSession session_;

	/** Until it ends, its time is up or Ctrl-C. */
	void wait()
	try {
		const auto until = Clock::now() + given_time(command_line_, longest_run);
		while (Clock::now() < until && !has_ended(manager_.state(service_.name))) {
			interruption_.wait(session_.descriptor(), POLLIN, look_every);
			session_.take();
		}
	} catch (const ConnectionLost &) {
		throw;
	} catch (const Interrupted &) {
		// what was seen is to be used
	}

	/** What ran, how long, and how it ended. */
	std::string what_ran(const Recording &seen, const UnitState &state) const
	{
		const std::string end = seen.outcome == TraceOutcome::Failed
						? fmt::format(", and failed ({})", seen.result)
					: has_ended(state) ? ", until its end"
							   : "";
		return fmt::format(
			"{} ran for {}{}. These lines are for the unit that will run it.",
			fmt::join(command_line_.command, " "), duration(seen.end - seen.begin),
			end);
	}

public:
	explicit CommandTrial(const CommandLine &command_line)
		: command_line_(command_line), manager_(changed_manager(command_line),
						       &interruption_, slow_notice(command_line)),
		  service_(service_of(command_line)), before_{.id = service_.name,
							      .slice = command_line.log.user
									       ? "app.slice"
									       : "system.slice"},
		  session_(command_line, before_)
	{
	}

	int run()
	{
		TightenReport report;
		DiagnosisContext context = open_what_is_there(command_line_, report.diagnostics);
		report.systemd_version = context.search.systemd_version;
		session_.begin_anew();
		const RunningCommand running{manager_, interruption_, service_.name};
		if (manager_.start_service(service_) != "done")
			throw Error{fmt::format("{} does not start: `journalctl -u {}` says why.",
				service_.words.front(), service_.name)};
		write_notice(command_line_,
			fmt::format(
				"{} runs it and is traced; what it prints is in the journal. Use "
				"it, then press Ctrl-C.",
				service_.name));
		wait();
		interruption_.defer_signals();
		const UnitState state = manager_.state(service_.name);
		const Recording &seen = session_.recording(state, before_);
		const UnitConfig config =
			load_argument(context, {.unit = service_.name, .path = {}});
		TightenAdvice advice =
			advise_by_evidence(command_line_, context, config, {&seen, 1});
		advice.notes.insert(advice.notes.begin(), what_ran(seen, state));
		add_advice(report, std::move(advice));
		return write_tightenings(command_line_, report);
	}
};

} // namespace

int tighten_command(const CommandLine &command_line)
{
	refuse_other_options(command_line);
	require_traceable(command_line);
	return CommandTrial{command_line}.run();
}

} // namespace hardenctl
