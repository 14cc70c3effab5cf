// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors
//
// Known levels. With a file of settings in
// EXPOSURE_UNITS: these and the installed units row by
// row against the installed systemd-analyze.

#include "advice/exposure-rules.hh"
#include "advice/exposure.hh"
#include "base/text.hh"
#include "harness.hh"
#include "unit/unit-files.hh"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <memory>
#include <optional>
#include <string>

using namespace hardenctl;
using hardenctl::test::Check;

namespace {

namespace fs = std::filesystem;

constexpr int exit_skipped = 77;

/** systemd-analyze(1), --offline= */
constexpr unsigned offline_since = 250;

UnitConfig unit(std::string_view settings, std::string_view unit_section = {})
{
	const std::string text = "[Unit]\n" + std::string{unit_section} +
				 "\n[Service]\nExecStart=/bin/true\n" + std::string{settings};
	return load_unit_text({}, "/etc/systemd/system/lab.service", text);
}

using Badnesses = std::map<std::string, std::optional<unsigned>, std::less<>>;

Badnesses badnesses(
	const UnitConfig &config, const System &system, ExposureMode mode = ExposureMode::Offline)
{
	Badnesses found;
	for (const ExposureRow &row : exposure_rows(config, system, mode))
		found.emplace(row.json_field, row.badness);
	return found;
}

struct Sums {
	unsigned badness = 0;
	unsigned weight = 0;
};

Sums sums(std::string_view settings, const System &system, ExposureMode mode)
{
	Sums result;
	for (const ExposureRow &row : exposure_rows(unit(settings), system, mode))
		if (row.badness) {
			result.badness += (*row.badness * row.weight + row.range - 1) / row.range;
			result.weight += row.weight;
		}
	return result;
}

/** 1000 for none, so that a missing level is no crash. */
unsigned level(std::string_view settings, const System &system, ExposureMode mode)
{
	return exposure_level(unit(settings), system, mode).value_or(1000);
}

constexpr System systemd_262{.systemd_version = 262};

void every_row_is_there_once(Check &check)
{
	std::size_t found = 0;
	for (const DirectiveRecord &directive : directive_records())
		found += directive.exposure.size();
	const auto rows = exposure_rows(unit(""), systemd_262);
	check.equal(rows.size(), std::size_t{81});
	check.is_true(found > rows.size(), "two rows belong to two directives each");
}

void bare_unit(Check &check)
{
	check.equal(level("", systemd_262, ExposureMode::Offline), 94u);
	check.equal(level("", systemd_262, ExposureMode::Online), 96u);
	const Sums offline = sums("", systemd_262, ExposureMode::Offline);
	check.equal(offline.badness, 52510u);
	check.equal(offline.weight, 56160u);
	const Sums online = sums("", systemd_262, ExposureMode::Online);
	check.equal(online.badness, 53510u);
	check.equal(online.weight, 56160u);
}

void unknown_version_is_the_newest(Check &check)
{
	check.equal(level("", {}, ExposureMode::Offline), 94u);
	check.equal(exposure_rows(unit(""), {}).size(), std::size_t{81});
}

void partly_hardened(Check &check)
{
	constexpr auto settings = "RestrictAddressFamilies=~AF_INET\n"
				  "UMask=0027\n"
				  "IPAddressDeny=any\n"
				  "IPAddressAllow=localhost\n"
				  "SystemCallFilter=@system-service\n"
				  "SystemCallArchitectures=native\n"
				  "PrivateDevices=yes\n"
				  "ProtectSystem=full\n";
	const Sums found = sums(settings, systemd_262, ExposureMode::Offline);
	check.equal(found.badness, 37330u);
	check.equal(found.weight, 56160u);
	check.equal(level(settings, systemd_262, ExposureMode::Offline), 67u);
}

void single_settings(Check &check)
{
	for (const ExposureMode mode : {ExposureMode::Online, ExposureMode::Offline}) {
		const unsigned bare = sums("", systemd_262, mode).badness;
		check.equal(bare - sums("NoNewPrivileges=yes\n", systemd_262, mode).badness, 1000u);
		check.equal(bare - sums("PrivateNetwork=yes\n", systemd_262, mode).badness, 2500u);
		check.equal(bare - sums("LockPersonality=yes\n", systemd_262, mode).badness, 100u);
	}
}

void mounts_online_and_offline(Check &check)
{
	const System old{.systemd_version = 252};
	const auto mounts = [&](const char *settings, const System &system, ExposureMode mode) {
		return badnesses(unit(settings), system, mode)["PrivateMounts"] == 1u;
	};
	check.is_true(mounts("ProtectHome=yes\n", old, ExposureMode::Offline), "252, of files");
	check.is_true(!mounts("ProtectHome=yes\n", old, ExposureMode::Online), "252, running");
	check.is_true(!mounts("", systemd_262, ExposureMode::Offline), "unset since 254");
	check.is_true(mounts("PrivateMounts=no\n", systemd_262, ExposureMode::Offline), "no");
	check.is_true(mounts("ReadOnlyPaths=/\n", systemd_262, ExposureMode::Online),
		"systemd-analyze does not look at ReadOnlyPaths=");
}

void rows_by_version(Check &check)
{
	const auto rows = [](unsigned version) {
		return badnesses(unit(""), {.systemd_version = version});
	};
	check.is_true(!rows(249).contains("CapabilityBoundingSet_CAP_BPF"), "no CAP_BPF in 249");
	check.is_true(rows(252).contains("CapabilityBoundingSet_CAP_BPF"), "CAP_BPF in 252");
}

void user_managers(Check &check)
{
	const UnitConfig config = unit("");
	const auto rows = [&](unsigned version) {
		return badnesses(config, {.systemd_version = version, .user_manager = true});
	};
	check.is_true(rows(262)["UserOrDynamicUser"] == 0u, "not root");
	check.is_true(!rows(262)["RemoveIPC"], "does not apply");
	check.is_true(rows(262)["SupplementaryGroups"] == 0u, "applies");
	check.is_true(rows(257)["UserOrDynamicUser"] == 10u, "257 takes it for root");
	check.is_true(rows(262)["KeyringMode"] == 1u, "inherited");
}

void rows_without_default_dependencies(Check &check)
{
	auto rows = badnesses(unit("", "DefaultDependencies=no\n"), systemd_262);
	for (const char *row :
		{"PrivateTmp", "ProtectHome", "ProtectSystem", "RootDirectoryOrRootImage"})
		check.is_true(rows.contains(row) && !rows[row], row);
	check.is_true(rows["PrivateDevices"] == 1u, "PrivateDevices= applies");
}

void localhost_rules(Check &check)
{
	const UnitConfig config = unit("IPAddressDeny=any\nIPAddressAllow=127.0.0.53\n");
	check.is_true(badnesses(config, systemd_262)["IPAddressDeny"] == 2u, "of files");
	check.is_true(badnesses(config, systemd_262, ExposureMode::Online)["IPAddressDeny"] == 5u,
		"running: not the whole network");
}

void unit_that_is_not_there(Check &check)
{
	check.is_true(!exposure_level(UnitConfig{}, systemd_262), "no level");
}

/** The output of a command; empty if it cannot be run. */
std::string output(const std::string &command)
{
	const std::unique_ptr<std::FILE, int (*)(std::FILE *)> pipe{
		popen(("LC_ALL=C " + command + " 2>/dev/null").c_str(), "re"), pclose};
	std::string text;
	char buffer[4096];
	while (pipe) {
		const std::size_t count = std::fread(buffer, 1, sizeof buffer, pipe.get());
		if (!count)
			break;
		text.append(buffer, count);
	}
	return text;
}

/** "systemd 252 (252.39-1)" */
std::optional<unsigned> installed_version()
{
	const std::string text = output("systemd-analyze --version");
	const auto words = split_blanks(std::string_view{text}.substr(0, text.find('\n')));
	if (words.size() < 2)
		return std::nullopt;
	return parse_number<unsigned>(words[1].substr(0, words[1].find('.')));
}

/** "→ Overall exposure level for lab.service: 9.6 UNSAFE" */
std::string shown_level(const fs::path &file)
{
	const std::string text = output(
		"systemd-analyze security --offline=true --no-pager '" + file.string() + "'");
	const auto line = text.find("Overall exposure level for");
	const auto colon = line == text.npos ? line : text.find(": ", line);
	if (colon == text.npos)
		return "none";
	return text.substr(colon + 2, text.find(' ', colon + 2) - colon - 2);
}

std::string show(std::optional<unsigned> level)
{
	if (!level)
		return "none";
	return std::to_string(*level / 10) + "." + std::to_string(*level % 10);
}

void compare_rows(Check &check, const fs::path &file, const Badnesses &rows)
{
	const auto table = nlohmann::json::parse(
		output("systemd-analyze security --offline=true --json=short '" + file.string() +
			"'"),
		nullptr, false);
	if (!check.is_true(table.is_array(), file.string() + ": no JSON"))
		return;
	check.equal(table.size(), rows.size());
	for (const auto &theirs : table) {
		const std::string field = theirs.value("json_field", "");
		const auto ours = rows.find(field);
		if (!check.is_true(ours != rows.end(), field))
			continue;
		const nlohmann::json expected =
			ours->second ? nlohmann::json(*ours->second == 0) : nlohmann::json();
		check.is_true(expected == theirs["set"], file.string() + ": " + field);
	}
}

/** @return was there anything to compare? */
bool compare(Check &check, const fs::path &file, const UnitConfig &config)
{
	const System system{.systemd_version = installed_version().value_or(0)};
	const std::string theirs = shown_level(file);
	const std::string ours = show(exposure_level(config, system, ExposureMode::Offline));
	check.equal(file.string() + ": " + ours, file.string() + ": " + theirs);
	if (ours == "none" || theirs == "none")
		return false;
	compare_rows(check, file, badnesses(config, system));
	return true;
}

void installed_units(Check &check)
{
	const UnitSearch search{.systemd_version = installed_version().value_or(0)};
	std::size_t compared = 0;
	for (const auto &entry : fs::directory_iterator{"/usr/lib/systemd/system"}) {
		std::string name = entry.path().filename();
		if (!name.ends_with(".service"))
			continue;
		// systemd-analyze looks at the instance "i" of a template.
		if (const auto at = name.find('@'); at != name.npos && name[at + 1] == '.')
			name.insert(at + 1, "i");
		compared += compare(check, entry.path(), load_unit(search, name));
	}
	std::printf("%zu installed units compared\n", compared);
}

/** Units in a file, separated by empty lines; "#" begins a comment. */
std::vector<std::string> read_units(const char *path)
{
	std::vector<std::string> units{""};
	std::ifstream file{path};
	for (std::string line; std::getline(file, line);) {
		if (!line.empty() && !line.starts_with('#'))
			units.back() += line + "\n";
		else if (!units.back().empty())
			units.emplace_back();
	}
	if (units.back().empty())
		units.pop_back();
	return units;
}

void hardened_units(Check &check)
{
	const char *path = std::getenv("EXPOSURE_UNITS");
	const auto settings = read_units(path ? path : "");
	check.is_true(settings.size() > 100, "file of settings");
	std::string pattern = fs::temp_directory_path() / "exposure-test-XXXXXX";
	if (!check.is_true(mkdtemp(pattern.data()), "temporary directory"))
		return;
	const fs::path directory{pattern};
	for (std::size_t i = 0; i < settings.size(); i++) {
		const fs::path file = directory / ("lab" + std::to_string(i) + ".service");
		std::ofstream{file} << "[Service]\nExecStart=/bin/true\n" << settings[i];
		const UnitConfig config = load_unit_file(
			{.systemd_version = installed_version().value_or(0)}, file.string());
		check.is_true(compare(check, file, config), settings[i]);
	}
	fs::remove_all(directory);
}

constexpr hardenctl::test::Case known_cases[]{
	{"every row is there once", every_row_is_there_once},
	{"bare unit", bare_unit},
	{"an unknown version is the newest", unknown_version_is_the_newest},
	{"partly hardened", partly_hardened},
	{"single settings", single_settings},
	{"mounts online and offline", mounts_online_and_offline},
	{"rows by version", rows_by_version},
	{"user managers", user_managers},
	{"rows without default dependencies", rows_without_default_dependencies},
	{"localhost rules", localhost_rules},
	{"a unit that is not there", unit_that_is_not_there},
};

constexpr hardenctl::test::Case installed_cases[]{
	{"installed units", installed_units},
	{"hardened units", hardened_units},
};

} // namespace

int main()
{
	if (!std::getenv("EXPOSURE_UNITS"))
		return hardenctl::test::run("exposure", known_cases);
	if (installed_version().value_or(0) < offline_since) {
		std::puts("skipped: no systemd-analyze that looks at files is installed");
		return exit_skipped;
	}
	if (!fs::exists("/sys/fs/cgroup/cgroup.procs") && !fs::exists("/sys/fs/cgroup/systemd") &&
		!fs::exists("/sys/fs/cgroup/cpu")) {
		std::puts("skipped: no control groups here, systemd-analyze refuses units that "
			  "filter traffic");
		return exit_skipped;
	}
	return hardenctl::test::run("exposure against systemd-analyze", installed_cases);
}
