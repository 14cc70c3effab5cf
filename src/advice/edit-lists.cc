// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "advice/edit-proposals.hh"

#include "advice/managed-directory.hh"
#include "base/path.hh"
#include "base/rooted-file.hh"
#include "unit/amount.hh"
#include "unit/words.hh"

#include <algorithm>
#include <cerrno>
#include <fmt/format.h>
#include <limits>

namespace hardenctl {

namespace {

/** Lists whose entries may be marked with "-": an absent file is no error then. */
bool forgives(Directive directive) noexcept
{
	switch (directive) {
	case Directive::BindPaths:
	case Directive::BindReadOnlyPaths:
	case Directive::EnvironmentFile:
	case Directive::ExecPaths:
	case Directive::ExtensionDirectories:
	case Directive::InaccessiblePaths:
	case Directive::MountImages:
	case Directive::NoExecPaths:
	case Directive::ReadOnlyPaths:
	case Directive::ReadWritePaths:
	case Directive::WorkingDirectory:
		return true;
	default:
		return false;
	}
}

/** Does the entry name the path that failed? All do if the manager does not say which. */
bool names(const std::string &word, const std::string &path)
{
	if (path.empty())
		return true;
	const auto colon = word.find(':');
	return list_path(word.substr(0, colon)) == path ||
	       (colon != word.npos && canonical_path(word.substr(colon + 1,
					      word.find(':', colon + 1) - colon - 1)) == path);
}

/** Of entries that the manager does not name: can this one be the missing one? */
bool may_be_missing(const RepairCase &repair, const std::string &word)
{
	const std::string path = list_path(word.substr(0, word.find(':')));
	return !repair.file_tree || !lstat_in_root(*repair.file_tree, path);
}

/** Does the entry have to be marked? If it is told which, or may be told from the files, that one.
 */
bool is_to_forgive(const RepairCase &repair, const std::string &word, const std::string &path)
{
	if (word.starts_with('-') || !names(word, path))
		return false;
	const auto words = split_words(repair.written.value).value_or(std::vector<std::string>{});
	const bool can_tell = path.empty() && std::ranges::any_of(words, [&](const auto &other) {
		return may_be_missing(repair, other);
	});
	return !can_tell || may_be_missing(repair, word);
}

/** The manager misses a directory that it can make for the service. */
void propose_made_directory(const RepairCase &repair, const std::string &path, Proposals &out)
{
	if (repair.written.directive != Directive::ReadWritePaths)
		return;
	const auto line = managed_directory_line(path);
	const DirectoryState state = managed_directory_state(repair, path);
	if (line && (state == DirectoryState::Free || state == DirectoryState::Owned))
		out.push_back({
			.scope = Scope::Narrowest,
			.lines = {*line},
			.why = "systemd makes the directory, owned by the service, and keeps it "
			       "writable",
		});
}

/** There is no such user: one that systemd makes up has no more rights than that one would have. */
void propose_for_missing_user(const RepairCase &repair, Proposals &out)
{
	if (repair.denial.answer.error_number == ESRCH && !repair.config.before(repair.written))
		out.push_back({
			.scope = Scope::Narrowest,
			.lines = {"DynamicUser=yes"},
			.why = "systemd makes the user up while the service runs; or make it with "
			       "systemd-sysusers",
		});
}

void propose_forgiving(const RepairCase &repair, const std::string &path, Proposals &out)
{
	const Directive directive = repair.written.directive;
	const auto why = "an absent path is no error any more; systemd-tmpfiles can make it";
	if (directive == Directive::WorkingDirectory) {
		out.push_back({
			.scope = Scope::Narrowest,
			.lines = {fmt::format("WorkingDirectory=-{}", repair.written.value)},
			.why = why,
		});
		return;
	}
	out.push_back({
		.scope = Scope::Narrowest,
		.lines = relisted(repair.config, directive,
			[&](const std::string &word) {
				return is_to_forgive(repair, word, path) ? "-" + word : word;
			}),
		.why = why,
	});
}

/** What services commonly have, no log tells how much is needed; 0 where nothing is common. */
std::uint64_t common_size(Directive directive) noexcept
{
	switch (directive) {
	case Directive::LimitNOFILE:
		return 4096;
	case Directive::LimitNPROC:
		return 512;
	case Directive::TasksMax:
		return 64;
	case Directive::MemoryMax:
		return 256ULL << 20;
	case Directive::LimitAS:
		return 4ULL << 30;
	case Directive::LimitFSIZE:
		return 2ULL << 30;
	case Directive::LimitDATA:
		return 1ULL << 30;
	case Directive::LimitMEMLOCK:
	case Directive::LimitSTACK:
		return 8ULL << 20;
	default:
		return 0;
	}
}

/** "2G" for 2147483648 bytes; what is counted in pieces takes no suffix. */
std::string size_text(Directive directive, std::uint64_t size)
{
	if (!counts_bytes(directive))
		return fmt::format("{}", size);
	static constexpr std::string_view units = "KMGTP";
	std::size_t unit = 0;
	while (size != 0 && size % 1024 == 0 && unit < units.size()) {
		size /= 1024;
		unit++;
	}
	return unit == 0 ? fmt::format("{}", size) : fmt::format("{}{}", size, units[unit - 1]);
}

} // namespace

void propose_for_lists(const RepairCase &repair, Proposals &out)
{
	const Directive directive = repair.written.directive;
	const std::string path = repair.denial.operation.path.empty()
					 ? std::string{}
					 : canonical_path(repair.denial.operation.path);
	const int error_number = repair.denial.answer.error_number;
	if (forgives(directive) && (error_number == ENOENT || error_number == 0)) {
		/* first what leaves nothing behind when it is taken back */
		propose_forgiving(repair, path, out);
		propose_made_directory(repair, path, out);
	}
	if ((directive == Directive::AppArmorProfile || directive == Directive::SELinuxContext) &&
		!repair.written.value.starts_with('-'))
		out.push_back({
			.scope = Scope::Narrowest,
			.lines = {fmt::format("{}=-{}", name(directive), repair.written.value)},
			.why = "where it cannot be had, the service runs without it",
		});
	if (directive == Directive::Group && error_number == ESRCH)
		out.push_back({
			.scope = Scope::Narrowest,
			.lines = {"Group="},
			.why = "there is no such group: that of the user will do; or make it with "
			       "systemd-sysusers",
		});
	if (directive == Directive::User)
		propose_for_missing_user(repair, out);
	if (directive == Directive::SupplementaryGroups && error_number == ESRCH &&
		split_words(repair.written.value).value_or(std::vector<std::string>{}).size() == 1)
		out.push_back({
			.scope = Scope::Narrowest,
			.lines = {"SupplementaryGroups="},
			.why = "there is no such group, so nothing is lost; or make it with "
			       "systemd-sysusers",
		});
	switch (record(directive).type) {
	case ValueType::PathList:
	case ValueType::BindList: {
		auto lines = relisted(repair.config, directive, [&](const std::string &word) {
			return names(word, path) ? std::string{} : word;
		});
		if (lines.size() > 1)
			out.push_back({
				.scope = Scope::Wider,
				.lines = std::move(lines),
				.why = "the list without it",
			});
		break;
	}
	default:
		break;
	}
}

void propose_for_limits(const RepairCase &repair, Proposals &out)
{
	const Directive directive = repair.written.directive;
	const auto limit = soft_limit(directive, repair.written.value);
	if (!limit || *limit > std::numeric_limits<std::uint64_t>::max() / 4)
		return;
	const std::uint64_t common = common_size(directive);
	const bool is_small = *limit <= common / 2;
	const std::uint64_t raised = is_small ? common : 2 * *limit;
	if (raised == 0)
		return;
	const Assignment *before = repair.config.before(repair.written);
	const auto restored = before ? soft_limit(directive, before->value) : std::nullopt;
	if (restored && *restored / 2 >= *limit && *restored <= raised)
		return; /* what the other files say is enough, and no more than this */
	out.push_back({
		.scope = Scope::Narrowest,
		.lines = {fmt::format("{}={}", name(directive), size_text(directive, raised))},
		.why = is_small ? "a common size; the log does not tell how much it needs"
				: "twice as much; the log does not tell how much it needs",
	});
}

} // namespace hardenctl
