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

struct BuiltinRule {
	Directive directive;
	std::string_view path;
	View view;
};

/**
 * Directives that are on or off, and the paths behind them that no record states as an implied path
 * list; source: namespace.c of 252 to 262.
 */
constexpr BuiltinRule builtin_rules[]{
	{Directive::PrivateBPF, "/sys/fs/bpf", View::Empty},
	{Directive::PrivateDevices, "/dev", View::PrivateDevices},
	{Directive::PrivateTmp, "/tmp", View::Empty},
	{Directive::PrivateTmp, "/var/tmp", View::Empty},
	{Directive::ProtectControlGroups, "/sys/fs/cgroup", View::ReadOnly},
};

/** A managed directory: its base and whether DynamicUser= moves it below "private". */
struct DirectoryBase {
	Directive directive;
	std::string_view base;
};

constexpr DirectoryBase directory_bases[]{
	{Directive::RuntimeDirectory, "/run"},
	{Directive::StateDirectory, "/var/lib"},
	{Directive::CacheDirectory, "/var/cache"},
	{Directive::LogsDirectory, "/var/log"},
	{Directive::ConfigurationDirectory, "/etc"},
};

constexpr std::string_view home_paths[]{"/home", "/root", "/run/user"};

/** Always writable under ProtectSystem=strict: other directives look after them. */
constexpr std::string_view strict_exceptions[]{
	"/dev", "/proc", "/sys", "/home", "/root", "/run/user"};

std::vector<std::string> words_of(const Settings &settings, std::size_t index)
{
	return split_words(settings[index].assignment.value).value_or(std::vector<std::string>{});
}

/** A path list only changes a mount that is there already. */
bool only_changes_flags(const PathRule &rule) noexcept
{
	return rule.view == View::Writable || rule.view == View::ReadOnly;
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
	return rule && (rule->view == View::Empty || rule->view == View::EmptyReadOnly);
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
	add_protect_system(settings);
	add_protect_home(settings);
	add_switches(settings);
	add_list(settings, Directive::ReadWritePaths, View::Writable);
	add_list(settings, Directive::ReadOnlyPaths, View::ReadOnly);
	add_list(settings, Directive::InaccessiblePaths, View::Inaccessible);
	add_binds(settings, Directive::BindPaths, View::Replaced);
	add_binds(settings, Directive::BindReadOnlyPaths, View::ReplacedReadOnly);
	add_temporary(settings);
	add_directories(settings);
	add_exec(settings);
}

void PathView::add(std::string_view path, View view, std::size_t setting)
{
	if (path.starts_with('/'))
		rules_.push_back({.path = std::string{path}, .view = view, .setting = setting});
}

void PathView::add_list(const Settings &settings, Directive directive, View view)
{
	for (const std::size_t index : settings.of(directive))
		for (const std::string &word : words_of(settings, index))
			add(list_path(word), view, index);
}

void PathView::add_binds(const Settings &settings, Directive directive, View view)
{
	for (const std::size_t index : settings.of(directive))
		for (const std::string &word : words_of(settings, index)) {
			const auto parts = split_colons(word);
			const std::string source = list_path(parts[0]);
			const bool moved = parts.size() > 1 && !parts[1].empty();
			const std::string target = moved ? canonical_path(parts[1]) : source;
			const bool same = target == source;
			if (same && view == View::Replaced)
				add(target, View::Shown, index);
			else if (same && view == View::ReplacedReadOnly)
				add(target, View::ShownReadOnly, index);
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
			add(canonical_path(parts[0]), read_only ? View::EmptyReadOnly : View::Empty,
				index);
		}
}

void PathView::add_directories(const Settings &settings)
{
	const bool dynamic = settings.is_on(Directive::DynamicUser);
	for (const auto &[directive, base] : directory_bases)
		for (const std::size_t index : settings.of(directive))
			for (const std::string &word : words_of(settings, index)) {
				const std::string name{split_colons(word)[0]};
				add(simplify_path(std::string{base} + "/" + name), View::Shown,
					index);
				if (dynamic)
					add(simplify_path(std::string{base} + "/private/" + name),
						View::Shown, index);
			}
}

void PathView::add_protect_system(const Settings &settings)
{
	const auto index = settings.find(Directive::ProtectSystem);
	if (!index || !settings.is_on(Directive::ProtectSystem))
		return;
	const std::string_view value = settings.value(Directive::ProtectSystem);
	if (value == "strict") {
		add("/", View::ReadOnly, *index);
		for (const std::string_view path : strict_exceptions)
			add(path, View::Writable, *index);
		return;
	}
	for (const std::string_view path : {"/usr", "/boot", "/efi"})
		add(path, View::ReadOnly, *index);
	if (value == "full")
		add("/etc", View::ReadOnly, *index);
}

void PathView::add_protect_home(const Settings &settings)
{
	const auto index = settings.find(Directive::ProtectHome);
	if (!index || !settings.is_on(Directive::ProtectHome))
		return;
	const std::string_view value = settings.value(Directive::ProtectHome);
	const View view = value == "read-only" ? View::ReadOnly
			  : value == "tmpfs"   ? View::EmptyReadOnly
					       : View::Inaccessible;
	for (const std::string_view path : home_paths)
		add(path, view, *index);
}

void PathView::add_switches(const Settings &settings)
{
	for (const BuiltinRule &rule : builtin_rules)
		if (const auto index = settings.find(rule.directive);
			index && settings.is_on(rule.directive))
			add(rule.path, rule.view, *index);
	if (settings.value(Directive::ProcSubset) == "pid")
		add("/proc", View::ProcessesOnly, *settings.find(Directive::ProcSubset));
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
		if (rule.view == View::Inaccessible)
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
