// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "trial/tighten-draft.hh"

#include "../advice/layered-unit.hh"
#include "harness.hh"
#include "trial/standing-cause.hh"

using namespace hardenctl;
using test::Check;

namespace {

constexpr System debian{.systemd_version = 257};

/** A unit that reads a home is narrowed, and what is printed sets the directive once. */
void what_makes_room_replaces_its_line(Check &check)
{
	const UnitConfig config = test::layered_unit("", "");
	TightenDraft draft{config, debian, ""};
	draft.add({.directive = Directive::ProtectHome,
		.lines = {"ProtectHome=yes"},
		.reason = "nothing in a home is open"});
	draft.add({.directive = Directive::InaccessiblePaths,
		.lines = {"InaccessiblePaths=/srv"},
		.reason = "nothing there is open"});
	check.contains(draft.text(), "\nProtectHome=yes\n");
	draft.make_room(0, {.scope = Scope::Narrowest,
				   .lines = {"ProtectHome=tmpfs", "BindReadOnlyPaths=/home/a/app"},
				   .why = "only this of the homes"});
	const std::string text = draft.text();
	check.lacks(text, "ProtectHome=yes");
	check.contains(text, "\nProtectHome=tmpfs\n");
	check.contains(text, "\nBindReadOnlyPaths=/home/a/app\n");
	check.contains(text, "\nInaccessiblePaths=/srv\n");
}

Diagnosis denied_by(Directive directive, const std::string &value, const std::string &path)
{
	const Assignment written{.directive = directive,
		.value = value,
		.origin = {.kind = OriginKind::DropIn, .path = path, .line = 5}};
	Finding finding{.directive = directive};
	finding.edits.push_back({.scope = Scope::Narrowest,
		.lines = {"ReadWritePaths=/etc/x"},
		.cause = "of the trial",
		.purpose = Purpose{written, {}}});
	Diagnosis diagnosis;
	diagnosis.findings.push_back(std::move(finding));
	return diagnosis;
}

void a_reason_names_no_file_on_trial(Check &check)
{
	const UnitConfig config = test::layered_unit("", "ProtectSystem=strict");
	const std::string trial = "/run/systemd/system/x.service.d/zz-hardenctl~trial.conf";
	Diagnosis again = denied_by(Directive::ProtectSystem, "full", trial);
	name_standing_causes(again, config);
	const std::string cause = again.findings[0].edits[0].cause;
	check.contains(cause, "ProtectSystem=strict (");
	check.lacks(cause, "~trial");
	Diagnosis new_there = denied_by(Directive::ReadOnlyPaths, "/run/dbus", trial);
	name_standing_causes(new_there, config);
	check.equal(new_there.findings[0].edits[0].cause, "ReadOnlyPaths=/run/dbus");
	Diagnosis other = denied_by(Directive::ProtectHome, "yes", "/etc/a.conf");
	name_standing_causes(other, config);
	check.equal(other.findings[0].edits[0].cause, "of the trial");
}

constexpr test::Case cases[]{
	{"what makes room replaces its line", what_makes_room_replaces_its_line},
	{"a reason names no file on trial", a_reason_names_no_file_on_trial},
};

} // namespace

int main()
{
	return test::run("trial drafts", cases);
}
