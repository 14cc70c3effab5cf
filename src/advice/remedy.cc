// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "advice/remedy.hh"

#include "advice/file-evidence.hh"
#include "base/path.hh"
#include "base/rooted-file.hh"
#include "base/shell-word.hh"
#include "base/text.hh"
#include "process/read-process.hh"

#include <algorithm>
#include <cerrno>
#include <fmt/format.h>
#include <sys/stat.h>

namespace hardenctl {

namespace {

constexpr std::size_t most_remedies = 3;
constexpr int exit_group = 216;
constexpr int exit_user = 217;

/** Whose own the data there are: a service may own them. Elsewhere, such as in /etc, it reads. */
bool is_place_of_data(const std::string &path)
{
	constexpr std::string_view places[]{
		"/run", "/srv", "/var/cache", "/var/lib", "/var/log", "/var/spool", "/var/www"};
	return std::ranges::any_of(places, [&](std::string_view place) {
		return path != place && path_is_below(path, place);
	});
}

/** Where nothing is to be opened to make a service work. */
bool is_private_place(const std::string &path)
{
	return path_is_below(path, "/root") || path_is_below(path, "/home") ||
	       path.starts_with("/proc/") || path == "/" || path == "/etc/shadow";
}

class FileRemedy {
	const std::string &tree_;
	const Operation &operation_;
	FileUser user_;
	std::string login_;
	std::string path_;

	std::string verb() const;
	Remedy by_mode(const std::string &place, const struct stat &status) const;

public:
	FileRemedy(const std::string &tree, const Operation &operation, FileUser user)
		: tree_(tree), operation_(operation), user_(std::move(user)),
		  login_(name_of_user(tree, user_.uid)), path_(canonical_path(operation.path))
	{
	}

