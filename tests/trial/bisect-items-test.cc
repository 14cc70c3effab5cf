// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "harness.hh"
#include "lab-unit.hh"
#include "trial/bisect-items.hh"
#include "unit/unit-builder.hh"

using namespace hardenctl;
using test::Check;

namespace {

std::string items_of(const std::string &settings)
{
	const UnitConfig config = test::lab_unit(settings);
	std::string out;
	for (const BisectItem &item : bisect_items(config))
		out += item_text(config, item) + "\n";
	return out;
}

std::string lines_without(const std::string &settings, const std::vector<std::size_t> &removed)
{
	const UnitConfig config = test::lab_unit(settings);
	std::string out;
	for (const Edit &edit : edits_without(config, bisect_items(config), removed))
		for (const std::string &line : edit.lines)
			out += line + "\n";
	return out;
}

void only_what_restricts_is_taken_away(Check &check)
{
	check.equal(items_of("ProtectSystem=strict\nReadWritePaths=/srv\nUser=lab\nGroup=lab\n"
			     "PrivateTmp=no\nPrivateMounts=false\nNoNewPrivileges=yes\n"
			     "RootDirectory=/srv\nStateDirectory=lab\n"),
		"ProtectSystem=strict\nNoNewPrivileges=yes\n");
}

void a_dynamic_user_is_never_taken_away(Check &check)
{
	const UnitConfig config = test::lab_unit("DynamicUser=yes\nPrivateTmp=yes\nUser=lab\n");
	check.equal(bisect_items(config).size(), 1u);
	check.equal(identity_settings(config).size(), 2u);
}

void a_directive_goes_the_way_that_it_has(Check &check)
{
	check.equal(
		lines_without("CapabilityBoundingSet=CAP_CHOWN\nCapabilityBoundingSet=CAP_KILL\n"
			      "ProcSubset=pid\nLimitNOFILE=10\nDevicePolicy=closed\n",
			{0, 1, 2, 3}),
		"CapabilityBoundingSet=~\nProcSubset=all\nLimitNOFILE=infinity\n"
		"DevicePolicy=auto\nDeviceAllow=\n");
	// An empty bounding set is one that restricts.
	check.equal(lines_without("CapabilityBoundingSet=\n", {0}), "CapabilityBoundingSet=~\n");
}

void lines_that_deny_go_one_by_one(Check &check)
{
	const std::string lists = "InaccessiblePaths=/a\nInaccessiblePaths=\"/b c\" /d\n"
				  "IPAddressDeny=10.0.0.0/8\n";
	check.equal(items_of(lists), "InaccessiblePaths=/a\nInaccessiblePaths=\"/b c\" /d\n"
				     "IPAddressDeny=10.0.0.0/8\n");
	check.equal(
		lines_without(lists, {0}), "InaccessiblePaths=\nInaccessiblePaths=\"/b c\" /d\n");
	check.equal(lines_without(lists, {0, 1}), "InaccessiblePaths=\n");
}

/** What is left of a list must not turn into one that allows nothing else. */
void a_list_with_signs_keeps_its_meaning(Check &check)
{
	const std::string allows =
		"SystemCallFilter=@system-service\nSystemCallFilter=~@privileged\n"
		"SystemCallFilter=@chown\n";
	check.equal(items_of(allows),
		"SystemCallFilter=@system-service @chown\nSystemCallFilter=~@privileged\n");
	check.equal(
		lines_without(allows, {0}), "SystemCallFilter=\nSystemCallFilter=~@privileged\n");
	check.equal(lines_without(allows, {1}),
		"SystemCallFilter=\nSystemCallFilter=@system-service\nSystemCallFilter=@chown\n");
	check.equal(lines_without(allows, {0, 1}), "SystemCallFilter=\n");

	const std::string denies = "SystemCallFilter=~@mount\nSystemCallFilter=umount2\n"
				   "SystemCallFilter=~@swap\n";
	check.equal(items_of(denies), "SystemCallFilter=~@mount\nSystemCallFilter=~@swap\n");
	check.equal(lines_without(denies, {0}), "SystemCallFilter=\nSystemCallFilter=~@swap\n");
	check.equal(lines_without(denies, {1}),
		"SystemCallFilter=\nSystemCallFilter=~@mount\nSystemCallFilter=umount2\n");
	check.equal(lines_without(denies, {0, 1}), "SystemCallFilter=\n");
}

void a_finding_points_at_its_line(Check &check)
{
	const UnitConfig config =
		test::lab_unit("PrivateTmp=yes\nInaccessiblePaths=/a\nInaccessiblePaths=/b\n");
	Diagnosis diagnosis;
	diagnosis.findings.push_back({.directive = Directive::InaccessiblePaths,
		.value = "/b",
		.origin = config.assignments[2].origin,
		.confidence = 0.9});
	const auto suspects = hints_of(diagnosis, config, bisect_items(config));
	check.equal(suspects.size(), 2u);
	check.equal(suspects.front().item, 2u);
}

void weaker_values_come_before_none(Check &check)
{
	const auto lines = [](const std::string &settings) {
		const UnitConfig config = test::lab_unit(settings);
		std::string out;
		for (const Edit &edit : narrower_edits(
			     config, {.systemd_version = 257}, bisect_items(config)[0], {}))
			out += edit.lines[0] + "\n";
		return out;
	};
	check.equal(lines("ProtectSystem=strict\n"), "ProtectSystem=full\nProtectSystem=yes\n");
	check.equal(lines("ProtectSystem=full\n"), "ProtectSystem=yes\n");
	check.equal(lines("ProtectSystem=yes\n"), "");
	/* "full" came with 258 */
	check.equal(lines("PrivateUsers=yes\n"), "PrivateUsers=identity\n");
}

/** What the unit's own file says is less than nothing at all. */
void what_counted_before_is_narrower(Check &check)
{
	UnitBuilder builder{{.systemd_version = 257}, "lab.service", "/lab.service"};
	builder.add_file(OriginKind::Fragment, "/lab.service",
		"[Service]\nExecStart=/bin/true\nLimitNOFILE=1024\nPrivateTmp=no\n");
	builder.add_file(
		OriginKind::DropIn, "/90.conf", "[Service]\nLimitNOFILE=8\nPrivateTmp=yes\n");
	const UnitConfig &config = builder.config();
	std::string lines;
	for (const BisectItem &item : bisect_items(config))
		for (const Edit &edit : narrower_edits(config, {.systemd_version = 257}, item, {}))
			lines += edit.lines[0] + "\n";
	check.equal(lines, "LimitNOFILE=1024\n");
}

} // namespace

int main()
{
	static constexpr test::Case cases[]{
		{"only what restricts is taken away", only_what_restricts_is_taken_away},
		{"a dynamic user is never taken away", a_dynamic_user_is_never_taken_away},
		{"a directive goes the way that it has", a_directive_goes_the_way_that_it_has},
		{"lines that deny go one by one", lines_that_deny_go_one_by_one},
		{"a list with signs keeps its meaning", a_list_with_signs_keeps_its_meaning},
		{"a finding points at its line", a_finding_points_at_its_line},
		{"weaker values come before none", weaker_values_come_before_none},
		{"what counted before is narrower", what_counted_before_is_narrower},
	};
	return test::run("trial bisect items", cases);
}
