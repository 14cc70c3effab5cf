// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "harness.hh"
#include "tree.hh"
#include "unit/canonical-value.hh"
#include "unit/live-config.hh"
#include "unit/property-text.hh"

using namespace hardenctl;
using namespace hardenctl::test;

static BusValue text(std::string value)
{
	return {.signature = "s", .text = std::move(value)};
}

static BusValue number(std::string signature, std::uint64_t value)
{
	return {.signature = std::move(signature), .number = static_cast<std::int64_t>(value)};
}

static BusValue words(std::initializer_list<const char *> list)
{
	BusValue value{.signature = "as"};
	for (const char *word : list)
		value.items.push_back(text(word));
	return value;
}

static BusValue row(std::string signature, std::vector<BusValue> items)
{
	return {.signature = std::move(signature), .items = std::move(items)};
}

static std::string shown(Directive directive, const BusValue &value)
{
	const auto lines = lines_of_property(record(directive), value);
	return lines ? joined(*lines) : "?";
}

static void every_record_has_its_property(Check &check)
{
	for (const DirectiveRecord &directive : directive_records()) {
		if (directive.bus_property.empty())
			continue;
		check.is_true(directive_of_property(directive.bus_property) == directive.id,
			directive.name);
	}
	check.is_true(directive_of_property("PrivateTmpEx") == Directive::PrivateTmp, "Ex");
	check.is_true(!directive_of_property("MainPID"), "MainPID");
}

static void numbers_become_names(Check &check)
{
	using enum Directive;
	check.equal(shown(CapabilityBoundingSet, number("t", 0x1001)), "CAP_CHOWN CAP_NET_ADMIN|");
	check.equal(shown(CapabilityBoundingSet, number("t", ~0x1ULL)), "~CAP_CHOWN|");
	check.equal(shown(CapabilityBoundingSet, number("t", ~0ULL)), "");
	check.equal(shown(CapabilityBoundingSet, number("t", 0)), "|");
	check.equal(shown(AmbientCapabilities, number("t", 0)), "");
	check.equal(shown(RestrictNamespaces, number("t", 0x10020000)), "mnt user|");
	check.equal(shown(RestrictNamespaces, number("t", ~0ULL)), "");
	check.equal(shown(RestrictNamespaces, number("t", 0)), "yes|");
	check.equal(shown(SystemCallErrorNumber, number("i", 1)), "EPERM|");
	check.equal(shown(SystemCallErrorNumber, number("i", 2147483646)), "");
	check.equal(shown(UMask, number("u", 022)), "0022|");
	check.equal(shown(MemoryMax, number("t", ~0ULL)), "infinity|");
}

static void lists_are_as_files_have_them(Check &check)
{
	using enum Directive;
	check.equal(shown(ReadWritePaths, words({"-/a b", "/c"})), "\"-/a b\" /c|");
	check.equal(shown(ReadWritePaths, words({})), "");
	const BusValue no = number("b", 0), yes = number("b", 1);
	check.equal(shown(RestrictAddressFamilies, row("(bas)", {no, words({"AF_INET"})})),
		"~AF_INET|");
	check.equal(shown(RestrictAddressFamilies, row("(bas)", {yes, words({})})), "none|");
	check.equal(shown(SystemCallFilter, row("(bas)", {no, words({})})), "");
	check.equal(shown(BindPaths, row("a(ssbt)", {row("(ssbt)", {text("/srv"), text("/a:b"), yes,
									   number("t", 16384)})})),
		"\"-/srv:/a\\\\:b\"|");
	check.equal(
		shown(DeviceAllow, row("a(ss)", {row("(ss)", {text("/dev/null"), text("rw")})})),
		"/dev/null rw|");
	check.equal(
		shown(IPAddressDeny,
			row("a(iayu)",
				{row("(iayu)", {number("i", 2),
						       {.signature = "ay", .text = {127, 0, 0, 0}},
						       number("u", 8)})})),
		"127.0.0.0/8|");
	check.equal(
		shown(SocketBindDeny,
			row("a(iiqq)", {row("(iiqq)", {number("i", 0), number("i", 6),
							      number("q", 1), number("q", 80)})})),
		"tcp:80|");
	check.equal(shown(SetCredential, row("a(say)", {row("(say)", {})})), "?");
}

static bool same(Directive directive, std::vector<std::string> a, std::vector<std::string> b)
{
	return same_value(record(directive), a, b, 257);
}

