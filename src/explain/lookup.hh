// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#pragma once

#include "denial/denial.hh"
#include "knowledge/calls.hh"
#include "knowledge/directive.hh"
#include "knowledge/syscall-groups.hh"
#include "sandbox/operation.hh"
#include "sandbox/settings.hh"

#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

/** What a name means, for a look-up: everything that the tables and the model know around it. */
namespace hardenctl {

struct ImpliedBy {
	Directive directive;
	const Implication *implication;
};

struct DirectiveEntry {
	Directive directive;
	/** The old name that was asked for; empty if it was the current one. */
	std::string_view alias;
	/** What stood behind the "="; may be empty. */
	std::string value;
	std::vector<ImpliedBy> implied_by;
	/** Directives that its texts speak of and that neither imply it nor are implied. */
	std::vector<Directive> related;
};

/** A directive that denies something, by the model. */
struct Cause {
	Directive directive;
	/** The first value that does, of those the record lists; "yes" for booleans. */
	std::string value;
	Answer answer;
	/** Does it hang on the arguments of the call? */
	bool sometimes = false;
};

/** How another version's group of that name differs. */
struct GroupDifference {
	unsigned version;
	/** That version has no such group. */
	bool missing = false;
	std::vector<std::string_view> added;
	std::vector<std::string_view> removed;
};

struct GroupEntry {
	const SyscallGroup *group;
	/** Whose group it is: see group_snapshot(). */
	unsigned version;
	/** Those of its members that are groups. */
	std::vector<const SyscallGroup *> nested;
	/** Groups that name it among their own. */
	std::vector<std::string_view> containers;
	std::vector<GroupDifference> differences;
	/** Directives that deny the whole group by a filter of their own, as ProtectClock= @clock.
	 */
	std::vector<Directive> denied_by;
};

struct ExitStatusEntry {
	int status;
	std::vector<Directive> directives;
};

/** Of a program or a shell, not of systemd. */
struct ProgramStatusEntry {
	int status;
	/** By convention; empty if there is none. */
	std::string_view description;
	/** Of the child that a shell reports so (128 and the signal); 0 if it is none. */
	int signal = 0;
};

/** A row of a record that gives this answer. */
struct AnsweredBy {
	Directive directive;
	const DenialRecord *denial;
};

struct ErrnoEntry {
	int number;
	std::vector<AnsweredBy> answered_by;
};

struct SignalEntry {
	int number;
	std::vector<AnsweredBy> answered_by;
};

struct CapabilityEntry {
	unsigned capability;
	std::vector<PrivilegedCall> calls;
	/** Without CapabilityBoundingSet= itself. */
	std::vector<Cause> dropped_by;
	/** Rows of records that name it. */
	std::vector<AnsweredBy> denials;
};

struct FamilyEntry {
	int family;
	/** Rows of records that name it. */
	std::vector<AnsweredBy> denials;
	/** For IPv4 and IPv6: what else restricts networks. */
	std::vector<Directive> related;
};

struct CallGroups {
	unsigned version;
	/** Smallest first; without @known. */
	std::vector<std::string_view> groups;
};

struct SystemCallEntry {
	std::string call;
	std::vector<CallGroups> groups;
	/** Without SystemCallFilter= itself. */
	std::vector<Cause> denied_by;
	/** nullptr if it needs none. */
	const PrivilegedCall *privilege;
	/** On this machine; nothing if it has no such call. */
	std::optional<int> number;
};

/** What a log line shows that was denied, and directives that deny it so. */
struct LineDenial {
	Denial denial;
	std::vector<Directive> directives;
};

/** A whole line of a log. */
struct LineEntry {
	std::string line;
	std::vector<LineDenial> denials;
	/** "code=killed, status=31/SYS"; empty if it tells none. */
	std::string exit;
};

using LookupEntry = std::variant<DirectiveEntry, GroupEntry, ExitStatusEntry, ErrnoEntry,
	CapabilityEntry, FamilyEntry, SystemCallEntry, SignalEntry, ProgramStatusEntry, LineEntry>;

/**
 * By a directive's name or old name (case, a trailing "=" and a value do not matter), "@group",
 * exit status
 * ("226", "NAMESPACE", "226/NAMESPACE"), errno, capability (with or without CAP_), address family,
 * system call ("chown", "chown(2)") or signal. Where several fit, a directive wins; then what is
 * spelt exactly so: "chown" is a system call, "CHOWN" an exit status; then in that order.
 * @param system whose groups and filters count
 */
std::optional<LookupEntry> look_up_name(std::string_view name, const System &system);

/**
 * As look_up_name(), and what logs and systemd-analyze(1) print: a bare number is an exit status of
 * systemd if there is such a one, else all that it may stand for, the likeliest first: an errno, a
 * signal, 128 and a signal, a system call of this machine, the exit status of a program; with its
 * field it is what that says: "syscall=41", "sig=31", "code=exited, status=226/NAMESPACE".
 * "Read-only file system" is an errno; "~@mount" a group; "SystemCallFilter=~@mount",
 * "RestrictNamespaces_cgroup" and "CapabilityBoundingSet=~CAP_SYS_(NICE|RESOURCE)" checks of
 * systemd-analyze security. Empty if nothing is known.
 */
std::vector<LookupEntry> look_up_names(std::string_view name, const System &system);

DirectiveEntry directive_entry(Directive directive);

/** What was probably meant by a name that look_up_name() does not know. */
std::optional<std::string> suggest_name(std::string_view name, const System &system);

/**
 * Whose groups System::groups() gives: the system's own version, or the newest of
 * syscall_group_versions() that is not newer; the oldest for older ones.
 */
unsigned group_snapshot(const System &system);

} // namespace hardenctl
