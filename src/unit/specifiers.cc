// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "unit/specifiers.hh"

#include "base/path.hh"
#include "base/text.hh"
#include "unit/os-release.hh"

#include <cstdlib>
#include <pwd.h>
#include <sys/utsname.h>
#include <unistd.h>

namespace hardenctl {

namespace {

// A value full of long specifiers must not grow without bound.
constexpr std::size_t max_expanded = 1024 * 1024;

using Value = std::optional<std::string>;

bool is_running_system(const UnitSearch &search) noexcept
{
	return search.root.empty() || search.root == "/";
}

Value if_not_empty(std::string value)
{
	if (value.empty())
		return std::nullopt;
	return value;
}

Value environment(const char *variable)
{
	const char *value = getenv(variable);
	return value ? if_not_empty(value) : std::nullopt;
}

Value below_home(const char *variable, std::string_view fallback)
{
	if (auto set = environment(variable))
		return set;
	const auto home = environment("HOME");
	return home ? Value{*home + std::string{fallback}} : std::nullopt;
}

/** StateDirectory= of user units: NEWS of 254. An unknown version is taken for a newer one. */
Value state_home(unsigned systemd_version)
{
	constexpr unsigned own_variable_since = 254;
	return systemd_version != 0 && systemd_version < own_variable_since
		       ? below_home("XDG_CONFIG_HOME", "/.config")
		       : below_home("XDG_STATE_HOME", "/.local/state");
}

Value log_home(unsigned systemd_version)
{
	auto state = state_home(systemd_version);
	if (state)
		*state += "/log";
	return state;
}

std::string without_dashes(std::string text)
{
	for (std::size_t at; (at = text.find('-')) != text.npos;)
		text.erase(at, 1);
	return text;
}

std::string as_path(const UnitName &name)
{
	const auto text = unescape_unit_name(
		name.instance && !name.instance->empty() ? *name.instance : name.prefix);
	return text.starts_with('/') ? text : "/" + text;
}

} // namespace

Value Specifiers::of_name(char letter) const
{
	const auto instance = name_.instance.value_or("");
	const auto last = name_.prefix.substr(name_.prefix.rfind('-') + 1);
	switch (letter) {
	case 'n':
		return name_.full();
	case 'N': {
		const auto full = name_.full();
		return full.substr(0, full.rfind('.'));
	}
	case 'p':
		return name_.prefix;
	case 'P':
		return unescape_unit_name(name_.prefix);
	case 'i':
		return instance;
	case 'I':
		return unescape_unit_name(instance);
	case 'j':
		return last;
	case 'J':
		return unescape_unit_name(last);
	case 'f':
		return as_path(name_);
	case 'y':
		return if_not_empty(fragment_);
	case 'Y':
		return if_not_empty(std::string{parent_path(fragment_)});
	default:
		return std::nullopt;
	}
}

Value Specifiers::of_directories(char letter) const
{
	const bool user = search_.user;
	if (letter == 'T' || letter == 'V')
		return letter == 'T' ? "/tmp" : "/var/tmp";
	if (user && !is_running_system(search_))
		return std::nullopt;
	switch (letter) {
	case 't':
		return user ? environment("XDG_RUNTIME_DIR") : "/run";
	case 'S':
		return user ? state_home(search_.systemd_version) : "/var/lib";
	case 'C':
		return user ? below_home("XDG_CACHE_HOME", "/.cache") : "/var/cache";
	case 'L':
		return user ? log_home(search_.systemd_version) : "/var/log";
	case 'E':
		return user ? below_home("XDG_CONFIG_HOME", "/.config") : "/etc";
	case 'D':
		return user ? below_home("XDG_DATA_HOME", "/.local/share") : "/usr/share";
	case 'd': {
		const auto runtime = user ? environment("XDG_RUNTIME_DIR") : "/run";
		return runtime ? Value{*runtime + "/credentials/" + name_.full()} : std::nullopt;
	}
	default:
		return std::nullopt;
	}
}

/** Whose manager it is; root may look at that of another. nullptr for one that is not known. */
static const passwd *user_of_manager()
{
	constexpr std::string_view directories = "/run/user/";
	const Value runtime = environment("XDG_RUNTIME_DIR");
	uid_t uid = getuid();
	if (geteuid() == 0 && runtime && runtime->starts_with(directories))
		uid = parse_number<uid_t>(runtime->substr(directories.size())).value_or(uid);
	return getpwuid(uid);
}

Value Specifiers::of_user(char letter) const
{
	const bool user = search_.user;
	if (user && !is_running_system(search_))
		return std::nullopt;
	const passwd *entry = user ? user_of_manager() : nullptr;
	if (user && !entry && letter != 'h')
		return std::nullopt;
	switch (letter) {
	case 'h':
		return user ? environment("HOME") : "/root";
	case 'u':
		return user ? entry->pw_name : "root";
	case 'U':
		return std::to_string(user ? entry->pw_uid : 0);
	case 'g':
		return user ? std::nullopt : Value{"root"};
	case 'G':
		return std::to_string(user ? entry->pw_gid : 0);
	default:
		return std::nullopt;
	}
}

Value Specifiers::of_system(char letter) const
{
	utsname names{};
	switch (letter) {
	case 'm':
		return if_not_empty(read_short_file(search_.root, "/etc/machine-id"));
	case 'H':
		return if_not_empty(hostname_in(search_.root));
	case 'l': {
		const auto name = hostname_in(search_.root);
		return if_not_empty(name.substr(0, name.find('.')));
	}
	case 'b':
		return if_not_empty(without_dashes(
			read_short_file(search_.root, "/proc/sys/kernel/random/boot_id")));
	case 'v':
		if (!is_running_system(search_) || uname(&names) != 0)
			return std::nullopt;
		return names.release;
	default:
		return std::nullopt;
	}
}

Value Specifiers::of_release(char letter) const
{
	constexpr std::string_view letters = "owBWAM";
	constexpr std::string_view keys[] = {
		"ID", "VERSION_ID", "BUILD_ID", "VARIANT_ID", "IMAGE_VERSION", "IMAGE_ID"};
	const auto at = letters.find(letter);
	if (at == letters.npos)
		return std::nullopt;
	if (!os_release_)
		os_release_ = read_os_release(search_.root);
	if (os_release_->empty())
		return std::nullopt;
	return std::string{os_release_field(*os_release_, keys[at])};
}

Value Specifiers::value(char letter) const
{
	if (auto found = of_name(letter))
		return found;
	if (auto found = of_directories(letter))
		return found;
	if (auto found = of_user(letter))
		return found;
	if (auto found = of_release(letter))
		return found;
	return of_system(letter);
}

Expansion Specifiers::expand(std::string_view text) const
{
	constexpr std::string_view letters = "aAbBcCdDEfgGhHiIjJlLmMnNopPqrsStTuUvVwWyY";
	Expansion result;
	for (std::size_t i = 0; i < text.size(); i++) {
		const char letter = i + 1 < text.size() ? text[i + 1] : '\0';
		if (text[i] != '%' || (letter != '%' && letters.find(letter) == letters.npos)) {
			result.text += text[i];
			continue;
		}
		i++;
		auto found = letter == '%' ? Value{"%"} : value(letter);
		if (!found)
			result.unknown += letter;
		if (result.text.size() > max_expanded)
			break;
		result.text += found ? *found : std::string{'%', letter};
	}
	return result;
}

} // namespace hardenctl
