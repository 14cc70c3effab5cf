// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#pragma once

#include "base/diagnostic.hh"
#include "sandbox/operation.hh"

#include <cstdint>
#include <optional>
#include <string>
#include <sys/types.h>
#include <vector>

namespace hardenctl {

/** Who says so; decides how far it is trusted. */
enum class Source {
	/** A seccomp, AVC, OOM or pids record: _TRANSPORT=kernel or audit. */
	Kernel,
	/** The service manager or its executor. */
	Manager,
	/** systemd-coredump. */
	Coredump,
	/** The program itself, in its own words. */
	Program,
	/** The kernel's answer to a call, as it was given: see observe/. */
	Trace,
};

/**
 * What may have made the evidence, the least trusted first. Only trusted fields of a journal decide
 * (systemd.journal-fields(7)): a service chooses its words, its exit status (it may exit with
 * 226 itself), the signal that it dies of, its process name, and with LD_PRELOAD what a program of
 * systemd's does. Hence a message of the executor is trusted no more than one of the service.
 * Pasted text proves nothing.
 */
enum class Trust {
	/** The service: output, exit statuses, signals, core dumps, lines of an executor. */
	Program,
	/**
	 * PID 1 about something that no process of the unit caused; or the kernel about a process
	 * that PID 1 or systemd-coredump ties to the unit.
	 */
	Manager,
	/** The kernel, about a process that the unit's own entries or its cgroup tie to it. */
	Kernel,
};

/** One log line that shows it, not escaped. */
struct Evidence {
	Source source;
	std::string cursor;
	std::uint64_t time;
	/** "nginx", "kernel", "systemd" */
	std::string identifier;
	std::string message;
};

/** Where another layer than the unit's sandbox stands in the evidence itself. */
enum class Layer { Unspecified, SELinux, AppArmor, Smack, Landlock, Lockdown };

/** One operation that was refused, as the log shows it; repeats are folded. */
struct Denial {
	Operation operation;
	Answer answer;
	/** Other errors that the words may stand for ("unable to open database file"). */
	std::vector<int> alternative_errors;
	Source source = Source::Program;
	Trust trust = Trust::Program;
	/** The layer that a record of its own names as the one that refused. */
	Layer layer = Layer::Unspecified;
	/** Seccomp action of a kernel record (0x80000000 kill process, 0 kill thread, 0x50000
	 * errno). */
	std::optional<std::uint32_t> seccomp_code;
	/** Was it a system call filter that answered? Only a trace can tell. */
	std::optional<bool> by_filter;
	std::optional<pid_t> pid;
	std::string comm;
	std::string exe;
	/** "ExecStartPre" if known. */
	std::string command;
	/** Of a process in somebody's login, by the kernel's record. */
	std::optional<std::uint32_t> audit_session;
	/** Is the tie of this process to the unit a guess: by name and time only, or by what it
	 * says itself? */
	bool tie_is_guess = false;
	/** Words that tell it is no denial at all: "Address already in use", a syntax error. */
	bool other_cause = false;
	/** Of another cause, in the field's words: "port in use", "configuration error", "disk
	 * full". */
	std::string other_cause_reason;
	/**
	 * How much the line speaks for a failure of the unit: 1 an error, a record or an exit; 0.5
	 * a warning, or words that fit other causes as well; below that a mere possibility (a JIT
	 * that crashed at its start). Of folded repeats the highest.
	 */
	double strength = 1;
	/**
	 * What is the same in all lines that tell one event: audit time and serial of a kernel
	 * record, "S.MS:SERIAL"; the executor that gave up, "executor PID". Empty if unknown.
	 */
	std::string record;
	/** The same stood in the log of a run before that worked: it does not stop the unit. */
	bool also_in_good_run = false;
	unsigned count = 1;
	/** Microseconds since the epoch, 0 if unknown. */
	std::uint64_t first = 0;
	std::uint64_t last = 0;
	/** In order of time, at most a handful: the first ones and what explains them best. */
	std::vector<Evidence> evidence;
};

/**
 * True if neither this service nor another one can have forged the denial: a kernel record of one
 * of the unit's own processes. A compromised service can still cause a genuine denial on purpose
 * (call mount(2) to be killed for it), so what would repair it may be what an attacker wants.
 */
bool is_beyond_service(const Denial &denial) noexcept;

enum class Outcome {
	/** Nothing in the log about the unit at all. */
	NoTrace,
	/** It runs, or ended as it should. */
	Ok,
	/** It runs, but processes of it died or complained. */
	Impaired,
	Failed,
	/** It never came to be started: dependency, condition, refused by the manager. */
	NotStarted,
};

/** How another unit hangs together with this one. */
enum class Relation {
	/** This unit's files say that it needs or waits for it. */
	Dependency,
	/** The bus started it for one of this unit's processes. */
	Activated,
	/** This unit's own errors name it. */
	Mentioned,
};

struct OtherFailure {
	std::string unit;
	Relation bond;
	/** The first line that tells it. */
	Evidence evidence;
};

/** A line of the log and what was made of it, for --debug. */
struct ReadLine {
	Evidence evidence;
	/** As they were read, before equal ones were folded. */
	std::vector<Denial> denials;
	/** Without a denial: the step that dropped the line, and why. With one: what it is tied by.
	 */
	std::string reason;
};

/** One invocation of a unit: what became of it and what it was denied. */
struct Incident {
	std::string unit;
	std::string hostname;
	std::string invocation;
	/** Is it from a trace, not from a log? */
	bool is_traced = false;
	Outcome outcome = Outcome::NoTrace;
	/** "exit-code", "signal", "core-dump", "timeout", … as in Result=; empty if none. */
	std::string result;
	/** "code=exited, status=226/NAMESPACE" of the process that made it fail; empty if none. */
	std::string exit;
	/** The line that tells it. */
	std::optional<Evidence> exit_evidence;
	/** Exec setting of that process: "ExecStart". */
	std::string command;
	/** Microseconds since the epoch, 0 if unknown. */
	std::uint64_t started = 0;
	/** Also 0 if it still ran when the log ended. */
	std::uint64_t ended = 0;
	/** When the newest invocation before it began whose start worked; 0 if none is known. */
	std::uint64_t last_good_start = 0;
	/** Of a failure that is past: when the newest run began, which is well; 0 if there is none.
	 */
	std::uint64_t well_since = 0;
	/** Did that run end, as it should? */
	bool well_has_ended = false;
	/** Of one that has not failed, what keeps it from being up or down by the manager's word:
	 * "deactivating (stop-sigterm)", "restarted again and again (7 times)"; empty otherwise. */
	std::string unsettled;
	/** Failed invocations just before that ended the same way. */
	unsigned repeats = 0;
	/** The job failed before it: a dependency. */
	bool dependency_failed = false;
	/** It was started too often and will not be started again by itself. */
	bool start_limit_hit = false;
	/** A start, stop or watchdog time-out ended it. */
	bool timed_out = false;
	/** The manager ignored a line of the unit ("FILE:LINE: …, ignoring"). */
	std::vector<Evidence> ignored_lines;
	/** In order of first appearance. */
	std::vector<Denial> denials;
	/** Of other units, that may have taken this one along. Earliest first. */
	std::vector<OtherFailure> other_failures;
	/** Kernel messages were dropped near it, so a missing record proves nothing. */
	bool records_lost = false;
	/** In the order of reading; empty unless TimeSpan::keeps_lines. */
	std::vector<ReadLine> lines;
	Diagnostics diagnostics;
};

} // namespace hardenctl
