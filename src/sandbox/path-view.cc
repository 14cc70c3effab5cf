// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "sandbox/path-view.hh"

#include "base/path.hh"
#include "base/text.hh"
#include "unit/words.hh"

#include <algorithm>

namespace hardenctl {

namespace {

struct PrefixLink {
	std::string_view from;
	std::string_view to;
};

constexpr PrefixLink merged_paths[]{
	{"/bin", "/usr/bin"},
	{"/lib", "/usr/lib"},
	{"/lib64", "/usr/lib64"},
	{"/sbin", "/usr/sbin"},
	{"/usr/lib/ssl/certs", "/etc/ssl/certs"}, /* Debian's libssl */
	{"/usr/lib/ssl/openssl.cnf", "/etc/ssl/openssl.cnf"},
	{"/usr/lib/ssl/private", "/etc/ssl/private"},
	{"/var/lock", "/run/lock"},
	{"/var/run", "/run"},
};

std::vector<std::string> words_of(const Settings &settings, std::size_t index)
{
	return split_words(settings[index].assignment.value).value_or(std::vector<std::string>{});
}

/** "yes" stands for all that systemd takes for it. */
bool is_one_of(std::string_view value, std::span<const std::string_view> values)
{
	return std::ranges::any_of(values, [&](std::string_view one) {
		return value == one || (one == "yes" && parse_boolean(value) == true);
	});
}

/** A path list only changes a mount that is there already. */
bool only_changes_flags(const PathRule &rule) noexcept
{
	return rule.view == MountView::Writable || rule.view == MountView::ReadOnly;
}

bool is_deeper(const PathRule &rule, const PathRule *than) noexcept
{
	return !than || rule.path.size() > than->path.size() ||
	       (rule.path.size() == than->path.size() && rule.view > than->view);
}

/** SRC:DST:OPTIONS at unescaped colons. */
std::vector<std::string> split_colons(std::string_view word)
{
	std::vector<std::string> parts(1);
	for (std::size_t i = 0; i < word.size(); i++) {
		if (word[i] == '\\' && i + 1 < word.size() && word[i + 1] == ':')
			parts.back() += word[++i];
		else if (word[i] == ':')
			parts.emplace_back();
		else
			parts.back() += word[i];
	}
	return parts;
}

} // namespace

bool is_empty(const PathRule *rule) noexcept
{
	return rule && (rule->view == MountView::Empty || rule->view == MountView::EmptyReadOnly);
}

std::string_view likely_file_system(std::string_view path) noexcept
{
	static constexpr PrefixLink places[]{{"/dev/hugepages", "hugetlbfs"},
		{"/dev/mqueue", "mqueue"}, {"/dev/pts", "devpts"}, {"/dev/shm", "tmpfs"},
		{"/dev", "devtmpfs"}, {"/proc/sys/fs/binfmt_misc", "binfmt_misc"},
		{"/proc", "proc"}, {"/run", "tmpfs"}, {"/sys/firmware/efi/efivars", "efivarfs"},
		{"/sys/fs/bpf", "bpf"}, {"/sys/fs/cgroup", "cgroup2"},
		{"/sys/fs/fuse/connections", "fusectl"}, {"/sys/fs/pstore", "pstore"},
		{"/sys/fs/selinux", "selinuxfs"}, {"/sys/kernel/config", "configfs"},
		{"/sys/kernel/debug/tracing", "tracefs"}, {"/sys/kernel/debug", "debugfs"},
		{"/sys/kernel/security", "securityfs"}, {"/sys/kernel/tracing", "tracefs"},
		{"/sys", "sysfs"}};
	for (const auto &[prefix, file_system] : places)
		if (path_is_below(path, prefix))
			return file_system;
	return {};
}

std::string canonical_path(std::string_view path)
{
	std::string simple = simplify_path(path);
	for (const auto &[from, to] : merged_paths)
		if (path_is_below(simple, from))
			return std::string{to} + simple.substr(from.size());
	return simple;
}

std::string list_path(std::string_view word)
{
	while (word.starts_with('-') || word.starts_with('+'))
		word.remove_prefix(1);
	return canonical_path(word);
}

PathView::PathView(const Settings &settings)
{
	add_records(settings);
	add_list(settings, Directive::ReadWritePaths, MountView::Writable);
	add_list(settings, Directive::ReadOnlyPaths, MountView::ReadOnly);
	add_list(settings, Directive::InaccessiblePaths, MountView::Inaccessible);
	add_binds(settings, Directive::BindPaths, MountView::Replaced);
	add_binds(settings, Directive::BindReadOnlyPaths, MountView::ReplacedReadOnly);
	add_temporary(settings);
	add_directories(settings);
	add_exec(settings);
}

void PathView::add(std::string_view path, MountView view, std::size_t setting)
{
	if (path.starts_with('/'))
		rules_.push_back({.path = std::string{path}, .view = view, .setting = setting});
}

void PathView::add_list(const Settings &settings, Directive directive, MountView view)
{
	for (const std::size_t index : settings.of(directive))
		for (const std::string &word : words_of(settings, index))
			add(list_path(word), view, index);
}

void PathView::add_binds(const Settings &settings, Directive directive, MountView view)
{
	for (const std::size_t index : settings.of(directive))
		for (const std::string &word : words_of(settings, index)) {
			const auto parts = split_colons(word);
			const std::string source = list_path(parts[0]);
			const bool moved = parts.size() > 1 && !parts[1].empty();
			const std::string target = moved ? canonical_path(parts[1]) : source;
			const bool same = target == source;
			if (same && view == MountView::Replaced)
				add(target, MountView::Shown, index);
			else if (same && view == MountView::ReplacedReadOnly)
				add(target, MountView::ShownReadOnly, index);
			else
				add(target, view, index);
		}
}

void PathView::add_temporary(const Settings &settings)
{
	for (const std::size_t index : settings.of(Directive::TemporaryFileSystem))
		for (const std::string &word : words_of(settings, index)) {
			const auto parts = split_colons(word);
			const auto options = parts.size() > 1 ? split(parts[1], ',')
							      : std::vector<std::string_view>{};
			const bool read_only = std::ranges::find(options, "ro") != options.end();
			add(canonical_path(parts[0]),
				read_only ? MountView::EmptyReadOnly : MountView::Empty, index);
		}
}

void PathView::add_directories(const Settings &settings)
{
	const bool dynamic = settings.has_dynamic_user();
	for (std::size_t i = 0; i < settings.all().size(); i++) {
		const std::string base{record(settings[i].assignment.directive).base};
		if (base.empty())
			continue;
		for (const std::string &word : words_of(settings, i)) {
			const std::string name{split_colons(word)[0]};
			add(simplify_path(base + "/" + name), MountView::Shown, i);
			if (dynamic)
				add(simplify_path(base + "/private/" + name), MountView::Shown, i);
		}
	}
}

void PathView::add_records(const Settings &settings)
{
	for (std::size_t i = 0; i < settings.all().size(); i++) {
		const Directive directive = settings[i].assignment.directive;
		if (settings.find(directive) != i || !settings.is_on(directive))
			continue;
		for (const MountRow &row : record(directive).mounts)
			if (row.values.empty() ||
				is_one_of(settings[i].assignment.value, row.values))
				add(row.path, row.view, i);
	}
}

void PathView::add_exec(const Settings &settings)
{
	for (const auto &[directive, executable] :
		{std::pair{Directive::NoExecPaths, false}, {Directive::ExecPaths, true}})
		for (const std::size_t index : settings.of(directive))
			for (const std::string &word : words_of(settings, index))
				exec_rules_.push_back({
					.path = list_path(word),
					.executable = executable,
					.setting = index,
				});
}

const PathRule *PathView::rule_for(std::string_view path) const noexcept
{
	const PathRule *best = nullptr;
	const PathRule *content = nullptr;
	for (const PathRule &rule : rules_) {
		if (!path_is_below(path, rule.path))
			continue;
		if (rule.view == MountView::Inaccessible)
			return &rule;
		if (is_deeper(rule, best))
			best = &rule;
		if (!only_changes_flags(rule) && is_deeper(rule, content))
			content = &rule;
	}
	/* what is not there cannot be made writable */
	return is_empty(content) && only_changes_flags(*best) ? content : best;
}

const ExecRule *PathView::no_exec_rule_for(std::string_view path) const noexcept
{
	const ExecRule *best = nullptr;
	for (const ExecRule &rule : exec_rules_)
		if (path_is_below(path, rule.path) &&
			(!best || rule.path.size() > best->path.size() ||
				(rule.path.size() == best->path.size() && !rule.executable)))
			best = &rule;
	return best && !best->executable ? best : nullptr;
}

} // namespace hardenctl
