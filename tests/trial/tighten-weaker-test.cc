// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "harness.hh"
#include "trial/tighten-weaker.hh"
#include "unit/unit-files.hh"

#include <fmt/format.h>
#include <fmt/ranges.h>

using namespace hardenctl;
using hardenctl::test::Check;

namespace {

/** Each way in brackets. */
std::string ways(const std::vector<DroppedLine> &dropped, const std::vector<Candidate> &kept = {})
{
	const UnitConfig config = load_unit_text(
		{}, "/etc/systemd/system/lab.service", "[Service]\nExecStart=/usr/sbin/lab\n");
	std::string out;
	for (const auto &way : weaker_values(config, {.systemd_version = 257}, dropped, kept)) {
		std::vector<std::string> lines;
		for (const Candidate &candidate : way)
			lines.insert(lines.end(), candidate.lines.begin(), candidate.lines.end());
		out += fmt::format("[{}]", fmt::join(lines, "; "));
	}
	return out;
}

const DroppedLine home{"ProtectHome=yes", "it denied /home"};
const DroppedLine calls{"SystemCallFilter=@chown @setuid", "found by trial"};

void the_next_value_is_tried(Check &check)
{
	check.equal(ways({home}), "[ProtectHome=read-only]");
	check.equal(ways({{"LockPersonality=yes", "found by trial"}}), "");
	check.equal(ways({}), "");
}

void calls_are_given_back_step_by_step(Check &check)
{
	check.equal(ways({calls}),
		"[SystemCallFilter=@system-service; SystemCallFilter=~@resources]"
		"[SystemCallFilter=@system-service]"
		"[SystemCallFilter=@system-service chroot]");
	check.equal(ways({calls, home}),
		"[ProtectHome=read-only; SystemCallFilter=@system-service; "
		"SystemCallFilter=~@resources]"
		"[ProtectHome=read-only; SystemCallFilter=@system-service]"
		"[ProtectHome=read-only; SystemCallFilter=@system-service chroot]");
}

void what_is_kept_is_not_tried_again(Check &check)
{
	const Candidate kept{
		.directive = Directive::SystemCallFilter, .lines = {"SystemCallFilter=~@reboot"}};
	check.equal(ways({calls}, {kept}), "");
}

} // namespace

int main()
{
	static constexpr test::Case cases[]{
		{"the next value is tried", the_next_value_is_tried},
		{"calls are given back step by step", calls_are_given_back_step_by_step},
		{"what is kept is not tried again", what_is_kept_is_not_tried_again},
	};
	return test::run("trial tighten weaker", cases);
}