static void files_and_manager_come_to_the_same(Check &check)
{
	using enum Directive;
	check.is_true(same(PrivateDevices, {"on"}, {"yes"}), "booleans");
	check.is_true(same(ProtectSystem, {}, {"no"}), "default");
	check.is_true(!same(ProtectSystem, {"full"}, {"strict"}), "values");
	check.is_true(same(MemoryMax, {"1G"}, {"1073741824"}), "sizes");
	check.is_true(same(MemoryMax, {}, {"infinity"}), "default size");
	check.is_true(same(MemoryMax, {"10%"}, {"12345"}), "a percentage cannot be compared");
	check.is_true(same(LimitNOFILE, {"5"}, {"5:5"}), "limits");
	check.is_true(same(ReadWritePaths, {"/b/", "/a"}, {"/a /b"}), "paths");
	check.is_true(!same(ReadWritePaths, {"/b"}, {"/a /b"}), "a path less");
	check.is_true(same(CapabilityBoundingSet, {"~cap_chown"}, {"~CAP_CHOWN"}), "capabilities");
	check.is_true(
		same(RestrictNamespaces, {"~user"}, {"cgroup ipc mnt net pid uts"}), "namespaces");
	check.is_true(same(SystemCallFilter, {"~@reboot"}, {"~kexec_file_load kexec_load reboot"}),
		"groups");
	check.is_true(!same(SystemCallFilter, {"~@reboot"}, {"~kexec_load reboot"}), "a call less");
	check.is_true(!same(SystemCallFilter, {"reboot"}, {"~reboot"}), "the other kind");
	check.is_true(same(UMask, {"22"}, {"0022"}), "modes");
}

static UnitConfig merged(LiveUnit live, const char *file)
{
	live.id = "a.service";
	live.load_state = "loaded";
	live.fragment = "/etc/systemd/system/a.service";
	return live_unit_config(live, {.systemd_version = 257},
		[&](const std::string &) -> std::optional<std::string> {
			return file ? std::optional<std::string>{file} : std::nullopt;
		});
}

static void the_managers_value_counts(Check &check)
{
	LiveUnit live{.need_reload = true};
	live.values = {{Directive::DynamicUser, {"yes"}}, {Directive::NoNewPrivileges, {"yes"}},
		{Directive::ProtectHome, {"yes"}}, {Directive::ProtectSystem, {"full"}}};
	const auto config =
		merged(live, "[Service]\nDynamicUser=yes\nProtectSystem=full\nProtectHome=no\n");
	check.equal(test::shown(config), "DynamicUser=yes@/etc/systemd/system/a.service:2\n"
					 "ProtectSystem=full@/etc/systemd/system/a.service:3\n"
					 "ProtectHome=yes@/etc/systemd/system/a.service:0\n");
}

static void without_files_there_are_values_without_lines(Check &check)
{
	LiveUnit live;
	live.values = {{Directive::PrivateTmp, {"no"}}, {Directive::ProtectSystem, {"strict"}},
		{Directive::UMask, {"0022"}}};
	live.commands = {{.setting = "ExecStart", .program = "/bin/x"}};
	const auto config = merged(live, nullptr);
	check.equal(test::shown(config), "ProtectSystem=strict@:0\n");
	check.is_true(config.find(Directive::ProtectSystem)->origin.kind == OriginKind::Transient,
		"kind");
	check.equal(config.commands.size(), 1U);
}

static void files_are_believed_while_nothing_changed(Check &check)
{
	LiveUnit live;
	live.values = {{Directive::ProtectSystem, {"strict"}}};
	check.equal(test::settings(merged(live, "[Service]\nProtectSystem=full\n")),
		"ProtectSystem=full\n");
}

static void settings_made_at_run_time_have_their_origin(Check &check)
{
	const Tree tree;
	tree.write("/run/systemd/transient/t.service", "[Service]\nProtectSystem=yes\n");
	tree.write("/run/systemd/system.control/t.service.d/50-MemoryMax.conf",
		"[Service]\nMemoryMax=1G\n");
	const auto config = tree.load("t.service");
	check.equal(config.assignments.size(), 2U);
	for (const auto &assignment : config.assignments)
		check.is_true(assignment.origin.kind == OriginKind::Transient,
			name(assignment.directive));
}

int main()
{
	static const Case cases[]{
		{"every record has its property", every_record_has_its_property},
		{"numbers become names", numbers_become_names},
		{"lists are as files have them", lists_are_as_files_have_them},
		{"files and manager come to the same", files_and_manager_come_to_the_same},
		{"the manager's value counts", the_managers_value_counts},
		{"without files there are values without lines",
			without_files_there_are_values_without_lines},
		{"files are believed while nothing changed",
			files_are_believed_while_nothing_changed},
		{"settings made at run time have their origin",
			settings_made_at_run_time_have_their_origin},
	};
	return run("unit live", cases);
}
