// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "advice/edit-proposals.hh"

#include "advice/limits.hh"
#include "advice/managed-directory.hh"
#include "advice/rotated-file.hh"
#include "base/path.hh"
#include "base/rooted-file.hh"
#include "unit/words.hh"

#include <algorithm>
#include <fmt/format.h>

namespace hardenctl {

namespace {

/** The loader, libraries, the interpreter of a script: where its own path is not covered, one of
 * these is. */
constexpr std::string_view program_parts[]{
	"/usr/lib/x86_64-linux-gnu", "/usr/lib64", "/usr/lib", "/usr/bin"};

/** A read-only mount does not stop connect(2). */
bool only_reads(const Operation &operation) noexcept
{
	return operation.access == Access::Read || operation.access == Access::Execute ||
	       operation.kind == OperationKind::Execute || operation.kind == OperationKind::Connect;
}

/** What of a hidden tree the service must see: what it had before, so the thing itself; sockets are
 * made anew by their servers, and who writes needs the directory. */
std::string shown_target(const RepairCase &repair)
{
	const Operation &operation = repair.denial.operation;
	const std::string path = canonical_path(operation.path);
	const std::string parent{parent_path(path)};
	if (operation.kind == OperationKind::Connect)
		return is_shared_directory(parent) ? path : parent;
	return only_reads(operation) || operation.access == Access::Unknown
		       ? path
		       : writable_target(repair);
}

std::string forgiving(const std::string &path)
{
	return quote_word("-" + path);
}

/** The entry of the list that covers the path: the one to take out. */
std::string covering_entry(const RepairCase &repair, const std::string &path)
{
	std::string best;
	for (const std::string &word :
		split_words(repair.through.value).value_or(std::vector<std::string>{})) {
		const std::string entry = list_path(word.substr(0, word.find(':')));
		if (path_is_below(path, entry) && entry.size() > best.size())
			best = entry;
	}
	return best;
}

/** For a program that cannot be run also the entry that covers its loader or libraries. */
std::string hiding_entry(const RepairCase &repair, const std::string &path)
{
	std::string entry = covering_entry(repair, path);
	if (!entry.empty() || repair.denial.operation.kind != OperationKind::Execute)
		return entry;
	for (const std::string_view part : program_parts)
		if (entry = covering_entry(repair, std::string{part}); !entry.empty())
			break;
	return entry;
}

std::vector<std::string> without_entry(const RepairCase &repair, const std::string &entry)
{
	return relisted(repair.config, repair.through.directive, [&](const std::string &word) {
		return list_path(word.substr(0, word.find(':'))) == entry ? std::string{} : word;
	});
}

/** What lies below a directory that becomes writable and must not. */
std::string still_read_only(const std::string &directory)
{
	std::string words;
	for (const std::string_view place : guarded_places_below(directory))
		words += (words.empty() ? "" : " ") + forgiving(std::string{place});
	return words;
}

Proposal writable_proposal(const RepairCase &repair, const std::string &path)
{
	const std::string target = writable_target(repair);
	const bool may_be_missing = target == path && is_shared_directory(parent_path(path));
	Proposal writable{
		.scope = Scope::Narrowest,
		.lines = {fmt::format("ReadWritePaths={}", forgiving(target))},
		.why = fmt::format("only {} becomes writable{}", target,
			may_be_missing ? "; it must exist when the service starts, and a file that "
					 "replaces it (rotation, a rename) is read-only again"
				       : ""),
	};
	if (target != path && is_shared_directory(target) && repair.file_tree &&
		is_replaced_by_logrotate(*repair.file_tree, path))
		writable.why += fmt::format(" (logrotate replaces {})", path);
	if (const std::string words = still_read_only(target); !words.empty()) {
		writable.lines.push_back("ReadOnlyPaths=" + words);
		writable.why += ", but not the directories of the system below it";
	}
	return writable;
}

void propose_writable(const RepairCase &repair, Proposals &out)
{
	const std::string path = canonical_path(repair.denial.operation.path);
	auto lines = managed_directory_lines(repair, path);
	const DirectoryState state =
		lines.empty() ? DirectoryState::Foreign : managed_directory_state(repair, path);
	const bool is_dynamic = repair.sandbox.settings().is_on(Directive::DynamicUser);
	Proposal managed{.scope = Scope::Narrowest, .lines = std::move(lines)};
	switch (state) {
	case DirectoryState::Free:
		managed.why = "systemd makes the directory, owned by the service, and keeps it "
			      "writable";
		break;
	case DirectoryState::Owned:
		managed.why = "the directory is the service's own: systemd keeps it writable";
		break;
	case DirectoryState::Unknown:
		managed.why = "if the directory is this service's alone: systemd makes it and "
			      "gives it to the service's user";
		managed.scope = is_dynamic ? Scope::Narrowest : Scope::Wider;
		break;
	case DirectoryState::Foreign:
		break;
	}
	if (state != DirectoryState::Foreign)
		out.push_back(std::move(managed));
	out.push_back(writable_proposal(repair, path));
}

/** Is the path there, but read-only? What is hidden or empty no list of paths brings back. */
bool is_shown(const RepairCase &repair)
{
	const PathRule *rule =
		repair.sandbox.paths().rule_for(canonical_path(repair.denial.operation.path));
	if (!rule)
		return true;
	switch (rule->view) {
	case MountView::Writable:
	case MountView::ReadOnly:
	case MountView::Shown:
	case MountView::ShownReadOnly:
	case MountView::Replaced:
	case MountView::ReplacedReadOnly:
		return true;
	case MountView::Empty:
	case MountView::EmptyReadOnly:
	case MountView::PrivateDevices:
	case MountView::ProcessesOnly:
	case MountView::Inaccessible:
		break;
	}
	return false;
}

void propose_weaker_system(const RepairCase &repair, Proposals &out)
{
	for (const std::string_view value : {"full", "yes"})
		if (value != repair.through.value)
			out.push_back({
				.scope = Scope::Wider,
				.lines = {fmt::format("ProtectSystem={}", value)},
				.why = value == std::string_view{"full"}
					       ? "all but /usr, /boot and /etc becomes writable"
					       : "all but /usr and /boot becomes writable",
			});
}

void propose_home(const RepairCase &repair, Proposals &out)
{
	const bool reads = only_reads(repair.denial.operation);
	std::vector<std::string> lines{fmt::format("{}={}",
		reads ? "BindReadOnlyPaths" : "BindPaths", forgiving(shown_target(repair)))};
	if (repair.through.value != "tmpfs")
		lines.insert(lines.begin(), "ProtectHome=tmpfs");
	out.push_back({
		.scope = Scope::Narrowest,
		.lines = std::move(lines),
		.why = "homes stay hidden, but for this path",
	});
	out.push_back({
		.scope = Scope::Wider,
		.lines = {"ProtectHome=read-only"},
		.why = "homes can be read",
	});
}

/** An empty file system lies over a program, or over the loader and libraries that it needs. */
void propose_shown_program(const RepairCase &repair, Proposals &out)
{
	const std::string path = canonical_path(repair.denial.operation.path);
	std::string words;
	const auto add = [&](const std::string &shown) {
		if (!covering_entry(repair, shown).empty())
			words += (words.empty() ? "" : " ") + forgiving(shown);
	};
	if (path.starts_with('/') && !path_is_below(path, "/usr/lib"))
		add(path);
	for (const char *part : {"/usr/lib", "/usr/lib64"})
		add(part);
	if (!words.empty())
		out.push_back({
			.scope = Scope::Narrowest,
			.lines = {"BindReadOnlyPaths=" + words},
			.why = "this program, and the loader and libraries that every program "
			       "needs",
		});
	if (!covering_entry(repair, "/usr/bin").empty())
		out.push_back({
			.scope = Scope::Wider,
			.lines = {"BindReadOnlyPaths=-/usr"},
			.why = "all that the system has installed",
		});
}

void propose_hidden(const RepairCase &repair, Proposals &out)
{
	/* what is hidden is looked for before it is written to; a log that knows more says so next
	 */
	const bool reads = only_reads(repair.denial.operation) ||
			   repair.denial.operation.access == Access::Unknown;
	const bool is_program = repair.denial.operation.kind == OperationKind::Execute;
	const std::string entry =
		hiding_entry(repair, canonical_path(repair.denial.operation.path));
	const std::string target = shown_target(repair);
	const auto bind =
		fmt::format("{}={}", reads ? "BindReadOnlyPaths" : "BindPaths", forgiving(target));
	if (repair.through.directive != Directive::InaccessiblePaths) {
		if (is_program)
			return propose_shown_program(repair, out);
		out.push_back({
			.scope = Scope::Narrowest,
			.lines = {bind},
			.why = fmt::format("only {} is shown from the host", target),
		});
		return;
	}
	if (entry.empty())
		return;
	auto lines = without_entry(repair, entry);
	const auto removed = lines;
	if (target != entry && path_is_below(target, entry) && !is_program) {
		lines.push_back(fmt::format("TemporaryFileSystem={}", quote_word(entry + ":ro")));
		lines.push_back(bind);
		out.push_back({
			.scope = Scope::Narrowest,
			.lines = lines,
			.why = fmt::format("{} stays empty, but for {}", entry, target),
		});
	}
	if (reads) {
		auto read_only = removed;
		read_only.push_back(fmt::format("ReadOnlyPaths={}", quote_word("-" + entry)));
		out.push_back({
			.scope = is_program || target == entry ? Scope::Narrowest : Scope::Wider,
			.lines = std::move(read_only),
			.why = fmt::format("{} can be read, not written", entry),
		});
	}
}

void propose_without_entry(const RepairCase &repair, Proposals &out)
{
	const Operation &operation = repair.denial.operation;
	const std::string entry = hiding_entry(repair, canonical_path(operation.path));
	if (entry.empty())
		return;
	auto lines = without_entry(repair, entry);
	if (const std::string words = still_read_only(entry);
		repair.through.directive == Directive::ReadOnlyPaths && !words.empty())
		lines.push_back("ReadOnlyPaths=" + words);
	/* a list cannot open the very path that another list shuts: the stricter wins there */
	const bool is_all = !only_reads(operation) && entry == writable_target(repair);
	out.push_back({
		.scope = is_all             ? Scope::Narrowest
			 : lines.size() > 1 ? Scope::Wider
					    : Scope::Off,
		.lines = std::move(lines),
		.why = fmt::format("the list without {}", entry),
	});
}

void propose_file_system(const RepairCase &repair, Proposals &out)
{
	const std::string path = canonical_path(repair.denial.operation.path);
	if (!path.starts_with('/')) {
		out.push_back({
			.scope = Scope::Narrowest,
			.lines = {"RestrictFileSystems=@basic-api @temporary @common-block"},
			.why = "what every program has to do with; the log does not name the file",
		});
		return;
	}
	const std::string_view file_system = likely_file_system(path);
	if (!file_system.empty())
		out.push_back({
			.scope = Scope::Narrowest,
			.lines = {fmt::format("RestrictFileSystems={}", file_system)},
			.why = "the kind of file system that it lies on",
		});
}

/** Debian's /usr/lib64 holds but a link to the loader in /usr/lib, Fedora's all libraries. */
bool has_only_links(const std::string &root, const std::string &directory)
{
	bool only_links = true, is_empty = true;
	for_each_entry_in_root(root, directory, [&](std::string_view, bool is_link) {
		is_empty = false;
		only_links = only_links && is_link;
	});
	return only_links && !is_empty;
}

void propose_executable(const RepairCase &repair, Proposals &out)
{
	const std::string path = canonical_path(repair.denial.operation.path);
	const bool has_lib64 =
		!repair.file_tree || !has_only_links(*repair.file_tree, "/usr/lib64");
	const std::string libraries =
		forgiving("/usr/lib") + (has_lib64 ? " " + forgiving("/usr/lib64") : "");
	const bool is_below = path_is_below(path, "/usr/lib");
	if (path.starts_with('/'))
		out.push_back({
			.scope = Scope::Narrowest,
			.lines = {"ExecPaths=" +
				  (is_below ? libraries : forgiving(path) + " " + libraries)},
			.why = "this program, and the loader and libraries that every program "
			       "needs",
			.is_known_to_do = !has_lib64,
		});
	else
		out.push_back({
			.scope = Scope::Narrowest,
			.lines = {"ExecPaths=-/usr/bin -/usr/sbin " + libraries},
			.why = "the system's programs and libraries; the log does not say where "
			       "the program lies",
			.is_known_to_do = !has_lib64,
		});
	out.push_back({
		.scope = Scope::Wider,
		.lines = {"ExecPaths=-/usr"},
		.why = "all that the system has installed",
	});
}

} // namespace

void propose_for_paths(const RepairCase &repair, Proposals &out)
{
	const bool has_path = repair.denial.operation.path.starts_with('/');
	switch (repair.through.directive) {
	case Directive::RestrictFileSystems:
		propose_file_system(repair, out);
		return;
	case Directive::NoExecPaths:
		propose_executable(repair, out);
		return;
	case Directive::ProtectHome:
		if (has_path && repair.through.value == "read-only")
			propose_writable(repair, out);
		else if (has_path)
			propose_home(repair, out);
		return;
	case Directive::InaccessiblePaths:
	case Directive::TemporaryFileSystem:
	case Directive::PrivateTmp:
		if (has_path)
			propose_hidden(repair, out);
		propose_without_entry(repair, out);
		return;
	default:
		break;
	}
	if (has_path && !only_reads(repair.denial.operation) && is_shown(repair))
		propose_writable(repair, out);
	if (repair.through.directive == Directive::ProtectSystem)
		propose_weaker_system(repair, out);
	else
		propose_without_entry(repair, out);
}

void propose_for_devices(const RepairCase &repair, Proposals &out)
{
	const std::string path = canonical_path(repair.denial.operation.path);
	if (!path_is_below(path, "/dev") || path == "/dev")
		return;
	const bool reads = repair.denial.operation.access == Access::Read;
	std::vector<std::string> lines{
		fmt::format("DeviceAllow={} {}", quote_word(path), reads ? "r" : "rw")};
	if (repair.through.directive == Directive::PrivateDevices)
		lines.insert(lines.begin(), fmt::format("BindPaths={}", forgiving(path)));
	out.push_back({
		.scope = Scope::Narrowest,
		.lines = std::move(lines),
		.why = "only the device that was denied",
	});
}

} // namespace hardenctl
