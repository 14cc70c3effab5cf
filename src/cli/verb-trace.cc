// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "cli/verb-trace.hh"

#include "advice/diagnose-recording.hh"
#include "base/error.hh"
#include "base/interruption.hh"
#include "base/write-file.hh"
#include "cli/change.hh"
#include "cli/detached-trace.hh"
#include "cli/diagnosis-context.hh"
#include "cli/output.hh"
#include "cli/trace-session.hh"
#include "cli/traced-user.hh"
#include "cli/unit-arguments.hh"
#include "observe/recording.hh"
#include "report/hosts.hh"
#include "trial/watch.hh"

#include <chrono>
#include <fmt/format.h>
#include <optional>
#include <poll.h>
#include <set>
#include <systemd/sd-daemon.h>

namespace hardenctl {

namespace {

using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;

constexpr auto look_every = 500ms;
constexpr auto save_every = 1min;

class Tracer {
	const CommandLine &command_line_;
	DiagnosisContext context_;
	Interruption interruption_;
	Manager manager_;
	std::string unit_;
	UnitState before_;
	/** As it is loaded; nothing if that cannot be read. */
	std::optional<UnitConfig> config_;
	TraceSession session_;
	TracedManager traced_{manager_, session_};
	std::set<std::string> printed_;

	Report report_on(Diagnosis diagnosis) const
	{
		Report report = start_report(context_, command_line_);
		report.source = "the kernel";
		report.diagnoses.push_back(std::move(diagnosis));
		return report;
	}

	std::optional<UnitConfig> current_config()
	try {
		return load_argument(context_, {.unit = unit_, .path = {}});
	} catch (const Error &) {
		return std::nullopt;
	}

	/** With the settings that it has now: it may have been restarted. */
	Diagnosis diagnose_now()
	{
		const Recording &seen = session_.recording(traced_.state(unit_), before_);
		context_.load_path_read.reset();
		const UnitConfig config = load_argument(context_, {.unit = unit_, .path = {}});
		return diagnose_recording(seen, config, context_.system);
	}

	/**
	 * What the manager itself refuses is no call of the unit: where it failed and the kernel
	 * shows no reason, the log may.
	 */
	Diagnosis final_diagnosis()
	{
		Diagnosis seen = diagnose_now();
		const bool is_well = seen.incident.outcome == Outcome::Ok;
		/* root reads the journals of all users: another one may have a unit of that name */
		const bool is_of_another =
			command_line_.log.user && !command_line_.manager.machine.empty();
		if (is_well || is_of_another || seen.verdict == Verdict::Sandbox)
			return seen;
		try {
			Diagnosis logged = diagnose_since(
				command_line_, unit_, session_.last_recording().begin);
			const bool knows_more = seen.verdict == Verdict::Undecided &&
						seen.findings.empty() && !logged.findings.empty();
			return logged.verdict == Verdict::Sandbox || knows_more ? logged : seen;
		} catch (const Error &) {
			return seen; // there is no log, or it cannot be read
		}
	}

	/** Its manager does not load it: no call shows why, its log may. */
	bool is_refused() const
	{
		return before_.load_state == "bad-setting" || before_.load_state == "error";
	}

	int report_refusal()
	{
		Report report = start_report(context_, command_line_);
		report.diagnoses.push_back(diagnose_since(command_line_, unit_, 0));
		return write_report(command_line_, report, render_diagnoses);
	}

	/** --follow: what has not been printed yet. */
	void print_news()
	{
		Diagnosis news = diagnose_now();
		std::erase_if(news.findings, [&](const Finding &finding) {
			Diagnosis alone{.incident = {.unit = unit_}, .findings = {finding}};
			return !printed_.insert(cause_and_denial_of(alone)).second;
		});
		if (news.findings.empty())
			return;
		news.unexplained.clear();
		Report report = report_on(std::move(news));
		report.diagnostics.clear();
		write_report(command_line_, report, render_diagnoses);
	}

