// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <sys/types.h>

namespace hardenctl {

enum class Transport { Unknown, Kernel, Audit, Journal, Stdout, Syslog, Driver };

/** Where an entry's fields come from, hence what they are worth. */
enum class Provenance {
	/** Fields with a leading underscore were added by journald: a service cannot forge them. */
	Journald,
	/** Pasted text: sender and transport are what the line claims. */
	Text,
};

/**
 * One log entry, the fields that hardenctl uses. An absent string is empty. Field names and
 * meanings: systemd.journal-fields(7). Nothing here is escaped; everything that does not begin with
 * an underscore in the journal was chosen by the sender.
 */
struct Entry {
	/** Microseconds since the epoch (_SOURCE_REALTIME_TIMESTAMP, else reception); 0 if unknown.
	 */
	std::uint64_t realtime = 0;
	/** Microseconds since boot, 0 if unknown. */
	std::uint64_t monotonic = 0;
	std::string cursor;
	std::string boot_id;
	std::string hostname;
	Provenance provenance = Provenance::Journald;
	Transport transport = Transport::Unknown;

	std::string message;
	/** 128 bit hex without dashes. */
	std::string message_id;
	/** 0 to 7, or -1. */
	int priority = -1;
	std::string identifier;

	/** Trusted: of the sending process. For audit records: of the process that the record is
	 * about. */
	std::optional<pid_t> pid;
	std::optional<pid_t> parent_pid;
	std::optional<uid_t> uid;
	/** Of the login that the process belongs to (pam_loginuid(8)); nothing for a daemon's own.
	 */
	std::optional<std::uint32_t> audit_session;
	std::string comm;
	std::string exe;
	/** _SYSTEMD_UNIT or, below a user manager, _SYSTEMD_USER_UNIT. */
	std::string unit;
	std::string cgroup;
	std::string invocation;

	/**
	 * What the manager (or its executor) says the entry is about: UNIT= or USER_UNIT= and
	 * INVOCATION_ID= or USER_INVOCATION_ID=. Set only if the sender is a service manager
	 * (_PID=1, the init.scope of a manager, or an executor inside that very unit).
	 */
	std::string about_unit;
	std::string about_invocation;
	/** Is the sender PID 1, a user manager or its executor? */
	bool from_manager = false;
	/**
	 * Of these: is it the executor, or the service itself made up like it? It reports its own
	 * set-up steps only, never how a process or a job ended.
	 */
	bool from_executor = false;

	/** Sent by the manager; untrusted from anybody else and left empty then. */
	std::string exit_code;
	std::optional<int> exit_status;
	std::string command;
	std::string unit_result;
	std::string job_result;
	std::string executable;
	std::optional<int> error_number;
	std::string config_file;
	std::optional<unsigned> config_line;

	/** From systemd-coredump (sender checked: root or the systemd-coredump user). */
	std::string coredump_unit;
	std::optional<pid_t> coredump_pid;
	std::optional<uid_t> coredump_uid;
	std::optional<int> coredump_signal;
	std::string coredump_comm;
	std::string coredump_exe;
	std::string coredump_cmdline;

	/** Of _TRANSPORT=audit: decimal type such as 1326 and serial number. */
	std::optional<unsigned> audit_type;
	std::string audit_id;

	/** Forget all fields, keep the buffers. */
	void clear() noexcept;
};

} // namespace hardenctl
