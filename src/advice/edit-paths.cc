// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "advice/edit-proposals.hh"

#include "base/path.hh"
#include "unit/words.hh"

#include <algorithm>
#include <fmt/format.h>

namespace hardenctl {

namespace {

/** The loader, libraries, the interpreter of a script: where its own path is not covered, one of
 * these is. */
constexpr std::string_view program_parts[]{
	"/usr/lib/x86_64-linux-gnu", "/usr/lib64", "/usr/lib", "/usr/bin"};

bool only_reads(const Operation &operation) noexcept
{
	return operation.access == Access::Read || operation.access == Access::Execute ||
	       operation.kind == OperationKind::Execute;
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

void propose_writable(const RepairCase &repair, Proposals &out)
{
	const std::string path = canonical_path(repair.denial.operation.path);
	const std::string target = writable_target(repair.denial.operation);
	const Proposal writable{
		.scope = Scope::Narrowest,
		.lines = {fmt::format("ReadWritePaths={}", forgiving(target))},
		.why = fmt::format("only {} becomes writable", target),
	};
	const std::string line = managed_directory_line(path);
	const bool is_own = is_own_directory(repair, path);
	if (!is_own)
		out.push_back(writable);
	if (!line.empty())
		out.push_back({
			.scope = is_own ? Scope::Narrowest : Scope::Wider,
			.lines = {line},
			.why = is_own ? "systemd makes the directory, owned by the service, and "
					"keeps it writable"
				      : "if the directory is this service's alone: systemd makes "
					"it and gives it to the service's user",
		});
	if (is_own)
		out.push_back(writable);
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
	const std::string target = reads ? canonical_path(repair.denial.operation.path)
					 : writable_target(repair.denial.operation);
	out.push_back({
		.scope = Scope::Narrowest,
		.lines = {"ProtectHome=tmpfs",
			fmt::format("{}={}", reads ? "BindReadOnlyPaths" : "BindPaths",
				forgiving(target))},
		.why = "homes stay hidden, but for this path",
	});
	out.push_back({
		.scope = Scope::Wider,
		.lines = {"ProtectHome=read-only"},
		.why = "homes can be read",
	});
}

void propose_hidden(const RepairCase &repair, Proposals &out)
{
	const std::string path = canonical_path(repair.denial.operation.path);
	const bool reads = only_reads(repair.denial.operation);
	const std::string entry = hiding_entry(repair, path);
	const std::string target = reads ? path : writable_target(repair.denial.operation);
	const auto bind =
		fmt::format("{}={}", reads ? "BindReadOnlyPaths" : "BindPaths", forgiving(target));
	if (repair.through.directive != Directive::InaccessiblePaths) {
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
	if (target != entry && repair.denial.operation.kind != OperationKind::Execute) {
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
		const bool is_program = repair.denial.operation.kind == OperationKind::Execute;
		out.push_back({
			.scope = is_program ? Scope::Narrowest : Scope::Wider,
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
	/* a list cannot open the very path that another list shuts: the stricter wins there */
	const bool is_all = !only_reads(operation) && entry == writable_target(operation);
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

void propose_executable(const RepairCase &repair, Proposals &out)
{
	const std::string path = canonical_path(repair.denial.operation.path);
	const std::string libraries =
		fmt::format("{} {}", forgiving("/usr/lib"), forgiving("/usr/lib64"));
	const bool is_below = path_is_below(path, "/usr/lib");
	if (path.starts_with('/'))
		out.push_back({
			.scope = Scope::Narrowest,
			.lines = {"ExecPaths=" +
				  (is_below ? libraries : forgiving(path) + " " + libraries)},
			.why = "this program, and the loader and libraries that every program "
			       "needs",
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
	if (has_path && !only_reads(repair.denial.operation))
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
		.why = "this device and no other",
	});
}

} // namespace hardenctl
