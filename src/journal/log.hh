// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#pragma once

#include "base/diagnostic.hh"
#include "base/function-ref.hh"
#include "journal/entry.hh"

#include <cstddef>
#include <cstdint>
#include <limits>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace hardenctl {

/** Which entries; each kind is answered from the journal's index, never by scanning all of it. */
enum class Select {
	/** What `journalctl -u UNIT` shows: by, and by the manager or systemd-coredump about, the
	   unit. */
	Unit,
	/** The same, of one invocation. */
	Invocation,
	/** Set-up steps of one invocation by executors whose control group was gone before journald
	   looked. Any process of root can send such. */
	LostExecutor,
	/** Of processes that call themselves so, without a unit: gone before journald looked. */
	Unclaimed,
	/** Of one process, by _PID= or COREDUMP_PID= (untied lines of short-lived processes). */
	Process,
	/** From the kernel: _TRANSPORT=kernel, and audit records of types SECCOMP, AVC and
	   ANOM_ABEND. */
	Kernel,
	/** All units: exits, failures, spawn failures, core dumps, OOM kills (by MESSAGE_ID=). */
	Failures,
};

enum class Order { OldestFirst, NewestFirst };

struct Query {
	Select select = Select::Unit;
	/** With its suffix; for Unit, Invocation and LostExecutor. */
	std::string unit;
	/** 128 bit hex; for Invocation and LostExecutor. */
	std::string invocation;
	/** SYSLOG_IDENTIFIER=; for Unclaimed. */
	std::string identifier;
	/** For Process. */
	pid_t pid = 0;
	/** Receive time in microseconds since the epoch, both inclusive. */
	std::uint64_t since = 0;
	std::uint64_t until = std::numeric_limits<std::uint64_t>::max();
	/** 128 bit hex, or empty for all. */
	std::string boot_id;
	/** Empty for all (journals of many hosts). */
	std::string hostname;
	Order order = Order::OldestFirst;
};

/** What the log tells about the system that wrote it. */
struct LogFacts {
	/** From "systemd 257.13-1~deb13u1 running in system mode"; 0 if the log does not hold it.
	 */
	unsigned systemd_version = 0;
	/** Has any entry a kernel seccomp record by audit? (journald collects audit) */
	bool collects_audit = false;
};

/** Where to look. Exactly one of the first three is set, or none for this system's journal. */
struct LogLocation {
	/** --root=: DIR/var/log/journal and DIR/run/log/journal. */
	std::string root;
	/** -D */
	std::string directory;
	/** --log=: a file told by its content, "-" for standard input. */
	std::string file;
	/** --user: entries of the user's own journal and manager. */
	bool user = false;
	/** -m: journals of other machines, too. */
	bool merge = false;
};

/** return false to stop */
using EntryVisitor = FunctionRef<bool(const Entry &)>;

/** A journal or log, opened. All formats give the same Entry. */
class Log {
public:
	virtual ~Log() noexcept = default;

	/**
	 * Calls visitor for each matching entry. The Entry is reused: copy what must outlive the
	 * call. A corrupt part is skipped with a diagnostic. Throws Error if nothing can be read
	 * any more.
	 */
	virtual void visit(const Query &query, EntryVisitor visitor) = 0;

	/** All distinct units with an entry, for "did you mean" and completion; from the index. */
	virtual std::vector<std::string> units() = 0;

	virtual LogFacts facts() = 0;

	/** That fact alone, which costs less. */
	virtual unsigned systemd_version() { return facts().systemd_version; }

	/** Of the current boot, or of the newest entry; empty for text. */
	virtual std::string newest_boot() = 0;

	/** Time of the newest entry, microseconds since the epoch; 0 if there is none. */
	virtual std::uint64_t newest_time() = 0;

	/** Pasted text has no index and maybe no unit fields: bare lines belong to any unit asked
	 * for. */
	virtual bool is_plain_text() const noexcept { return false; }

	/** Of the units of a user's manager, not of the system's. */
	virtual bool is_of_user() const noexcept { return false; }

	/** What was noticed so far: corrupt files, missing permission, lines that are cut. */
	const Diagnostics &diagnostics() const noexcept { return diagnostics_; }

protected:
	Diagnostics diagnostics_;
};

/**
 * Throws Error, one line that names the thing and the way out: no journal there, no permission
 * (says which group gives it), a directory instead of a file, not a log at all.
 */
std::unique_ptr<Log> open_log(const LogLocation &location);

} // namespace hardenctl
