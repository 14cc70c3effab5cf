// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "advice/edit-proposals.hh"

#include "advice/edits.hh"
#include "base/path.hh"
#include "base/text.hh"
#include "unit/file-access.hh"
#include "unit/merge.hh"
#include "unit/value-check.hh"
#include "unit/words.hh"

#include <algorithm>
#include <fmt/format.h>
#include <iterator>
#include <sys/stat.h>

namespace hardenctl {

namespace {

struct ManagedBase {
	std::string_view base;
	Directive directive;
	Directive mode;
};

/** systemd.exec(5), "RuntimeDirectory=, StateDirectory=, …". */
constexpr ManagedBase managed_bases[]{
	{"/var/lib", Directive::StateDirectory, Directive::StateDirectoryMode},
	{"/var/cache", Directive::CacheDirectory, Directive::CacheDirectoryMode},
	{"/var/log", Directive::LogsDirectory, Directive::LogsDirectoryMode},
	{"/run", Directive::RuntimeDirectory, Directive::RuntimeDirectoryMode},
	{"/etc", Directive::ConfigurationDirectory, Directive::ConfigurationDirectoryMode},
};

constexpr std::string_view shared_folders[]{"/", "/boot", "/dev", "/efi", "/etc", "/etc/cron.d",
	"/etc/default", "/etc/init.d", "/etc/pam.d", "/etc/profile.d", "/etc/ssl", "/etc/ssl/certs",
	"/etc/ssl/private", "/etc/sysctl.d", "/etc/systemd", "/etc/systemd/system", "/home",
	"/media", "/mnt", "/opt", "/proc", "/root", "/run", "/run/lock", "/run/user", "/srv",
	"/sys", "/tmp", "/usr", "/usr/bin", "/usr/lib", "/usr/lib64", "/usr/libexec", "/usr/local",
	"/usr/local/bin", "/usr/local/etc", "/usr/local/lib", "/usr/local/sbin", "/usr/local/share",
	"/usr/sbin", "/usr/share", "/usr/src", "/var", "/var/backups", "/var/cache", "/var/lib",
	"/var/lib/misc", "/var/local", "/var/log", "/var/mail", "/var/opt", "/var/spool",
	"/var/tmp", "/var/www"};
static_assert(std::ranges::is_sorted(shared_folders));

/** Folders of the system or of packages that many services use: no service may own them. */
constexpr std::string_view foreign_folders[]{"/etc/default", "/etc/ssl", "/etc/systemd",
	"/run/credentials", "/run/dbus", "/run/initctl", "/run/lock", "/run/log", "/run/mount",
	"/run/network", "/run/sshd", "/run/systemd", "/run/udev", "/run/user", "/var/cache/apt",
	"/var/cache/debconf", "/var/cache/ldconfig", "/var/cache/man", "/var/lib/apt",
	"/var/lib/dbus", "/var/lib/dpkg", "/var/lib/misc", "/var/lib/pam", "/var/lib/systemd",
	"/var/log/apt", "/var/log/audit", "/var/log/journal", "/var/log/private"};

/** "/var/lib/nginx" for what lies below it; empty if no base has it. */
std::string managed_directory(std::string_view path)
{
	for (const ManagedBase &row : managed_bases) {
		if (!path_is_below(path, row.base) || path.size() <= row.base.size() + 1)
			continue;
		const std::string_view rest = path.substr(row.base.size() + 1);
		return fmt::format("{}/{}", row.base, rest.substr(0, rest.find('/')));
	}
	return {};
}

/** Does the directory exist and belong to somebody else, or is it a link to another place? */
bool belongs_to_another(const RepairCase &repair, const std::string &directory)
{
	struct stat status;
	if (!repair.file_tree ||
		lstat(below_root(*repair.file_tree, directory).c_str(), &status) != 0)
		return false;
	FileUser user;
	const std::string_view name = repair.sandbox.settings().value(Directive::User);
	if (!S_ISDIR(status.st_mode))
		return true;
	if (name.empty() && !repair.sandbox.starts_as_root())
		return false; /* a dynamic user has a directory of its own */
	if (!name.empty() && !find_user(*repair.file_tree, name, user))
		return true;
	return status.st_uid != user.uid;
}

/** Files that a service makes anew at each start: their folder must be writable. */
bool is_made_at_start(const Operation &operation)
{
	static constexpr std::string_view endings[]{".pid", ".sock", ".socket", ".lock", ".tmp"};
	return operation.access == Access::Create || operation.kind == OperationKind::Bind ||
	       std::ranges::any_of(endings,
		       [&](std::string_view ending) { return operation.path.ends_with(ending); });
}

/** A folder of the kernel: what lies there exists, and nobody makes more. */
bool is_kernel_path(std::string_view path)
{
	return path_is_below(path, "/proc") || path_is_below(path, "/sys");
}

/** "StateDirectoryMode=0750" where the directory has that mode and the unit does not say so:
 * systemd would give it 0755. */
std::string mode_line(const RepairCase &repair, const ManagedBase &base, std::string_view directory)
{
	constexpr mode_t default_mode = 0755;
	constexpr mode_t all_bits = 07777;
	struct stat status;
	if (!repair.file_tree || base.directive == Directive::ConfigurationDirectory ||
		repair.sandbox.settings().find(base.mode) ||
		lstat(below_root(*repair.file_tree, directory).c_str(), &status) != 0 ||
		!S_ISDIR(status.st_mode) || (status.st_mode & all_bits) == default_mode)
		return {};
	return fmt::format("{}={:04o}", name(base.mode), status.st_mode & all_bits);
}

} // namespace

bool is_shared_folder(std::string_view path)
{
	return std::ranges::binary_search(shared_folders, path);
}

/** systemd ignores an entry that is not valid, and would warn of it again in the drop-in. */
static bool is_valid_entry(Directive directive, const std::string &word)
{
	return check_value(record(directive), quote_word(word), 0).validity == Validity::Valid;
}

std::vector<std::string> relisted(const UnitConfig &config, Directive directive,
	FunctionRef<std::string(const std::string &word)> change)
{
	std::vector<std::string> lines{fmt::format("{}=", name(directive))};
	for (const Assignment &assignment : config.assignments) {
		if (!resets(directive, assignment.directive))
			continue;
		std::string kept;
		for (const std::string &word :
			split_words(assignment.value).value_or(std::vector<std::string>{})) {
			const std::string changed =
				assignment.directive == directive ? change(word) : word;
			if (!changed.empty() && is_valid_entry(assignment.directive, changed))
				kept += (kept.empty() ? "" : " ") + quote_word(changed);
		}
		if (!kept.empty())
			lines.push_back(fmt::format("{}={}", name(assignment.directive), kept));
	}
	return lines;
}

std::vector<std::string> managed_directory_lines(const RepairCase &repair, std::string_view path)
{
	for (const ManagedBase &row : managed_bases) {
		if (!path_is_below(path, row.base) || path.size() <= row.base.size() + 1)
			continue;
		std::string_view rest = path.substr(row.base.size() + 1);
		if (rest.starts_with("private/"))
			rest.remove_prefix(std::string_view{"private/"}.size());
		const auto slash = rest.find('/');
		if (slash == rest.npos || slash == 0)
			return {};
		std::vector<std::string> lines{fmt::format(
			"{}={}", name(row.directive), quote_word(rest.substr(0, slash)))};
		if (auto mode = mode_line(repair, row, managed_directory(path)); !mode.empty())
			lines.push_back(std::move(mode));
		return lines;
	}
	return {};
}

bool is_own_directory(const RepairCase &repair, std::string_view path)
{
	const std::string directory = managed_directory(path);
	if (std::ranges::find(foreign_folders, directory) != std::end(foreign_folders))
		return false;
	/* a service of root that has become another user itself: its directory is that one's */
	const auto uid = repair.denial.operation.uid;
	if (repair.sandbox.starts_as_root() && uid && *uid != 0)
		return false;
	return !belongs_to_another(repair, directory);
}

std::string writable_target(const RepairCase &repair)
{
	const Operation &operation = repair.denial.operation;
	const std::string path = canonical_path(operation.path);
	const std::string parent{parent_path(path)};
	if (is_kernel_path(path))
		return path;
	if (!is_shared_folder(parent))
		return parent;
	/* only root can make something new in a folder of the system, and all in the temporary ones
	 */
	const bool may_create = repair.sandbox.is_root(operation) || parent == "/run/lock" ||
				parent == "/tmp" || parent == "/var/tmp";
	return is_made_at_start(operation) && may_create ? parent : path;
}

/** Of a mode that keeps the service out of its own directory. */
void propose_for_modes(const RepairCase &repair, Proposals &out)
{
	if (record(repair.written.directive).type == ValueType::Mode)
		out.push_back({
			.scope = Scope::Narrowest,
			.lines = {fmt::format("{}={}", name(repair.written.directive),
				repair.written.directive == Directive::UMask ? "0077" : "0700")},
			.why = "the service itself may, nobody else",
		});
}

void propose_restored(const RepairCase &repair, Proposals &out)
{
	auto restored = restored_line(repair.config, repair.written);
	if (!restored)
		return;
	const bool is_identity = repair.written.directive == Directive::User ||
				 repair.written.directive == Directive::Group;
	out.push_back({
		.scope = is_identity ? Scope::Narrowest : Scope::Off,
		.lines = {std::move(restored->text)},
		.why = std::move(restored->why),
		.restores = true,
	});
}

void propose_off(const RepairCase &repair, Proposals &out)
{
	if (repair.written.directive == Directive::User)
		return propose_root(repair, out);
	const DirectiveRecord &directive = record(repair.written.directive);
	Proposal proposal{.scope = Scope::Off, .why = "gives the directive up"};
	if (directive.restricts && !directive.loosen.empty()) {
		/* the last row of a record takes the whole directive back; the tests see to it */
		for (const std::string_view line : split(directive.loosen.back().edit, '\n'))
			if (!line.empty())
				proposal.lines.emplace_back(line);
	} else if (directive.merge == Merge::Last) /* an empty value is ignored, with a warning */
		proposal.lines = {fmt::format("{}={}", directive.name,
			directive.type == ValueType::Limit ? "infinity" : directive.default_value)};
	else
		proposal.lines = {fmt::format("{}=", directive.name)};
	out.push_back(std::move(proposal));
}

} // namespace hardenctl