	/** --record= */
	void save()
	{
		const Recording &seen = session_.recording(traced_.state(unit_), before_);
		if (!command_line_.record.empty())
			write_file_atomically(command_line_.record, recording_text(seen), 0600);
	}

	/** Until its time is up, a signal comes or the unit has failed. */
	void listen()
	{
		save();
		/* of --detach: it is watched, and there is a record */
		sd_notify(0, "READY=1");
		auto next_save = Clock::now() + save_every;
		const auto time = command_line_.change.time;
		const auto until = Clock::now() + (time == 0ms ? 24h * 365 : time);
		/* what its start showed was taken already */
		if (command_line_.follow)
			print_news();
		while (Clock::now() < until) {
			const auto left =
				std::chrono::ceil<std::chrono::microseconds>(until - Clock::now());
			interruption_.wait(session_.descriptor(), POLLIN,
				std::min<std::chrono::microseconds>(left, look_every));
			const bool has_any = session_.take();
			if (command_line_.follow && has_any)
				print_news();
			if (Clock::now() >= next_save) {
				save();
				next_save += save_every;
			}
			const UnitState state = traced_.state(unit_);
			if (time == 0ms && !command_line_.follow && state.active_state == "failed")
				return;
		}
	}

	/** @param job what became of the restart, "done" if there was none */
	void run_check(std::string_view job)
	{
		WatchRequest request = watch_request(command_line_);
		if (!command_line_.change.restart)
			request.settle = 0ms;
		const Health health = watch(traced_, unit_, request, job);
		session_.set_check(health.is_good ? std::string{} : health.reason);
	}

	std::string restart()
	{
		session_.begin_anew();
		/* a unit that was started too often would not be started at all */
		manager_.reset_failed(unit_);
		const std::string job = traced_.restart(unit_);
		if (job != "done")
			write_notice(command_line_,
				fmt::format("The start of {} ended with '{}'.", unit_, job));
		return job;
	}

	bool has_check() const
	{
		return !command_line_.command.empty() || !command_line_.change.check.empty();
	}

	void watch_unit()
	try {
		const std::string job = command_line_.change.restart ? restart() : "done";
		if (has_check())
			run_check(job);
		if (has_check() && command_line_.change.time == 0ms)
			return;
		if (job != "done" && !command_line_.follow)
			return;
		if (command_line_.change.time == 0ms)
			write_notice(command_line_,
				fmt::format(
					"{} is watched. Let it do what fails, then press Ctrl-C.",
					unit_));
		listen();
	} catch (const ConnectionLost &) {
		throw;
	} catch (const Interrupted &) {
		// what was seen is to be printed
	}

public:
	explicit Tracer(const CommandLine &command_line)
		: command_line_(command_line),
		  context_(open_diagnosis_context(command_line, LogUse::None)),
		  manager_(manager_location(command_line), &interruption_,
			  slow_notice(command_line)),
		  unit_(changed_unit(command_line, manager_)), before_(manager_.state(unit_)),
		  config_(current_config()),
		  session_(command_line, before_, config_ ? &*config_ : nullptr)
	{
		if (before_.load_state == "not-found")
			throw Error{no_such_unit(context_, unit_)};
	}

	int run()
	{
		if (is_refused()) {
			save();
			return report_refusal();
		}
		watch_unit();
		interruption_.defer_signals();
		save();
		Diagnosis diagnosis = final_diagnosis();
		if (command_line_.follow)
			return EXIT_SUCCESS;
		const Report report = report_on(std::move(diagnosis));
		return write_report(command_line_, report, render_diagnoses);
	}
};

} // namespace

int run_trace(const CommandLine &command_line)
{
	require_traceable(command_line);
	look_as_user_of_manager(command_line);
	if (command_line.change.stop)
		return stop_detached_trace(command_line);
	if (command_line.change.detach)
		return start_detached_trace(command_line);
	return Tracer{command_line}.run();
}

} // namespace hardenctl
