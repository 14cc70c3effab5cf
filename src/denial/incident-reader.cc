// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "denial/incident-reader.hh"

#include "base/path.hh"
#include "denial/coredump.hh"
#include "denial/evidence.hh"
#include "denial/left-over.hh"
#include "denial/line-filters.hh"
#include "denial/locale-words.hh"
#include "denial/manager.hh"
#include "denial/program-error.hh"
#include "journal/message-id.hh"
#include "knowledge/names.hh"

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <re2/re2.h>

namespace hardenctl {

namespace {

constexpr std::size_t max_known = 4096;
/** The numbers of all processes are hardly used up so soon. */
constexpr std::uint64_t reuse_time = 60000000;

/** A set that hostile text cannot grow without end. */
template <typename Value> void remember(std::set<Value> &set, const Value &value)
{
	if (set.size() < max_known)
		set.insert(value);
}

/**
 * "Killing process 12 (nginx) with signal SIGKILL.", "Main process exited" in old forms. At the
 * beginning only: the name in parentheses is the process's own choice.
 */
std::optional<pid_t> mentioned_process(const Entry &entry)
{
	const std::string_view message = without_unit_prefix(line_of(entry));
	if (message.find(" process ") == message.npos)
		return std::nullopt;
	static const RE2 pattern{R"(^(?:Killing|Main|Control|Supervising) process ([0-9]+) )"};
	pid_t pid = 0;
	if (!RE2::PartialMatch(re2::StringPiece{message.data(), message.size()}, pattern, &pid))
		return std::nullopt;
	return pid;
}

/** What a PID is worth that systemd names. */
Trust trust_in(const Entry &entry) noexcept
{
	return entry.provenance == Provenance::Journald ? Trust::Manager : Trust::Program;
}

std::size_t count_near(const std::vector<std::uint64_t> &times, std::uint64_t time) noexcept
{
	return static_cast<std::size_t>(std::ranges::count_if(times, [&](std::uint64_t kill) {
		return time <= kill + same_event_time && kill <= time + same_event_time;
	}));
}

/** "/sbin/x" is /usr/sbin/x. */
std::string_view without_usr(std::string_view path) noexcept
{
	if (path.starts_with("/usr/"))
		path.remove_prefix(std::string_view{"/usr"}.size());
	return path;
}

bool is_timeout(const Entry &entry, const std::string &result)
{
	return result == "timeout" || result == "watchdog" ||
	       entry.message.find("operation timed out") != entry.message.npos;
}

/** "(s-server)": the executor before it became redis-server; the name's end, or its beginning. */
bool is_executor_of(const Denial &denial, std::string_view program)
{
	std::string_view comm = denial.comm;
	const bool is_systemd = denial.exe.empty() || denial.exe.ends_with("/systemd/systemd") ||
				denial.exe.ends_with("/systemd/systemd-executor");
	if (comm.size() < 4 || !comm.starts_with('(') || !is_systemd)
		return false;
	comm.remove_prefix(1);
	if (comm.ends_with(')'))
		comm.remove_suffix(1);
	return program.ends_with(comm) || program.starts_with(comm);
}

/** Does a line of a service that runs tell that it is hampered? A file that is missing does not. */
bool hampers(const Denial &denial)
{
	// a helper that is gone before its cgroup is (219) is a race of the manager's, not a
	// restriction
	const bool is_race = denial.operation.exit_status == 219;
	if (denial.answer.signal == SIGSYS)
		return true;
	if (denial.other_cause || denial.strength < 0.9 || is_race)
		return false;
	return denial.source != Source::Program ||
	       (denial.answer.error_number != ENOENT &&
		       denial.operation.kind != OperationKind::Unknown);
}

/** "still could not bind()" after the bind that told its error. */
bool is_told_better(const Denial &vague, const std::vector<Denial> &denials)
{
	if (vague.source != Source::Program || vague.answer != Answer{} || vague.other_cause ||
		!vague.alternative_errors.empty())
		return false;
	return std::ranges::any_of(denials, [&](const Denial &denial) {
		return denial.source == Source::Program && denial.answer != Answer{} &&
		       denial.operation.kind == vague.operation.kind;
	});
}

bool has_status_alone(const Denial &denial)
{
	const Operation &operation = denial.operation;
	return operation.exit_status && operation.path.empty() && operation.setting.empty() &&
	       denial.answer == Answer{};
}

bool is_only_refused(const std::vector<Denial> &denials)
{
	return std::ranges::any_of(denials, [](const Denial &denial) {
		return denial.operation.kind == OperationKind::UnitRefused;
	});
}

} // namespace

IncidentReader::IncidentReader(
	std::string unit, const UnitConfig &config, const Invocation &invocation, bool keeps_lines)
	: config_(config), context_(locale_words(config)), keeps_lines_(keeps_lines)
{
	incident_.unit = std::move(unit);
	incident_.hostname = invocation.hostname;
	incident_.invocation = invocation.id;
	incident_.outcome = Outcome::Ok;
	incident_.result = invocation.result;
	for (const ExecCommand &command : config.commands)
		comms_.insert(std::string{base_name(command.program).substr(0, comm_length)});
}

void IncidentReader::keep(
	const Evidence &evidence, std::span<const Denial> denials, std::string_view reason)
{
	if (keeps_lines_ && incident_.lines.size() < max_known)
		incident_.lines.push_back(
			{evidence, {denials.begin(), denials.end()}, std::string{reason}});
}

void IncidentReader::keep(
	const Entry &entry, Source source, std::span<const Denial> denials, std::string_view reason)
{
	if (keeps_lines_)
		keep(evidence_of(entry, source), denials, reason);
}

/** A view of none or one. */
static std::span<const Denial> view(const std::optional<Denial> &denial) noexcept
{
	return denial ? std::span{&*denial, 1} : std::span<const Denial>{};
}

void IncidentReader::note_outcome(const Entry &entry)
{
	const std::string result = unit_result_of(entry);
	if (!result.empty() && result != "success") {
		incident_.outcome = Outcome::Failed;
		if (incident_.result.empty() || incident_.result == "success")
			incident_.result = result;
	}
	if (is_start_failure(entry))
		incident_.outcome = Outcome::Failed;
	if (is_dependency_failure(entry)) {
		incident_.dependency_failed = true;
		incident_.outcome = Outcome::NotStarted;
	}
	if (entry.message_id == message_id::unit_skipped)
		incident_.outcome = Outcome::NotStarted;
	if (entry.message.find("Start request repeated too quickly") != entry.message.npos)
		incident_.start_limit_hit = true;
	has_ended_ = has_ended_ || entry.message_id == message_id::unit_succeeded ||
		     entry.message_id == message_id::unit_stopped;
	incident_.timed_out = incident_.timed_out || is_timeout(entry, result);
	starting_ = starting_ || entry.message_id == message_id::unit_starting ||
		    entry.message_id == message_id::unit_started ||
		    process_exit_of(entry).has_value();
}

bool IncidentReader::read_manager(const Entry &entry)
{
	if (is_ignored_line(entry)) {
		incident_.ignored_lines.push_back(evidence_of(entry, Source::Manager));
		keep(incident_.ignored_lines.back(), {}, "manager: a setting that it ignored");
		return true;
	}
	if (!entry.from_executor) {
		note_outcome(entry);
		if (const auto program = left_over_program(entry))
			remember(left_over_, std::string{*program});
	}
	if (const auto pid = entry.from_executor ? std::nullopt : mentioned_process(entry))
		processes_.note(*pid, trust_in(entry), entry.realtime);
	if (entry.pid && *entry.pid > 1 && entry.comm.starts_with('('))
		processes_.note(*entry.pid, Trust::Program, entry.realtime);
	const auto exit = process_exit_of(entry);
	if (exit && exit->is_failure() && incident_.exit.empty()) {
		incident_.exit_evidence = evidence_of(entry, Source::Manager);
		incident_.exit = "code=" + exit->code + ", status=" + exit->printed;
		incident_.command = entry.command;
	}
	if (!incident_.exit_evidence && unit_result_of(entry) == "exit-code")
		incident_.exit_evidence = evidence_of(entry, Source::Manager);
	if (exit && !exit->by_signal() && is_setup_status(exit->status) && entry.pid == pid_t{1})
		setup_statuses_.insert(exit->status);
	if (exit && exit->by_signal() && exit->status == SIGSYS && entry.pid == pid_t{1})
		reported_kills_.push_back(entry.realtime);
	if (exit && (exit->by_signal() ? exit->status == SIGSYS : exit->status == 128 + SIGSYS))
		kill_times_.push_back(entry.realtime);
	auto denial = detect_manager(entry);
	keep(entry, Source::Manager, view(denial),
		exit     ? "manager: the end of a process"
		: denial ? ""
			 : "manager: no failure of a step");
	if (!denial)
		return false;
	denials_.add(std::move(*denial));
	return true;
}

void IncidentReader::read_lost_executor(Entry entry)
{
	entry.from_manager = true;
	entry.from_executor = true;
	if (entry.pid)
		remember(lost_processes_, *entry.pid);
	auto denial = detect_manager(entry);
	if (!denial || !denial->operation.exit_status ||
		!setup_statuses_.contains(*denial->operation.exit_status))
		return;
	denial->tie_is_guess = true;
	keep(entry, Source::Manager, {&*denial, 1}, "");
	denials_.add(std::move(*denial));
}

void IncidentReader::read_coredump(const Entry &entry)
{
	if (entry.coredump_pid)
		processes_.note(*entry.coredump_pid, trust_in(entry), entry.realtime);
	if (!entry.coredump_comm.empty())
		remember(comms_, entry.coredump_comm);
	if (entry.coredump_signal == SIGSYS)
		kill_times_.push_back(entry.realtime);
	auto denial = detect_coredump(entry);
	keep(entry, Source::Coredump, view(denial),
		denial ? "" : "core dump: of a signal that no directive sends");
	if (denial)
		denials_.add(std::move(*denial));
}

void IncidentReader::note_writer(const Entry &entry)
{
	processes_.note_writer(entry);
	// what journald found no unit for was ours by its PID only
	if (entry.provenance == Provenance::Journald && entry.unit.empty())
		return;
	remember(units_, entry.unit);
	if (entry.audit_session)
		remember(sessions_, *entry.audit_session);
	if (!entry.comm.empty())
		remember(comms_, entry.comm);
	if (!entry.exe.empty())
		remember(exes_, entry.exe);
}

void IncidentReader::add_program_errors(const Entry &entry, bool is_guess)
{
	constexpr double share_of_guess = 0.7;
	auto denials = detect_program_error(entry, context_);
	keep(entry, Source::Program, denials,
		denials.empty() ? "program: no errno, object or call that failed" : "");
	for (Denial &denial : denials) {
		if (denial.answer.signal == SIGSYS)
			kill_times_.push_back(entry.realtime);
		denial.tie_is_guess = is_guess;
		denial.strength *= is_guess ? share_of_guess : 1;
		denials_.add(std::move(denial));
	}
}

bool IncidentReader::is_silent() const
{
	return has_failed() && std::ranges::all_of(denials_.denials(), [](const Denial &denial) {
		return denial.source == Source::Manager && denial.answer == Answer{};
	});
}

void IncidentReader::read_unclaimed(const Entry &entry)
{
	if (entry.realtime < incident_.started || entry.realtime > incident_.ended)
		return;
	add_program_errors(entry, true);
}

void IncidentReader::read(const Entry &entry)
{
	if (incident_.started == 0 || entry.realtime < incident_.started)
		incident_.started = entry.realtime;
	incident_.ended = std::max(incident_.ended, entry.realtime);
	is_pasted_ = is_pasted_ || entry.provenance == Provenance::Text;
	switch (source_of(entry)) {
	case Source::Kernel:
	case Source::Trace: /* comes of no entry */
		return;
	case Source::Manager:
		read_manager(entry);
		return;
	case Source::Coredump:
		return read_coredump(entry);
	case Source::Program:
		break;
	}
	if (is_bare_text(entry) && read_manager(entry))
		return;
	note_writer(entry);
	add_program_errors(entry, false);
}

bool IncidentReader::is_program_of_unit(const Denial &denial) const
{
	const bool is_command =
		std::ranges::any_of(config_.commands, [&](const ExecCommand &command) {
			return (!denial.exe.empty() &&
				       without_usr(denial.exe) == without_usr(command.program)) ||
			       is_executor_of(denial, base_name(command.program));
		});
	// any process may take the name
	return is_command ||
	       (comms_.contains(denial.comm) && (denial.exe.empty() || exes_.contains(denial.exe)));
}

std::size_t IncidentReader::kills_near(std::uint64_t time) const noexcept
{
	return count_near(reported_kills_, time);
}

Ownership IncidentReader::owner_by_pid(const Denial &denial, const KnownProcess &process) const
{
	const bool is_fresh = denial.first <= process.last + reuse_time ||
			      count_near(reported_kills_, denial.first) > 0;
	const bool is_same = denial.exe.empty() || process.exe.empty() || denial.exe == process.exe;
	return {Tie::Known,
		is_fresh && is_same ? process.trust : std::min(process.trust, Trust::Manager)};
}

Ownership IncidentReader::owner_of(const Denial &denial, bool is_pasted) const
{
	if (const auto *process = denial.pid ? processes_.find(*denial.pid) : nullptr)
		return owner_by_pid(denial, *process);
	const bool kills = denial.answer.signal == SIGSYS;
	const bool is_near_kill = kills && count_near(kill_times_, denial.first) > 0;
	if (is_program_of_unit(denial)) {
		const bool is_reported = kills && count_near(reported_kills_, denial.first) > 0;
		return {is_near_kill ? Tie::Known : Tie::Guess,
			is_reported ? Trust::Manager : Trust::Program};
	}
	if (denial.audit_session)
		return {sessions_.contains(*denial.audit_session) ? Tie::Known : Tie::None};
	// a helper of the unit: its death shows in the unit's own lines, or in nobody's
	return {is_near_kill || is_pasted ? Tie::Guess : Tie::None};
}

void IncidentReader::pass_over_kernel(const Denial &denial)
{
	if (!denial.evidence.empty())
		keep(denial.evidence.front(), std::span<const Denial>{},
			"kernel: of a process that nothing ties to the unit");
}

void IncidentReader::add_kernel(Denial denial, Ownership owner)
{
	if (!denial.evidence.empty())
		keep(denial.evidence.front(), {&denial, 1},
			owner.tie == Tie::Guess ? "kernel: tied to the unit by time or name alone"
						: "kernel: tied to the unit by its process");
	denial.tie_is_guess = owner.tie == Tie::Guess;
	denial.trust = std::min(denial.trust, owner.trust);
	if (denial.pid)
		processes_.note(*denial.pid, Trust::Program, denial.last);
	denials_.add(std::move(denial));
}

void IncidentReader::note(Level level, std::string message)
{
	incident_.diagnostics.push_back({level, std::move(message)});
}

/** "FILE:LINE: Unknown lvalue 'ProtectHostname' …", "… IPAddressDeny=, ignoring assignment: true"
 */
static std::string setting_ignored(const std::string &message)
{
	static const RE2 pattern{
		R"(^/[^:]+:[0-9]+: .*?(?:(?:lvalue|key(?: name)?) '([A-Z][A-Za-z]+)'|\b([A-Z][A-Za-z]+)=))"};
	std::string unknown;
	std::string assigned;
	RE2::PartialMatch(message, pattern, &unknown, &assigned);
	return unknown.empty() ? assigned : unknown;
}

/** Somebody pastes such a line alone: the setting is not in force, and that is the trouble. */
static void note_ignored_settings(Incident &incident)
{
	for (const Evidence &line : incident.ignored_lines) {
		Denial denial{.operation = {.kind = OperationKind::UnitRefused},
			.source = Source::Manager,
			.strength = 0.8,
			.first = line.time,
			.last = line.time,
			.evidence = {line}};
		denial.operation.setting = setting_ignored(line.message);
		if (!denial.operation.setting.empty())
			incident.denials.push_back(std::move(denial));
	}
}

/** "Failed to parse system call, ignoring: X": whatever the list says, X is not in it. */
static bool was_dropped_from_list(
	const std::string &call, const std::vector<Evidence> &ignored_lines)
{
	return !call.empty() && std::ranges::any_of(ignored_lines, [&](const Evidence &line) {
		return line.message.ends_with("ignoring: " + call) ||
		       line.message.find("System call " + call + " is not known") !=
			       line.message.npos;
	});
}

Incident IncidentReader::finish()
{
	if (denials_.left_out() > 0)
		note(Level::Notice, incident_.unit + ": " + std::to_string(denials_.left_out()) +
					    " more different errors are not shown");
	incident_.denials = denials_.take();
	std::erase_if(incident_.denials, [all = incident_.denials](const Denial &denial) {
		return is_told_better(denial, all);
	});
	blame_left_over(incident_.denials, left_over_);
	for (Denial &denial : incident_.denials)
		if (was_dropped_from_list(denial.operation.call, incident_.ignored_lines))
			denial.operation.call.clear();
	if (is_pasted_ && incident_.denials.empty())
		note_ignored_settings(incident_);
	for (Denial &denial : incident_.denials)
		denial.operation.is_status_alone = has_status_alone(denial);
	if (incident_.outcome == Outcome::Failed && !starting_ &&
		is_only_refused(incident_.denials))
		incident_.outcome = Outcome::NotStarted;
	// of a pasted log the manager's last word may be missing
	if (incident_.outcome == Outcome::Ok && is_pasted_ && !incident_.exit.empty())
		incident_.outcome = Outcome::Failed;
	if (incident_.outcome == Outcome::Ok && std::ranges::any_of(incident_.denials, hampers))
		incident_.outcome = Outcome::Impaired;
	// the last line of a service that runs is not its end
	const bool runs =
		incident_.outcome == Outcome::Ok || incident_.outcome == Outcome::Impaired;
	if (runs && !has_ended_)
		incident_.ended = 0;
	return std::move(incident_);
}

} // namespace hardenctl