	std::optional<Remedy> refused() const;
	std::optional<Remedy> not_there() const;
};

std::string FileRemedy::verb() const
{
	switch (wanted_of(operation_)) {
	case AccessMode::Existence:
		return "use";
	case AccessMode::Reading:
		return "read";
	case AccessMode::Writing:
		return "write to";
	case AccessMode::Creating:
		return "create files in";
	case AccessMode::Executing:
		return "execute";
	}
	return "use";
}

Remedy FileRemedy::by_mode(const std::string &place, const struct stat &status) const
{
	constexpr mode_t all_bits = 07777;
	const std::string owner = name_of_user(tree_, status.st_uid);
	const std::string group = name_of_group(tree_, status.st_gid);
	const bool is_way = S_ISDIR(status.st_mode) && place != path_ &&
			    wanted_of(operation_) != AccessMode::Creating;
	Remedy remedy{fmt::format("{} belongs to {}:{} with mode {:04o}: {} may not {} it.", place,
		owner, group, status.st_mode & all_bits, login_, is_way ? "pass" : verb())};
	if (is_private_place(place))
		return remedy;
	const std::string word = shell_word(place);
	const std::string primary = name_of_group(tree_, user_.groups.front());
	if (is_place_of_data(place) && owner == "root")
		remedy.command = fmt::format("chown {}: {}", shell_word(login_), word);
	else if (wanted_of(operation_) == AccessMode::Reading || is_way)
		remedy.command = fmt::format("chgrp {0} {1} && chmod g+{2} {1}",
			shell_word(primary), word, S_ISDIR(status.st_mode) ? "rx" : "r");
	return remedy;
}

/** The first directory on the way that may not be passed, else the file itself or its directory. */
std::optional<Remedy> FileRemedy::refused() const
{
	for (auto slash = path_.find('/', 1); slash != path_.npos;
		slash = path_.find('/', slash + 1)) {
		const std::string above = path_.substr(0, slash);
		const auto status = stat_in_root(tree_, above);
		if (status && file_access(tree_, above + "/.", user_, AccessMode::Existence) ==
				      FileAccess::RefusedByMode)
			return by_mode(above, *status);
	}
	if (const auto status = stat_in_root(tree_, path_))
		return by_mode(path_, *status);
	const std::string directory{parent_path(path_)};
	if (const auto status = stat_in_root(tree_, directory))
		return by_mode(directory, *status);
	return std::nullopt;
}

std::optional<Remedy> FileRemedy::not_there() const
{
	if (stat_in_root(tree_, path_))
		return std::nullopt;
	const bool creates = wanted_of(operation_) == AccessMode::Creating;
	const std::string place = creates ? std::string{parent_path(path_)} : path_;
	if (operation_.kind == OperationKind::Execute)
		return Remedy{
			fmt::format("{} is not there: install it, or correct its name.", path_),
			{}};
	if (!creates || stat_in_root(tree_, place) || !is_place_of_data(place))
		return Remedy{
			fmt::format("{} is not there: make it, or correct its name.", place), {}};
	const std::string group = name_of_group(tree_, user_.groups.front());
	const bool is_volatile = path_is_below(place, "/run");
	return Remedy{
		fmt::format("{} is not there.{}", place,
			is_volatile
				? " The next boot empties /run: a line of tmpfiles.d(5) makes it "
				  "again."
				: ""),
		fmt::format("install -d -o {} -g {} {}", shell_word(login_), shell_word(group),
			shell_word(place))};
}

std::optional<Remedy> for_file(
	const Denial &denial, FileAccess file, const UnitConfig &config, const SystemFacts &system)
{
	FileUser user;
	const std::string &tree = *system.file_tree;
	if (!find_asking_user(denial, config, tree, user))
		return std::nullopt;
	if (user.groups.empty())
		user.groups.push_back(0);
	const FileRemedy remedy{tree, denial.operation, user};
	switch (file) {
	case FileAccess::RefusedByMode:
	case FileAccess::RefusedToNewUser:
		return remedy.refused();
	case FileAccess::Missing:
		return denial.answer.error_number == ENOENT ? remedy.not_there() : std::nullopt;
	case FileAccess::Unknown:
	case FileAccess::Allowed:
	case FileAccess::ReadOnlyFileSystem:
		break;
	}
	return std::nullopt;
}

/** "There is no user "ngnix": did you mean nginx?" */
std::optional<Remedy> for_missing_name(
	const Denial &denial, const UnitConfig &config, const SystemFacts &system)
{
	const auto status = denial.operation.exit_status;
	if (denial.operation.kind != OperationKind::SetupStep || !system.file_tree ||
		(status != exit_user && status != exit_group))
		return std::nullopt;
	const bool is_user = status == exit_user;
	const Assignment *set = config.find(is_user ? Directive::User : Directive::Group);
	FileUser user;
	const std::string &tree = *system.file_tree;
	if (!set || (is_user ? find_user(tree, set->value, user)
			     : find_group(tree, set->value).has_value()))
		return std::nullopt;
	const auto names = is_user ? user_names(tree) : group_names(tree);
	const std::vector<std::string_view> candidates{names.begin(), names.end()};
	const auto near = did_you_mean(set->value, candidates);
	const std::string_view kind = is_user ? "user" : "group";
	const std::string rest = near ? fmt::format(": did you mean {}?", *near) : " here.";
	const std::string command = fmt::format(
		"{} --system {}", is_user ? "useradd" : "groupadd", shell_word(set->value));
	return Remedy{fmt::format("There is no {} \"{}\"{}", kind, set->value, rest),
		near ? std::string{} : command};
}

/** Only of the running system, where the holder can be looked for. */
std::optional<Remedy> for_port(const Denial &denial, const SystemFacts &system)
{
	if (!denial.other_cause || denial.answer.error_number != EADDRINUSE ||
		!denial.operation.port || system.file_tree != std::optional<std::string>{""})
		return std::nullopt;
	const unsigned port = *denial.operation.port;
	const auto holder = find_port_holder("/proc", *denial.operation.port);
	if (!holder)
		return Remedy{
			fmt::format("Nothing holds port {} now, or it is not shown to you.", port),
			fmt::format("ss -Hltnp 'sport = :{}'", port)};
	return Remedy{
		fmt::format("Port {} is held by {} (PID {}){}.", port, holder->comm, holder->pid,
			holder->unit.empty() ? "" : fmt::format(", of {}", holder->unit)),
		holder->unit.empty()
			? fmt::format("ss -Hltnp 'sport = :{}'", port)
			: fmt::format("systemctl status {}", shell_word(holder->unit))};
}

} // namespace

std::vector<Remedy> remedies_for(const Incident &incident, const ContextEvidence &circumstances,
	const UnitConfig &config, const SystemFacts &system, Verdict verdict)
{
	std::vector<Remedy> remedies;
	const auto add = [&](std::optional<Remedy> remedy) {
		if (remedy && remedies.size() < most_remedies &&
			std::ranges::find(remedies, *remedy) == remedies.end())
			remedies.push_back(std::move(*remedy));
	};
	if (verdict == Verdict::Clean)
		return remedies;
	for (std::size_t i = 0; i < incident.denials.size(); i++) {
		const Denial &denial = incident.denials[i];
		const FileAccess file = circumstances.files[i];
		add(for_missing_name(denial, config, system));
		/* of what a directive denies, the missing and the refused is a consequence */
		if (verdict == Verdict::Sandbox && file != FileAccess::RefusedToNewUser)
			continue;
		add(for_port(denial, system));
		if (file != FileAccess::Unknown)
			add(for_file(denial, file, config, system));
	}
	return remedies;
}

} // namespace hardenctl
