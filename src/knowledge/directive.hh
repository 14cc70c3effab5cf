// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#pragma once

#include "knowledge/directive-id.hh" // generated: enum class Directive, one per record
#include "knowledge/operation-kind.hh"

#include <cstdint>
#include <limits>
#include <optional>
#include <span>
#include <string_view>

namespace hardenctl {

/** Of which the records hold; it stands in for an unknown version. */
inline constexpr unsigned newest_known_systemd = 262;

enum class ValueType {
	Boolean,
	/** One of `values` (a boolean may be among them: no, yes). */
	Enum,
	String,
	/** One absolute path, or empty. */
	Path,
	/** Words, quoted by systemd's rules; paths may carry "-" and "+". */
	PathList,
	/** SRC[:DST[:OPTIONS]] words. */
	BindList,
	/** Words. */
	List,
	/** Words with an optional leading ~: capabilities, families, namespaces. */
	InvertibleList,
	/** As InvertibleList with @groups and :errno. */
	SystemCallList,
	/** soft[:hard], sizes and times with suffixes, infinity. */
	Limit,
	/** A number, size, percentage or infinity. */
	Number,
	/** An octal mode. */
	Mode,
};

/** What a value, or each word of it, names, where `type` does not say it. */
enum class Holds {
	Anything,
	AddressFamily,
	/** "10.0.0.0/8", "localhost" */
	AddressPrefix,
	Architecture,
	/** "ipv6:tcp:1000-2000", "any" */
	BindRule,
	Bytes,
	Capability,
	/** Resource controllers, or a boolean. */
	Controller,
	/** ID:PATH or ID:DATA; one of the same ID replaces it. */
	Credential,
	/** "/dev/null rw", "char-pts" */
	Device,
	/** A path or "~", which may be missing after "-". */
	DirectoryOrHome,
	Errno,
	FileSystem,
	Group,
	Microseconds,
	/** PATH[:OPTIONS], where other binds have SRC[:DST]. */
	MountPoint,
	/** Kinds of namespaces, or a boolean. */
	Namespace,
	/** "+5" is a nice level, "25" what the kernel counts. */
	NiceLevel,
	/** Bytes, a share, or a boolean. */
	Quota,
	Seconds,
	Tasks,
	User,
};

/** What repeated assignments do; source: systemd's load-fragment.c. */
enum class Merge {
	/** The last valid one counts; an empty value is an error and ignored. */
	Last,
	/** The last valid one counts; an empty value goes back to the default. */
	LastOrReset,
	/** All count; an empty value forgets those before it. */
	Append,
	/** Order-sensitive: each adds to or takes from what stands; empty forgets all. */
	Invertible,
};

/** How a directive denies. Each is handled in sandbox/. */
enum class Mechanism {
	/** The program's view of the file tree: read-only, hidden, replaced. */
	Mounts,
	SeccompKill,
	SeccompErrno,
	Capabilities,
	Credentials,
	NoNewPrivileges,
	MemoryProtection,
	NetworkNamespace,
	UserNamespace,
	PidNamespace,
	IpcNamespace,
	UtsNamespace,
	CgroupNamespace,
	BpfDevice,
	BpfNetwork,
	BpfSocketBind,
	BpfFileSystem,
	ResourceLimit,
	CgroupLimit,
	/** Set-up step of the manager that can fail: credentials, directories, files. */
	Setup,
	LsmLabel,
	Personality,
	Scheduling,
	Keyring,
	Other,
};

/** When an implication holds, for the model; Implication::condition says it in words. */
enum class ImpliedWhen {
	Always,
	/** The unit does not set the implied directive itself, or to "no" or "auto" only. */
	Unset,
	/** The manager lacks CAP_SYS_ADMIN (user managers); up to 254 also with User=. */
	Unprivileged,
	/** DevicePolicy= or DeviceAllow= is set, or implied. */
	DevicePolicy,
};

/** "Setting A brings B with it": PrivateDevices= and DevicePolicy=closed. */
struct Implication {
	Directive directive;
	std::string_view value;
	ImpliedWhen when;
	/** The value that A must have; empty for any that switches it on. */
	std::string_view from;
	/** systemd versions, both inclusive; 0 for no bound. */
	unsigned since;
	unsigned until;
	/** In words; empty if it always holds. */
	std::string_view condition;
};

struct ValueRecord {
	std::string_view value;
	/** First systemd version that knows it. */
	unsigned since;
	std::string_view meaning;
};

/** One thing that is denied and how that looks. */
struct DenialRecord {
	std::string_view operation;
	/** "EROFS", "SIGSYS"; empty if it just does nothing. */
	std::string_view answer;
	/** What the log shows, a real line where there is one; empty if there is no trace. */
	std::string_view trace;
};

/** What a service finds at a path. Executed by PathView. */
struct MountRow {
	std::string_view path;
	MountView view;
	/** With these values only; with each that switches the directive on if empty. */
	std::span<const std::string_view> values;
};

/**
 * What fails while the directive is on. Executed by Sandbox::predict(). A directive
 * that installs a filter of whole calls has an implied SystemCallFilter= instead.
 */
struct RefusalRow {
	/** SystemCall: whatever ends in one of `calls`. */
	OperationKind kind;
	std::span<const std::string_view> calls;
	/** For Resource: which. */
	std::string_view resource;
	Answer answer;
	/** Above 0, at most 1: how often such an operation ends so. */
	double likelihood;
	/** The first version of systemd in which it does; 0: in all. */
	unsigned since;
};

/** Running into a limit, and how small its value must be to be the likely cause. */
struct LimitRow {
	/** As Operation::resource. */
	std::string_view resource;
	Answer answer;
	/** In the directive's unit. At or below: as good as sure. */
	std::uint64_t tight;
	/** Above: hardly any program runs into it. */
	std::uint64_t ample;
};

/** How much a service that is tightened may lose, least first. */
enum class TightenLevel {
	/** Nothing that a use of a program of this kind needs, seen or not. */
	Safe,
	/** What programs of this kind hardly ever need. */
	Balanced,
	/** All that was not seen to be needed. */
	Strict,
};

/** A value that is worth a try where nothing speaks against it. Executed by advise_tightening(). */
struct ProposalRow {
	std::string_view value;
	/** Would a running process show that it needs what this takes away? */
	bool shows;
	/** What speaks for it where nothing speaks against it: one sentence without its full stop.
	 */
	std::string_view reason;
	/** Of a service without privileges that runs no programs but its own. */
	TightenLevel level;
	/** Of one that starts as root, or may use one of `functions`: which is not so if all its
	 * programs and libraries were read and none refers to one. */
	TightenLevel level_as_root;
	/** Of one that runs programs of others: by a shell, or as an interpreter. */
	TightenLevel level_with_programs;
	/** Functions of C libraries whose use this denies; sorted. A program that refers to one
	 * makes it strict, unless it runs programs of others. Empty: none tells. */
	std::span<const std::string_view> functions;
};

struct LooseningRecord {
	/**
	 * Template: lines of a drop-in below [Service], or below the section that it names itself.
	 * To fill in: {path}, {syscall}, {capability}, {family}, {device}, {name} (of a directory
	 * below /var/lib and its like), and other words in braces, which a person chooses.
	 */
	std::string_view edit;
	std::string_view when;
};

struct BreakageRecord {
	/** "JIT", "setuid helper", "monitoring agent". */
	std::string_view program_class;
	std::string_view what;
};

/** How the badness of a row comes about; systemd's analyze-security.c of 252 to 262. */
enum class ExposureCheck {
	/** 1 unless the directive is on. */
	Switch,
	/** By its value: `badness`. */
	Value,
	/** `of` has capabilities; 1 if the bounding set has any of them. */
	Capabilities,
	/** `of` has address families, or is empty for those that no other row names. */
	Families,
	/** `of` is a kind of namespace. */
	Namespace,
	/** `of` is a group of system calls. */
	Syscalls,
	User,
	SupplementaryGroups,
	RemoveIpc,
	PrivateMounts,
	Root,
	UMask,
	Delegate,
	Architectures,
	IpAddresses,
	Devices,
	AmbientCapabilities,
};

struct ValueBadness {
	/** Empty for all that are not listed. */
	std::string_view value;
	unsigned badness;
};

/** A row of systemd-analyze security; see exposure.hh in advice/ for the formula. */
struct ExposureRecord {
	std::string_view json_field;
	unsigned weight;
	unsigned range;
	ExposureCheck check;
	/** What it checks for. */
	std::string_view of;
	std::span<const ValueBadness> badness;
	/** Does it apply with DefaultDependencies=yes only? */
	bool default_dependencies;
	/** First systemd version that has the row; CAP_BPF: 255 and updates of 252 to 254. */
	unsigned since;
};

/**
 * All that is known of a directive, generated at build time from directives/NAME.toml. Sources:
 * systemd.exec(5), systemd.resource-control(5), systemd's source, runs on 252, 257 and 262.
 */
struct DirectiveRecord {
	Directive id;
	std::string_view name;
	std::string_view section;
	std::string_view manual;
	/** First systemd version that has it. */
	unsigned since;
	ValueType type;
	Merge merge;
	/** The value that a missing line stands for, in words where no value says it ("unset"). */
	std::string_view default_value;
	std::string_view bus_property;
	std::span<const std::string_view> aliases;
	std::span<const ValueRecord> values;
	std::span<const Mechanism> mechanisms;
	std::span<const Implication> implies;
	std::span<const DenialRecord> denies;
	/** Exit statuses 200 to 246 that its set-up can end with. */
	std::span<const unsigned> exit_statuses;
	/** Narrowest first. If the directive restricts anything, the last one switches it off. */
	std::span<const LooseningRecord> loosen;
	std::span<const BreakageRecord> breaks;
	std::span<const ExposureRecord> exposure;
	/** One line. */
	std::string_view summary;
	/** Plain words, paragraphs separated by an empty line. */
	std::string_view description;
	/** What systemd and the kernel need, and what happens where that is missing. */
	std::string_view needs;
	std::string_view user_manager;
	std::string_view tighten;
	/** Does it restrict, or only configure (a list of exceptions, a directory to create)? */
	bool restricts;
	std::span<const MountRow> mounts;
	std::span<const RefusalRow> refuses;
	std::span<const LimitRow> limits;
	/** The strictest value first. */
	std::span<const ProposalRow> proposals;
	/** Of a list: the value that denies most whatever the operation is; may be the empty one.
	 */
	std::optional<std::string_view> strictest;
	/** Below which the directive manages directories: "/var/lib"; empty for all others. */
	std::string_view base;
	/** In a drop-in that is written, in the manuals' order from 1; 0 if none is proposed. */
	unsigned place;
	/** For FooDirectoryMode= and FooDirectoryQuota= the FooDirectory= they belong to; for all
	 * others the directive itself. */
	Directive directory;
	Holds holds;
	/** Between the parts of an entry, which the bus has apart. */
	std::string_view separator;
	/** What the bus has for "yes"; empty if it has "yes". */
	std::string_view bus_yes;
	/** How often public bug reports name it as the culprit, the most frequent one being 1. */
	double reported;
	/** What a value is made of, in words, where type and values do not say it; may be empty. */
	std::string_view takes;
	/** A value as most units that set it have it. */
	std::string_view example;
	/** Lines of a drop-in that switch it off, if it restricts. */
	std::span<const std::string_view> off;
	/** Values that deny less and are not off, the strongest first. */
	std::span<const std::string_view> weaker;
	/** Of numbers. */
	std::int64_t least = 0;
	std::int64_t most = std::numeric_limits<std::int64_t>::max();
	/** Of what makes paths read-only: the list that makes some of them writable again. */
	std::optional<Directive> writable_by;
	/** Does each line deny something of its own? */
	bool denies_by_line = false;
	/** Does a bad value keep the unit from loading, for fear of running it with too many
	 * rights? */
	bool fatal = false;
	/** Whose user, group or files are the service's? Without it, it is another service. */
	bool identity = false;
	/** Does the manager show a default of its own, so that "not set" cannot be told from it? */
	bool manager_default = false;
	/** Does the manager keep the value to itself, or show it in another form? */
	bool not_on_bus = false;
	/** Is a line of the list taken as it is, without quotes? */
	bool unquoted = false;
};

/** In the order of the enum, which is alphabetical by name. */
std::span<const DirectiveRecord> directive_records() noexcept;

const DirectiveRecord &record(Directive directive) noexcept;

std::string_view name(Directive directive) noexcept;

/** As in the records; stable. */
std::string_view name(ValueType value) noexcept;
std::string_view name(Merge value) noexcept;
std::string_view name(Mechanism value) noexcept;
std::string_view name(ImpliedWhen value) noexcept;
std::string_view name(TightenLevel value) noexcept;

/** By its exact name or an old name (ReadWriteDirectories=), without "=". */
std::optional<Directive> find_directive(std::string_view name) noexcept;

} // namespace hardenctl
