// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "unit/unit-files.hh"

#include "base/rooted-file.hh"
#include "base/text.hh"
#include "unit/os-release.hh"

#include <algorithm>
#include <array>
#include <fmt/format.h>

namespace hardenctl {

namespace {

struct Release {
	std::string_view id;
	std::string_view version;
	unsigned systemd;
};

constexpr auto releases = std::to_array<Release>({
	{"almalinux", "8", 239},
	{"almalinux", "9", 252},
	{"almalinux", "10", 257},
	{"centos", "8", 239},
	{"centos", "9", 252},
	{"centos", "10", 257},
	{"debian", "11", 247},
	{"debian", "12", 252},
	{"debian", "13", 257},
	{"debian", "14", 262},
	{"fedora", "38", 253},
	{"fedora", "39", 254},
	{"fedora", "40", 255},
	{"fedora", "41", 256},
	{"fedora", "42", 257},
	{"fedora", "43", 258},
	{"rhel", "8", 239},
	{"rhel", "9", 252},
	{"rhel", "10", 257},
	{"rocky", "8", 239},
	{"rocky", "9", 252},
	{"rocky", "10", 257},
	{"ubuntu", "20.04", 245},
	{"ubuntu", "22.04", 249},
	{"ubuntu", "24.04", 255},
	{"ubuntu", "25.04", 257},
	{"ubuntu", "25.10", 257},
	{"ubuntu", "26.04", 259},
});

/** NNN of libsystemd-shared-NNN.so and of libsystemd-shared-NNN.4-1~deb.so. */
unsigned version_of_library(std::string_view name) noexcept
{
	constexpr std::string_view prefix = "libsystemd-shared-";
	if (!name.starts_with(prefix) || !name.ends_with(".so"))
		return 0;
	name.remove_prefix(prefix.size());
	const auto end = name.find_first_not_of("0123456789");
	return parse_number<unsigned>(name.substr(0, end)).value_or(0);
}

unsigned version_in_directory(const std::string &root, const std::string &path)
{
	unsigned version = 0;
	for_each_entry_in_root(root, path, [&](std::string_view name, bool) {
		version = std::max(version, version_of_library(name));
	});
	return version;
}

unsigned version_of_release(const std::string &root)
{
	const auto fields = read_os_release(root);
	const auto id = os_release_field(fields, "ID");
	const auto version = os_release_field(fields, "VERSION_ID");
	if (id == "debian" && os_release_field(fields, "VERSION_CODENAME") == "forky")
		return 262;
	const auto major = version.substr(0, version.find('.'));
	for (const auto &release : releases)
		if (release.id == id && (release.version == version || release.version == major))
			return release.systemd;
	return 0;
}

} // namespace

unsigned systemd_version_of(const std::string &root)
{
	std::vector<std::string> directories{
		"/usr/lib/systemd", "/lib/systemd", "/usr/lib64/systemd"};
	for_each_entry_in_root(root, "/usr/lib", [&](std::string_view name, bool) {
		if (name.find("-linux-") != name.npos)
			directories.push_back(fmt::format("/usr/lib/{}/systemd", name));
	});
	for (const auto &directory : directories)
		if (const auto version = version_in_directory(root, directory))
			return version;
	return version_of_release(root);
}

} // namespace hardenctl
