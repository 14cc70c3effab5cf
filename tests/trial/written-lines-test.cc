// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "harness.hh"
#include "trial/written-lines.hh"

#include <fmt/format.h>
#include <fmt/ranges.h>

using namespace hardenctl;
using hardenctl::test::Check;

namespace {

constexpr std::string_view first = "[Service]\n# Homes.\nProtectHome=yes\n# Calls.\n"
				   "SystemCallFilter=@system-service\nSystemCallFilter=chroot\n";

std::string as_written()
{
	return std::string{first} + written_lines_comment(first, 252);
}

std::string replaced(std::string text, std::string_view old, std::string_view by)
{
	text.replace(text.find(old), old.size(), by);
	return text;
}

std::string differences(std::string_view text)
{
	const WrittenLines lines = compare_with_written(text);
	return fmt::format("by hand [{}] gone [{}]", fmt::join(lines.by_hand, "; "),
		fmt::join(lines.gone, "; "));
}

void nothing_differs_as_written(Check &check)
{
	check.equal(differences(as_written()), "by hand [] gone []");
	check.equal(compare_with_written(as_written()).systemd_version, 252u);
}

void what_a_person_did_is_told(Check &check)
{
	check.equal(differences(replaced(as_written(), "ProtectHome=yes", "ProtectHome=read-only")),
		"by hand [ProtectHome=read-only] gone [ProtectHome]");
	check.equal(differences(replaced(as_written(), "ProtectHome=yes\n", "#ProtectHome=yes\n")),
		"by hand [] gone [ProtectHome]");
	check.equal(differences(replaced(as_written(), "[Service]", "[Service]\nNice=5")),
		"by hand [Nice=5] gone []");
	check.equal(differences(replaced(as_written(), "SystemCallFilter=chroot\n", "")),
		"by hand [] gone [SystemCallFilter]");
}

void a_second_step_is_as_written_too(Check &check)
{
	const std::string_view second = "[Service]\nPrivateTmp=yes\n";
	const std::string text =
		as_written() + std::string{second} + written_lines_comment(second, 257);
	check.equal(differences(text), "by hand [] gone []");
	check.equal(compare_with_written(text).systemd_version, 257u);
}

void without_the_comment_nothing_is_known(Check &check)
{
	check.equal(differences(first), "by hand [] gone []");
	check.equal(compare_with_written(first).systemd_version, 0u);
}

void what_a_trial_found_stays_known(Check &check)
{
	const WrittenLines lines = compare_with_written(
		"# Without ProtectHome=yes: it denied /home/lab: here.\n"
		"# Without CapabilityBoundingSet=~CAP_KILL\n# CAP_CHOWN: found by trial.\n");
	check.equal(fmt::format("{}", fmt::join(lines.not_working, "; ")),
		"ProtectHome=yes; CapabilityBoundingSet=~CAP_KILL");
}

constexpr test::Case cases[]{
	{"nothing differs as written", nothing_differs_as_written},
	{"what a person did is told", what_a_person_did_is_told},
	{"a second step is as written too", a_second_step_is_as_written_too},
	{"without the comment nothing is known", without_the_comment_nothing_is_known},
	{"what a trial found stays known", what_a_trial_found_stays_known},
};

} // namespace

int main()
{
	return test::run("written lines", cases);
}
