// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "advice/limits.hh"

#include "advice/edits.hh"
#include "advice/managed-directory.hh"
#include "base/path.hh"
#include "base/rooted-file.hh"
#include "knowledge/managed-directories.hh"
#include "knowledge/names.hh"
#include "unit/words.hh"

#include <algorithm>
#include <bit>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <linux/capability.h>
#include <span>

namespace hardenctl {

namespace {

/** With one of these a process of root can undo its sandbox, or become another user. */
constexpr unsigned dangerous_capabilities[]{CAP_BPF, CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH,
	CAP_MAC_ADMIN, CAP_MAC_OVERRIDE, CAP_MKNOD, CAP_NET_ADMIN, CAP_PERFMON, CAP_SETFCAP,
	CAP_SETGID, CAP_SETPCAP, CAP_SETUID, CAP_SYS_ADMIN, CAP_SYS_BOOT, CAP_SYS_MODULE,
	CAP_SYS_PTRACE, CAP_SYS_RAWIO, CAP_SYS_TIME};

/** More of them than this are named by the line that gives them. */
constexpr std::size_t max_named = 4;

constexpr std::string_view dangerous_groups[]{
	"@clock", "@debug", "@module", "@mount", "@raw-io", "@reboot", "@swap"};
constexpr std::string_view dangerous_calls[]{"bpf", "ptrace"};

/** Who writes there can run code as root, or change what others run. */
constexpr std::string_view no_write[]{"/boot", "/dev", "/efi", "/etc", "/home", "/proc", "/root",
	"/run/credentials", "/run/dbus", "/run/log", "/run/systemd", "/run/udev", "/run/user",
	"/sys", "/usr", "/var/lib/apt", "/var/lib/containers", "/var/lib/dbus", "/var/lib/docker",
	"/var/lib/dpkg", "/var/lib/machines", "/var/lib/pam", "/var/lib/polkit-1",
	"/var/lib/portables", "/var/lib/private", "/var/lib/rpm", "/var/lib/sudo",
	"/var/lib/systemd", "/var/log/audit", "/var/log/journal", "/var/spool/anacron",
	"/var/spool/cron"};

/** Secrets of others. */
constexpr std::string_view no_read[]{"/etc/gshadow", "/etc/shadow", "/etc/ssh", "/etc/ssl/private",
	"/etc/sudoers", "/etc/sudoers.d", "/home", "/root", "/run/credentials", "/run/user",
	"/var/lib/private", "/var/spool/cron"};

/** Devices that give nothing but what every program has. */
constexpr std::string_view harmless_devices[]{"/dev/fd", "/dev/full", "/dev/log", "/dev/mqueue",
	"/dev/null", "/dev/ptmx", "/dev/pts", "/dev/random", "/dev/shm", "/dev/stderr",
	"/dev/stdin", "/dev/stdout", "/dev/tty", "/dev/urandom", "/dev/zero"};

bool is_below_one_of(std::string_view path, std::span<const std::string_view> places)
{
	return std::ranges::any_of(
		places, [&](std::string_view place) { return path_is_below(path, place); });
}

void add(std::vector<Opening> &out, std::string what, std::string text, bool is_refused = false)
{
	const auto known = std::ranges::find(out, what, &Opening::what);
	if (known == out.end())
		out.push_back({std::move(what), std::move(text), is_refused});
	else
		known->is_refused |= is_refused;
}

using Line = LineParts;

std::vector<std::string> words_of(const Line &line)
{
	return split_words(line.value).value_or(std::vector<std::string>{});
}

// --- users ------------------------------------------------------------------------------------

bool has_directories(const Sandbox &sandbox)
{
	return std::ranges::any_of(
		managed_directory_bases(), [&](const ManagedDirectoryBase &managed) {
			return managed.is_kept && !sandbox.settings().of(managed.directive).empty();
		});
}

void add_users(std::vector<Opening> &out, const Sandbox &before, const Sandbox &after,
	const std::vector<Line> &lines)
{
	const bool was_dynamic = before.settings().has_dynamic_user();
	const bool is_dynamic = after.settings().has_dynamic_user();
	for (const Line &line : lines) {
		const bool is_user = line.directive == Directive::User;
		if (is_user && after.starts_as_root() && !before.starts_as_root())
			add(out, std::string{line.text}, "the service would run as root", true);
		else if (is_user && line.value.empty() && was_dynamic)
			add(out, std::string{line.text}, "the service would run as another user",
				true);
		if (line.directive != Directive::DynamicUser || was_dynamic == is_dynamic)
			continue;
		if (was_dynamic)
			add(out, std::string{line.text},
				"systemd would give its directories to another user", true);
		else
			add(out, std::string{line.text},
				"a user that systemd makes up, who gets the service's directories",
				has_directories(before));
	}
}

// --- capabilities -----------------------------------------------------------------------------

std::string_view line_of(const std::vector<Line> &lines, Directive directive)
{
	const auto found = std::ranges::find(lines, std::optional{directive}, &Line::directive);
	return found == lines.end() ? std::string_view{} : found->text;
}

void add_capabilities(std::vector<Opening> &out, const Sandbox &before, const Sandbox &after,
	const std::vector<Line> &lines)
{
	const CapabilitySet &had = before.capabilities();
	const CapabilitySet &has = after.capabilities();
	const std::uint64_t gained =
		(has.bounding() & ~had.bounding()) | (has.ambient() & ~had.ambient());
	std::vector<Opening> named;
	for (const unsigned capability : dangerous_capabilities)
		if (gained >> capability & 1)
			add(named, std::string{capability_name(capability)},
				std::string{capability_description(capability)});
	const std::string_view line = line_of(lines, Directive::CapabilityBoundingSet);
	if (named.size() <= max_named || line.empty())
		for (const Opening &opening : named)
			add(out, opening.what, opening.text);
	else
		add(out, std::string{line},
			fmt::format("{} more capabilities, {} among them", std::popcount(gained),
				named.front().what));
}

// --- system calls -----------------------------------------------------------------------------

bool is_dangerous_call(std::string_view call, const System &system)
{
	if (std::ranges::find(dangerous_calls, call) != std::end(dangerous_calls))
		return true;
	return std::ranges::any_of(dangerous_groups, [&](std::string_view name) {
		const SyscallGroup *group = system.find_group(name);
		return group && std::ranges::binary_search(group->calls, call);
	});
}

/** "@mount" stands for its calls, another word for itself. */
std::span<const std::string_view> calls_behind(const std::string_view &word, const System &system)
{
	if (const SyscallGroup *group = system.find_group(word))
		return group->calls;
	return {&word, 1};
}

void add_calls(std::vector<Opening> &out, const Sandbox &before, const Sandbox &after,
	const std::vector<Line> &lines)
{
	const System &system = after.system();
	for (const Line &line : lines) {
		if (line.directive != Directive::SystemCallFilter)
			continue;
		for (const std::string &word : words_of(line)) {
			const auto name = std::string_view{word}.substr(0, word.find(':'));
			std::vector<std::string_view> gained;
			for (const std::string_view call : calls_behind(name, system))
				if (is_dangerous_call(call, system) &&
					before.filter().refuses(call) &&
					!after.filter().refuses(call))
					gained.push_back(call);
			if (gained.empty())
				continue;
			const bool more = gained.size() > max_named;
			gained.resize(std::min(gained.size(), max_named));
			add(out, std::string{name},
				fmt::format("the system calls {}{}", fmt::join(gained, ", "),
					more ? ", …" : ""));
		}
	}
}

// --- paths ------------------------------------------------------------------------------------

bool is_path_line(const Line &line)
{
	if (!line.directive)
		return false;
	const ValueType type = record(*line.directive).type;
	return type == ValueType::PathList || type == ValueType::BindList;
}

/** Where an edit may open something: all places of the lists, and all that lists of paths name. */
std::vector<std::string> places_to_probe(
	const Sandbox &before, const Sandbox &after, const std::vector<Line> &lines)
{
	std::vector<std::string> places;
	for (const Line &line : lines)
		if (is_path_line(line))
			for (const std::string &word : words_of(line))
				places.push_back(list_path(word.substr(0, word.find(':'))));
	for (const Sandbox *sandbox : {&before, &after})
		for (const PathRule &rule : sandbox->paths().rules())
			places.push_back(rule.path);
	for (const std::string_view place : no_write)
		places.emplace_back(place);
	for (const std::string_view place : no_read)
		places.emplace_back(place);
	return places;
}

/** A directory of /etc that already belongs to the service's own user. */
bool is_own_configuration(
	const Sandbox &sandbox, const std::optional<std::string> &tree, std::string_view path)
{
	if (!tree || !path_is_below(path, "/etc") || sandbox.starts_as_root())
		return false;
	const auto owner = owner_of_service(sandbox, *tree);
	const auto status = lstat_in_root(*tree, std::string{path});
	return owner && owner->uid != 0 && status && S_ISDIR(status->st_mode) &&
	       status->st_uid == owner->uid && status->st_gid == owner->gid;
}

void add_paths(std::vector<Opening> &out, const Sandbox &before, const Sandbox &after,
	const std::vector<Line> &lines, const std::optional<std::string> &tree)
{
	for (const std::string &place : places_to_probe(before, after, lines)) {
		const Reach was = reach_of(before, place);
		const Reach is = reach_of(after, place);
		if (was == is || is == Reach::Hidden)
			continue;
		const bool writes = is == Reach::Writable && is_below_one_of(place, no_write) &&
				    !is_below_one_of(place, harmless_devices) &&
				    !is_own_configuration(after, tree, place);
		const bool reads = was == Reach::Hidden && is_below_one_of(place, no_read);
		if (writes)
			add(out, place, fmt::format("writing to {}", place));
		else if (reads)
			add(out, place, fmt::format("reading {}", place));
	}
}

/** Where a symbolic link leads, systemd goes, too. */
void add_links(std::vector<Opening> &out, const std::vector<Line> &lines,
	const std::optional<std::string> &tree)
{
	if (!tree)
		return;
	for (const Line &line : lines) {
		if (!is_path_line(line))
			continue;
		for (const std::string &word : words_of(line)) {
			const std::string path = list_path(word.substr(0, word.find(':')));
			const auto real = resolve_in_root(*tree, path);
			if (real && canonical_path(*real) != path)
				add(out, path, fmt::format("a symbolic link to {}", *real));
			else if (path_is_below(path, "/proc") && !path_is_below(path, "/proc/sys"))
				add(out, path, "what processes have open");
		}
	}
}

void add_devices(std::vector<Opening> &out, const std::vector<Line> &lines)
{
	for (const Line &line : lines) {
		if (line.directive != Directive::DeviceAllow)
			continue;
		const auto words = words_of(line);
		if (!words.empty() && !is_below_one_of(words.front(), harmless_devices))
			add(out, words.front(), fmt::format("the device {}", words.front()));
	}
}

// --- directives -------------------------------------------------------------------------------

/** What gives up more than a value: in each case a person decides. */
void add_switches(std::vector<Opening> &out, const Sandbox &before, const Sandbox &after,
	const std::vector<Line> &lines)
{
	struct Row {
		Directive directive;
		std::string_view text;
		/** Only of a service that starts as root. */
		bool of_root;
	};
	static constexpr Row rows[]{
		{Directive::NoNewPrivileges, "privileges of set-user-ID programs", false},
		{Directive::PrivateUsers, "root's privileges outside of a user namespace", true},
		{Directive::ProtectHome, "the homes of all users", false},
		{Directive::ProtectSystem, "writing to system directories", false},
	};
	for (const Row &row : rows) {
		const std::string_view line = line_of(lines, row.directive);
		const bool is_off = before.settings().is_on(row.directive) &&
				    !after.settings().is_on(row.directive);
		if (!line.empty() && is_off && (!row.of_root || after.starts_as_root()))
			add(out, std::string{line}, std::string{row.text});
	}
}

std::vector<Opening> openings_of(const Sandbox &before, const Sandbox &after,
	const std::vector<std::string> &lines, const std::optional<std::string> &file_tree)
{
	const std::vector<Line> parts = split_lines(lines);
	std::vector<Opening> openings;
	add_users(openings, before, after, parts);
	add_capabilities(openings, before, after, parts);
	add_calls(openings, before, after, parts);
	add_paths(openings, before, after, parts, file_tree);
	add_links(openings, parts, file_tree);
	add_devices(openings, parts);
	add_switches(openings, before, after, parts);
	return openings;
}

} // namespace

Reach reach_of(const Sandbox &sandbox, std::string_view path)
{
	const PathRule *rule = sandbox.paths().rule_for(path);
	if (!rule)
		return Reach::Writable;
	switch (rule->view) {
	case MountView::Writable:
	case MountView::Shown:
	case MountView::Replaced:
		return Reach::Writable;
	case MountView::ReadOnly:
	case MountView::ShownReadOnly:
	case MountView::ReplacedReadOnly:
		return Reach::Readable;
	case MountView::Empty:
	case MountView::EmptyReadOnly:
	case MountView::PrivateDevices:
	case MountView::ProcessesOnly:
	case MountView::Inaccessible:
		break;
	}
	return Reach::Hidden;
}

std::vector<std::string_view> guarded_places_below(std::string_view directory)
{
	std::vector<std::string_view> places;
	for (const std::string_view place : no_write)
		if (place != directory && path_is_below(place, directory))
			places.push_back(place);
	return places;
}

void set_openings(Edit &edit, const Sandbox &before, const Sandbox &after,
	const std::optional<std::string> &file_tree)
{
	edit.openings = openings_of(before, after, edit.lines, file_tree);
	if (edit.scope == Scope::Narrowest) {
		const bool is_guess = edit.purpose && edit.purpose->denial.tie_is_guess &&
				      edit.purpose->denial.source != Source::Kernel;
		if (is_guess && edit.openings.empty())
			add(edit.openings, edit.lines.front(),
				"what a line without a unit asks for");
		return;
	}
	std::erase_if(edit.openings, [](const Opening &opening) { return !opening.is_refused; });
	const auto wide = std::ranges::find_if(
		edit.lines, [](const std::string &line) { return !line.ends_with('='); });
	add(edit.openings, wide == edit.lines.end() ? edit.lines.front() : *wide, edit.why);
}

bool has_refused(const std::vector<Opening> &openings)
{
	return std::ranges::any_of(openings, &Opening::is_refused);
}

std::vector<Opening> openings_of_all(const std::vector<Edit> &edits)
{
	std::vector<Opening> openings;
	for (const Edit &edit : edits)
		for (const Opening &opening : edit.openings)
			add(openings, opening.what, opening.text, opening.is_refused);
	return openings;
}

} // namespace hardenctl
