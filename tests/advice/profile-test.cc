// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "advice/profile.hh"

#include "advice/edits.hh"
#include "advice/exposure.hh"
#include "harness.hh"
#include "unit/unit-files.hh"

#include <algorithm>

using namespace hardenctl;
using hardenctl::test::Check;

namespace {

/** As systemd takes it, with what it would complain of. */
UnitConfig load(const std::string &text, unsigned version)
{
	return load_unit_text({.systemd_version = version}, "/etc/systemd/system/lab.service",
		"[Service]\nExecStart=/bin/true\n" + text);
}

void every_line_is_taken_by_every_version(Check &check)
{
	for (const Profile &profile : profiles())
		for (const unsigned version : {252u, 257u, 262u}) {
			const std::string text = profile_for(profile, {.systemd_version = version});
			/* a profile leaves that to the unit; tests/live/tighten has the real ones
			 */
			const UnitConfig config = load("User=lab\n" + text, version);
			for (const Diagnostic &problem : config.diagnostics)
				check.is_true(
					false, std::string{profile.name} + ": " + problem.message);
			const auto level = exposure_level(config, {.systemd_version = version});
			check.is_true(level && *level <= profile.exposure,
				std::string{profile.name} + " is less exposed");
		}
}

void lines_of_other_versions_are_left_out(Check &check)
{
	const Profile &dovecot = find_profile("dovecot");
	const std::string old = profile_for(dovecot, {.systemd_version = 252});
	const std::string recent = profile_for(dovecot, {.systemd_version = 257});
	check.contains(old, "ProtectHome=tmpfs");
	check.lacks(old, "ProtectHome=no");
	check.contains(recent, "ProtectHome=no");
	check.lacks(recent, "ProtectHome=tmpfs");
	check.lacks(recent, "#@");
	check.lacks(profile_for(dovecot, {.systemd_version = 240}), "ProtectClock=");
}

void an_unknown_one_is_told(Check &check)
{
	check.throws([] { find_profile("exim"); }, "apache2, ");
}

constexpr Profile lab{.name = "lab", .version = 1, .units = "lab.service php*-fpm.service"};

void a_pattern_is_for_the_units_that_it_matches(Check &check)
{
	check.is_true(is_for(lab, "lab.service") && is_for(lab, "php8.4-fpm.service"), "both");
	check.is_true(!is_for(lab, "nginx.service"), "not another");
	check.equal(usual_unit(lab), "lab.service");
	check.equal(usual_unit({.units = "php*-fpm.service"}), "");
}

std::string lines_in(const std::vector<Candidate> &candidates)
{
	std::string out;
	for (const Candidate &candidate : candidates) {
		for (const std::string &line : candidate.lines)
			out += line + "|";
		out += candidate.reason + "\n";
	}
	return out;
}

void trials_take_what_restricts_apart_from_what_makes_room(Check &check)
{
	const std::string text = "[Service]\n# One.\n# Two.\nProtectSystem=strict\n"
				 "# Room.\nReadWritePaths=-/srv\n# Ports.\nSockets=lab.socket\n"
				 "# Homes.\nProtectHome=no\n# A.\nCapabilityBoundingSet=CAP_KILL\n"
				 "# B.\nCapabilityBoundingSet=CAP_CHOWN\n";
	const ProfileParts parts = parts_of(text, load("", 257), {.systemd_version = 257});
	check.equal(lines_in(parts.candidates),
		"ProtectSystem=strict|One. Two\n"
		"CapabilityBoundingSet=CAP_KILL|CapabilityBoundingSet=CAP_CHOWN|A; B\n");
	check.equal(parts.always,
		"# Room.\nReadWritePaths=-/srv\n# Ports.\nSockets=lab.socket\n# Homes.\n"
		"ProtectHome=no\n");
	check.is_true(parts.looser.empty(), "nothing is looser");
}

void a_unit_does_not_get_looser(Check &check)
{
	const std::string text = "[Service]\n# Homes.\nProtectHome=no\n# A.\n"
				 "CapabilityBoundingSet=CAP_SYS_ADMIN\n# Ours.\nPrivateTmp=yes\n";
	const ProfileParts parts =
		parts_of(text, load("ProtectHome=yes\nCapabilityBoundingSet=CAP_KILL\n", 257),
			{.systemd_version = 257});
	check.equal(lines_in(parts.candidates), "PrivateTmp=yes|Ours\n");
	check.equal(parts.always, "");
	check.equal(parts.looser.size(), 2u);
}

constexpr test::Case cases[]{
	{"every line is taken by every version", every_line_is_taken_by_every_version},
	{"lines of other versions are left out", lines_of_other_versions_are_left_out},
	{"an unknown one is told", an_unknown_one_is_told},
	{"a pattern is for the units that it matches", a_pattern_is_for_the_units_that_it_matches},
	{"trials take what restricts apart from what makes room",
		trials_take_what_restricts_apart_from_what_makes_room},
	{"a unit does not get looser", a_unit_does_not_get_looser},
};

} // namespace

int main()
{
	return test::run("profiles", cases);
}
