// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "advice/tighten-rules.hh"

#include "base/text.hh"
#include "knowledge/calls.hh"
#include "knowledge/names.hh"

#include <algorithm>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <linux/capability.h>
#include <set>
#include <sys/socket.h>

namespace hardenctl {

namespace {

constexpr std::uint16_t first_unprivileged_port = 1024;

constexpr std::uint64_t bit(unsigned capability) noexcept
{
	return std::uint64_t{1} << capability;
}

/**
 * Who uses one of these holds it for good, or has a socket, a device or a thread that shows it; and
 * few services do.
 */
constexpr std::uint64_t unusual =
	bit(CAP_LINUX_IMMUTABLE) | bit(CAP_NET_ADMIN) | bit(CAP_NET_RAW) | bit(CAP_SYS_MODULE) |
	bit(CAP_SYS_RAWIO) | bit(CAP_SYS_PTRACE) | bit(CAP_SYS_PACCT) | bit(CAP_SYS_BOOT) |
	bit(CAP_SYS_TIME) | bit(CAP_SYS_TTY_CONFIG) | bit(CAP_MKNOD) | bit(CAP_LEASE) |
	bit(CAP_AUDIT_CONTROL) | bit(CAP_AUDIT_READ) | bit(CAP_MAC_OVERRIDE) | bit(CAP_MAC_ADMIN) |
	bit(CAP_SYS_ADMIN) | bit(CAP_SYSLOG) | bit(CAP_WAKE_ALARM) | bit(CAP_BLOCK_SUSPEND) |
	bit(CAP_PERFMON) | bit(CAP_BPF) | bit(CAP_CHECKPOINT_RESTORE) | bit(CAP_IPC_OWNER);

std::string in_words(std::uint64_t capabilities)
{
	std::vector<std::string_view> names;
	for (unsigned capability = 0; capability < capability_count; capability++)
		if (capabilities & bit(capability))
			names.push_back(capability_name(capability));
	return fmt::format("{}", fmt::join(names, " "));
}

/** Neither none nor all: what a program keeps, it keeps on purpose. */
std::uint64_t kept(const ProcessSeen &process) noexcept
{
	const std::uint64_t held = process.capabilities.effective & all_capabilities;
	return held == (process.capabilities.bounding & all_capabilities) ? 0 : held;
}

std::uint64_t of_sockets(const ProcessSeen &process) noexcept
{
	std::uint64_t needed = 0;
	for (const OpenSocket &socket : process.sockets) {
		if (socket.protocol == "raw" || socket.family == AF_PACKET)
			needed |= bit(CAP_NET_RAW);
		if (socket.listening && socket.port && *socket.port < first_unprivileged_port)
			needed |= bit(CAP_NET_BIND_SERVICE);
	}
	return needed;
}

/** A master that switches users also ends the workers and hands files over to them. */
std::uint64_t of_users(const ProcessSeen &process, bool starts_as_root) noexcept
{
	if (!starts_as_root || (process.uid == 0 && process.effective_uid == 0))
		return 0;
	return bit(CAP_SETUID) | bit(CAP_SETGID) | bit(CAP_KILL) | bit(CAP_CHOWN) |
	       bit(CAP_DAC_OVERRIDE);
}

std::uint64_t of_state(const ProcessSeen &process) noexcept
{
	std::uint64_t needed = 0;
	if (process.realtime || process.nice < 0)
		needed |= bit(CAP_SYS_NICE);
	if (process.locked_memory != 0)
		needed |= bit(CAP_IPC_LOCK);
	if (!process.root.empty() && process.root != "/")
		needed |= bit(CAP_SYS_CHROOT);
	return needed;
}

/** What it has open, or wanted to. */
std::uint64_t of_observation(const Observation &observation) noexcept
{
	const Operation &operation = observation.operation;
	if (operation.capability)
		return bit(*operation.capability);
	/* namespaces(7) */
	if (!operation.name_space.empty() && operation.name_space != "user" &&
		!observation.without_capability)
		return bit(CAP_SYS_ADMIN);
	const auto capability = capability_of_file(operation.path);
	return capability ? bit(*capability) : 0;
}

/** In lines that fit a screen; each takes away from what stands. */
std::vector<std::string> taken_away(std::uint64_t capabilities)
{
	constexpr std::size_t width = 96;
	std::vector<std::string> lines;
	const std::string words = in_words(capabilities);
	for (const std::string_view word : split_blanks(words))
		if (lines.empty() || lines.back().size() + 1 + word.size() > width)
			lines.push_back(fmt::format("CapabilityBoundingSet=~{}", word));
		else
			lines.back() += fmt::format(" {}", word);
	return lines;
}

/** The first assignment that is no "~" replaces the default; later ones only add. */
std::vector<std::string> bounding_lines(const std::string &value, bool reset)
{
	if (reset && !value.empty())
		return {"CapabilityBoundingSet=", "CapabilityBoundingSet=" + value};
	return {"CapabilityBoundingSet=" + value};
}

bool has_privileged_program(const RuntimeFacts &runtime) noexcept
{
	return std::ranges::any_of(runtime.programs, [](const ProgramSeen &program) {
		return program.set_id || program.file_capabilities;
	});
}

} // namespace

bool is_without_privileges(const TightenCase &unit) noexcept
{
	const bool powerless =
		std::ranges::none_of(unit.runtime.processes, [](const ProcessSeen &process) {
			return process.capabilities.permitted != 0 || process.effective_uid == 0;
		});
	const Settings &settings = unit.sandbox.settings();
	const bool locked = settings.is_on(Directive::NoNewPrivileges) ||
			    unit.sandbox.capabilities().bounding() == 0;
	return powerless && locked && !unit.kind.starts_privileged &&
	       unit.sandbox.capabilities().ambient() == 0 && !has_privileged_program(unit.runtime);
}

/** Of calls that its programs name, of which some work with that capability alone. */
static std::uint64_t of_functions(const RuntimeFacts &runtime) noexcept
{
	std::uint64_t needed = 0;
	for (const ProgramSeen &program : runtime.programs)
		for (const std::string &function : program.functions.names)
			if (const PrivilegedCall *call = find_privileged_call(function))
				needed |= bit(call->capability);
	return needed;
}

/**
 * Of these, no system call has the name. Who chooses capabilities or talks to the kernel by netlink
 * may need them by its configuration, and ping(8) has one by its file.
 */
static std::uint64_t of_network(const TightenCase &unit) noexcept
{
	std::uint64_t needed = 0;
	for (const ProgramSeen &program : unit.runtime.programs)
		if (program.functions.sets_capabilities)
			needed |= bit(CAP_NET_ADMIN) | bit(CAP_NET_RAW);
	for (const ProcessSeen &process : unit.runtime.processes)
		for (const OpenSocket &socket : process.sockets)
			if (socket.family == AF_NETLINK)
				needed |= bit(CAP_NET_ADMIN);
	if (!unit.kind.programs.empty())
		needed |= bit(CAP_NET_RAW);
	return needed;
}

std::uint64_t capabilities_seen(const TightenCase &unit) noexcept
{
	std::uint64_t seen = unit.sandbox.capabilities().ambient();
	const bool as_root = unit.kind.starts_privileged;
	for (const ProcessSeen &process : unit.runtime.processes)
		seen |= kept(process) | of_sockets(process) | of_users(process, as_root) |
			of_state(process);
	for (const Observation &observation : unit.observations)
		seen |= of_observation(observation);
	return seen & unit.sandbox.capabilities().bounding();
}

static void propose_for_unprivileged(const TightenCase &unit, std::vector<Candidate> &out)
{
	const std::uint64_t seen = capabilities_seen(unit);
	const bool proven = is_without_privileges(unit) && seen == 0;
	out.push_back({
		.directive = Directive::CapabilityBoundingSet,
		.lines = bounding_lines(in_words(seen), seen != 0),
		.support = proven ? Support::Harmless : Support::Supported,
		.level = !unit.kind.programs.empty() ? TightenLevel::Strict
			 : proven                    ? TightenLevel::Safe
						     : TightenLevel::Balanced,
		.reason = proven      ? "no process of it can get any capability"
			  : seen == 0 ? "it is started without privileges and no process has any"
				      : "it has and keeps no others",
	});
}

/** What the unit lists, somebody knew it to need; what it takes away, or others do, is no list. */
static bool lists_capabilities(const Settings &settings)
{
	return std::ranges::any_of(settings.all(), [](const Setting &setting) {
		const Assignment &set = setting.assignment;
		return set.directive == Directive::CapabilityBoundingSet && !setting.implied_by &&
		       !set.value.starts_with('~');
	});
}

void propose_capabilities(const TightenCase &unit, std::vector<Candidate> &out)
{
	const std::uint64_t bounding = unit.sandbox.capabilities().bounding();
	const std::uint64_t seen = capabilities_seen(unit);
	if (bounding == 0 || bounding == seen)
		return;
	if (!unit.kind.starts_privileged)
		propose_for_unprivileged(unit, out);
	const bool is_set = !unit.sandbox.settings().of(Directive::CapabilityBoundingSet).empty();
	std::uint64_t drop = lists_capabilities(unit.sandbox.settings())
				     ? 0
				     : bounding & unusual & ~seen & ~of_functions(unit.runtime);
	drop &= ~of_network(unit);
	/* who runs no programs gets none anyway */
	const bool may_gain = unit.kind.starts_privileged || !unit.kind.programs.empty();
	if (drop != 0 && may_gain)
		out.push_back({
			.directive = Directive::CapabilityBoundingSet,
			.lines = taken_away(drop),
			.support = Support::Supported,
			.level = TightenLevel::Balanced,
			.reason =
				fmt::format("no process was seen to use one of these; it keeps {}",
					in_words(bounding & ~drop)),
		});
	if (!unit.kind.starts_privileged)
		return;
	out.push_back({
		.directive = Directive::CapabilityBoundingSet,
		.lines = bounding_lines(in_words(seen), is_set || drop != 0),
		.support = Support::Trial,
		.reason = seen == 0 ? "nothing that it holds needs a capability"
				    : "what it holds needs these and no others",
	});
}

/** Clients and resolvers need both Internet families, and the C library asks by netlink. */
static std::vector<int> families_for(const TightenCase &unit, bool &unknown)
{
	std::vector<int> families{AF_UNIX}; /* the journal and the name service */
	const auto add = [&](int family) {
		if (std::ranges::find(families, family) == families.end())
			families.push_back(family);
	};
	for (const ProcessSeen &process : unit.runtime.processes)
		for (const OpenSocket &socket : process.sockets) {
			unknown |= !socket.family;
			if (socket.family == AF_INET || socket.family == AF_INET6) {
				add(AF_INET);
				add(AF_INET6);
			} else if (socket.family)
				add(*socket.family);
		}
	for (const Observation &observation : unit.observations)
		if (observation.operation.kind == OperationKind::Socket &&
			observation.operation.family)
			add(*observation.operation.family);
	return families;
}

static Candidate family_candidate(const std::vector<int> &families, bool with_netlink)
{
	std::vector<std::string_view> names;
	for (const int family : families)
		if (family != AF_NETLINK || with_netlink)
			names.push_back(family_name(family));
	if (with_netlink && std::ranges::find(families, AF_NETLINK) == families.end())
		names.push_back(family_name(AF_NETLINK));
	return {.directive = Directive::RestrictAddressFamilies,
		.lines = {fmt::format("RestrictAddressFamilies={}", fmt::join(names, " "))}};
}

static void propose_families_seen(const TightenCase &unit, std::vector<Candidate> &out)
{
	bool unknown = false;
	const std::vector<int> families = families_for(unit, unknown);
	Candidate wide = family_candidate(families, true);
	wide.support =
		unknown || unit.runtime.processes.empty() ? Support::Trial : Support::Supported;
	wide.reason = unknown ? "it has a socket that the kernel gives no family for"
			      : "no other socket is open; AF_UNIX is for the log, AF_NETLINK for "
				"looking up addresses";
	out.push_back(wide);
	if (std::ranges::find(families, AF_NETLINK) != families.end() || unknown)
		return;
	Candidate narrow = family_candidate(families, false);
	if (wide.support != Support::Trial) /* an allow-list only grows */
		narrow.lines.insert(narrow.lines.begin(), "RestrictAddressFamilies=");
	narrow.reason = "no other socket is open; the C library may want AF_NETLINK for a moment";
	out.push_back(narrow);
}

void propose_namespaces(const TightenCase &unit, std::vector<Candidate> &out)
{
	if (!unit.sandbox.settings().of(Directive::RestrictNamespaces).empty())
		return;
	std::set<std::string_view> kinds;
	for (const Observation &observation : unit.observations)
		if (!observation.operation.name_space.empty())
			kinds.insert(observation.operation.name_space);
	if (kinds.empty())
		return;
	out.push_back({
		.directive = Directive::RestrictNamespaces,
		.lines = {fmt::format("RestrictNamespaces={}", fmt::join(kinds, " "))},
		.support = Support::Supported,
		.level = level_of(record(Directive::RestrictNamespaces).proposals.front(),
			unit.kind, unit.runtime),
		.reason = "no process has made a namespace of another kind",
	});
}

void propose_families(const TightenCase &unit, std::vector<Candidate> &out)
{
	if (!unit.sandbox.settings().of(Directive::RestrictAddressFamilies).empty())
		return;
	if (unit.level == TightenLevel::Strict)
		return propose_families_seen(unit, out);
	bool unknown = false;
	std::vector<int> families = families_for(unit, unknown);
	for (const int family : {AF_INET, AF_INET6})
		if (std::ranges::find(families, family) == families.end())
			families.push_back(family);
	Candidate usual = family_candidate(families, true);
	usual.support =
		unknown || unit.runtime.processes.empty() ? Support::Trial : Support::Supported;
	usual.level = usual_level(unit.kind);
	usual.reason = "what services usually have (AF_NETLINK to resolve names and list "
		       "interfaces), and what it has open";
	out.push_back(std::move(usual));
}

} // namespace hardenctl
