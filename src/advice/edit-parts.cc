// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "advice/edit-proposals.hh"

#include "advice/edits.hh"
#include "advice/rotated-file.hh"
#include "base/path.hh"
#include "unit/merge.hh"
#include "unit/value-check.hh"
#include "unit/words.hh"

#include <algorithm>
#include <fmt/format.h>

namespace hardenctl {

namespace {

constexpr std::string_view shared_directories[]{"/", "/boot", "/dev", "/efi", "/etc", "/etc/cron.d",
	"/etc/default", "/etc/init.d", "/etc/pam.d", "/etc/profile.d", "/etc/ssl", "/etc/ssl/certs",
	"/etc/ssl/private", "/etc/sysctl.d", "/etc/systemd", "/etc/systemd/system", "/home",
	"/media", "/mnt", "/opt", "/proc", "/root", "/run", "/run/lock", "/run/user", "/srv",
	"/sys", "/tmp", "/usr", "/usr/bin", "/usr/lib", "/usr/lib64", "/usr/libexec", "/usr/local",
	"/usr/local/bin", "/usr/local/etc", "/usr/local/lib", "/usr/local/sbin", "/usr/local/share",
	"/usr/sbin", "/usr/share", "/usr/src", "/var", "/var/backups", "/var/cache", "/var/lib",
	"/var/lib/misc", "/var/local", "/var/log", "/var/mail", "/var/opt", "/var/spool",
	"/var/tmp", "/var/www"};
static_assert(std::ranges::is_sorted(shared_directories));

/** Files that a service makes anew at each start: their directory must be writable. */
bool is_made_at_start(const Operation &operation)
{
	static constexpr std::string_view endings[]{".pid", ".sock", ".socket", ".lock", ".tmp"};
	return operation.access == Access::Create || operation.kind == OperationKind::Bind ||
	       std::ranges::any_of(endings,
		       [&](std::string_view ending) { return operation.path.ends_with(ending); });
}

/** A directory of the kernel: what lies there exists, and nobody makes more. */
bool is_kernel_path(std::string_view path)
{
	return path_is_below(path, "/proc") || path_is_below(path, "/sys");
}

} // namespace

bool is_shared_directory(std::string_view path)
{
	return std::ranges::binary_search(shared_directories, path);
}

bool is_setup(const Operation &operation) noexcept
{
	return operation.kind == OperationKind::SetupStep ||
	       operation.kind == OperationKind::UnitRefused;
}

bool is_identity(Directive directive) noexcept
{
	const DirectiveRecord &known = record(directive);
	return known.type == ValueType::String &&
	       std::ranges::find(known.mechanisms, Mechanism::Credentials) !=
		       known.mechanisms.end();
}

bool is_valid_entry(Directive directive, const std::string &word)
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

std::string writable_target(const RepairCase &repair)
{
	const Operation &operation = repair.denial.operation;
	const std::string path = canonical_path(operation.path);
	const std::string parent{parent_path(path)};
	if (is_kernel_path(path))
		return path;
	if (!is_shared_directory(parent))
		return parent;
	if (repair.file_tree && is_replaced_by_logrotate(*repair.file_tree, path))
		return parent;
	/* only root can make something new in a directory of the system, and all in the temporary
	 * ones
	 */
	const bool may_create = repair.sandbox.is_root(operation) || parent == "/run/lock" ||
				parent == "/tmp" || parent == "/var/tmp";
	return is_made_at_start(operation) && may_create ? parent : path;
}

void propose_restored(const RepairCase &repair, Proposals &out)
{
	auto restored = restored_line(repair.config, repair.written);
	if (!restored)
		return;
	out.push_back({
		.scope = is_identity(repair.written.directive) ? Scope::Narrowest : Scope::Off,
		.lines = {std::move(restored->text)},
		.why = std::move(restored->why),
		.restores = true,
	});
}

} // namespace hardenctl
