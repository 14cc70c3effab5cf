// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "advice/drop-in.hh"

#include "advice/edits.hh"
#include "harness.hh"
#include "knowledge/parsed-syscall-groups.hh"
#include "unit/unit-builder.hh"

using namespace hardenctl;
using test::Check;

namespace {

constexpr System system_257{.systemd_version = 257};

UnitConfig make_unit(const std::string &lines)
{
	UnitBuilder builder{{.root = "/nowhere", .systemd_version = 257}, "x.service",
		"/usr/lib/systemd/system/x.service"};
	builder.add_file(OriginKind::Fragment, "/usr/lib/systemd/system/x.service",
		"[Service]\nExecStart=/usr/bin/x\n" + lines + "\n");
	return builder.config();
}

Edit edit(std::vector<std::string> lines, const char *why, Scope scope = Scope::Narrowest)
{
	return {.scope = scope,
		.lines = std::move(lines),
		.drop_in = {},
		.why = why,
		.cause = {},
		.exposure_before = {},
		.exposure_after = {}};
}

std::string merged(const std::string &unit, const std::vector<Edit> &edits)
{
	std::string all;
	for (const DropInLine &line : merge_edits(make_unit(unit), system_257, edits))
		all += (all.empty() ? "" : "; ") + line.text;
	return all;
}

void test_text(Check &check)
{
	const Edit edits[]{edit({"ReadWritePaths=-/run"}, "only /run becomes writable"),
		edit({"SystemCallFilter=socket"}, "this system call and no other")};
	check.equal(compose_drop_in(make_unit("ProtectSystem=strict"), system_257, edits),
		"# x.service: repairs what its sandbox denied\n"
		"# Exposure by systemd-analyze security: 9.2 before, 7.6 after\n"
		"[Service]\n"
		"# only /run becomes writable\n"
		"ReadWritePaths=-/run\n"
		"# this system call and no other\n"
		"SystemCallFilter=socket\n");
	check.equal(compose_drop_in(make_unit(""), system_257, {}), "");
}

void test_every_line_has_its_reason(Check &check)
{
	const Edit edits[]{edit({"ReadWritePaths=", "ReadWritePaths=-/a"}, "without /gone"),
		edit({"ReadWritePaths=-/b/c"}, "for c"), edit({"ReadWritePaths=-/b"}, "for b")};
	check.equal(compose_drop_in(
			    make_unit("ReadWritePaths=-/a /gone"), {.systemd_version = 0}, edits),
		"# x.service: repairs what its sandbox denied\n"
		"# Exposure by systemd-analyze security: 9.6 before, 9.6 after\n"
		"[Service]\n"
		"# without /gone\n"
		"ReadWritePaths=\n"
		"# as it was\n"
		"ReadWritePaths=-/a\n"
		"# for b\n"
		"# for c\n"
		"ReadWritePaths=-/b\n");
}

struct Row {
	const char *unit;
	std::vector<Edit> edits;
	const char *lines;
};

void test_fewest_lines(Check &check)
{
	const Row rows[]{
		{"SystemCallFilter=~@network-io",
			{edit({"SystemCallFilter=socket"}, "1"),
				edit({"SystemCallFilter=bind listen"}, "2"),
				edit({"SystemCallFilter=socket"}, "1")},
			"SystemCallFilter=socket bind listen"},
		{"SystemCallFilter=@system-service\nSystemCallFilter=~@privileged",
			{edit({"SystemCallFilter=chown"}, "1"),
				edit({"SystemCallFilter=@chown"}, "2")},
			"SystemCallFilter=@chown"},
		/* a list that is gone must not come back as an allow-list of one call */
		{"SystemCallFilter=~@network-io",
			{edit({"SystemCallFilter=socket"}, "1"),
				edit({"SystemCallFilter="}, "2", Scope::Off),
				edit({"SystemCallFilter=bind"}, "3")},
			"SystemCallFilter="},
		{"CapabilityBoundingSet=",
			{edit({"CapabilityBoundingSet=CAP_CHOWN"}, "1"),
				edit({"CapabilityBoundingSet=CAP_SETUID"}, "2")},
			"CapabilityBoundingSet=CAP_CHOWN CAP_SETUID"},
		{"CapabilityBoundingSet=",
			{edit({"CapabilityBoundingSet=~"}, "1", Scope::Off),
				edit({"CapabilityBoundingSet=CAP_SETUID"}, "2")},
			"CapabilityBoundingSet=~"},
		{"RestrictNamespaces=yes",
			{edit({"RestrictNamespaces=user"}, "1"),
				edit({"RestrictNamespaces=mnt"}, "2")},
			"RestrictNamespaces=user mnt"},
		{"DevicePolicy=closed",
			{edit({"DeviceAllow=/dev/a rw"}, "1"),
				edit({"DeviceAllow=/dev/b rw"}, "2")},
			"DeviceAllow=/dev/a rw; DeviceAllow=/dev/b rw"},
		{"TasksMax=2", {edit({"TasksMax=4"}, "1"), edit({"TasksMax=8"}, "2")},
			"TasksMax=8"},
		{"ProtectSystem=strict",
			{edit({"ProtectSystem=no"}, "1", Scope::Off),
				edit({"ProtectSystem=full"}, "2", Scope::Wider)},
			"ProtectSystem=no"},
		{"ProtectSystem=strict",
			{edit({"StateDirectory=a"}, "1"), edit({"LogsDirectory=a"}, "2"),
				edit({"StateDirectory=b"}, "3")},
			"StateDirectory=a b; LogsDirectory=a"},
	};
	for (const Row &row : rows)
		check.equal(merged(row.unit, row.edits), row.lines);
}

/** As a systemd prints them that no table knows. */
class NewerGroups final : public SyscallGroupSource {
	ParsedSyscallGroups parsed_{"@new\n    # Calls\n    chown\n    socket\n"};

public:
	std::span<const SyscallGroup> groups() override { return parsed_.groups(); }
};

void test_groups_of_a_newer_systemd(Check &check)
{
	NewerGroups newer;
	const Edit edits[]{
		edit({"SystemCallFilter=chown"}, "1"), edit({"SystemCallFilter=@new"}, "2")};
	const auto lines = merge_edits(make_unit("SystemCallFilter=~@new"),
		{.systemd_version = 300, .installed_groups = &newer}, edits);
	if (check.equal(lines.size(), std::size_t{1}))
		check.equal(lines[0].text, "SystemCallFilter=@new");
}

/** Of two that each take something else out of one list, neither may bring back the other's. */
void test_lists_written_anew(Check &check)
{
	const Row rows[]{
		/* two findings on one unit as it is */
		{"InaccessiblePaths=/a /b /c",
			{edit({"InaccessiblePaths=", "InaccessiblePaths=/b /c"}, "without /a"),
				edit({"InaccessiblePaths=", "InaccessiblePaths=/a /c"},
					"without /b")},
			"InaccessiblePaths=; InaccessiblePaths=/c"},
		/* the second for what the first has made of it */
		{"InaccessiblePaths=/a /b /c",
			{edit({"InaccessiblePaths=", "InaccessiblePaths=/b /c"}, "without /a"),
				edit({"InaccessiblePaths=", "InaccessiblePaths=/c"}, "without /b")},
			"InaccessiblePaths=; InaccessiblePaths=/c"},
		{"InaccessiblePaths=/a /b",
			{edit({"InaccessiblePaths=", "InaccessiblePaths=/b"}, "without /a"),
				edit({"InaccessiblePaths=", "InaccessiblePaths=/a"}, "without /b")},
			"InaccessiblePaths="},
		{"ReadWritePaths=/a\nReadWritePaths=/b",
			{edit({"ReadWritePaths=", "ReadWritePaths=-/a", "ReadWritePaths=/b"}, "a"),
				edit({"ReadWritePaths=", "ReadWritePaths=/a", "ReadWritePaths=-/b"},
					"b")},
			"ReadWritePaths=; ReadWritePaths=-/a -/b"},
		/* either of the two forgets both */
		{"BindPaths=/a /b\nBindReadOnlyPaths=/c",
			{edit({"BindReadOnlyPaths=", "BindPaths=/a /b", "BindReadOnlyPaths=-/c"},
				 "c"),
				edit({"BindPaths=-/d"}, "d")},
			"BindPaths=; BindPaths=/a /b; BindPaths=-/d; BindReadOnlyPaths=-/c"},
	};
	for (const Row &row : rows)
		check.equal(merged(row.unit, row.edits), row.lines);
}

/** Whatever is written into a comment, it ends with its line. */
void test_hostile_reason(Check &check)
{
	Edit hostile = edit({"ReadWritePaths=-/run"}, "/a\nExecStart=/bin/sh\x1b[31m");
	hostile.cause = "ProtectSystem=strict\n[Service]";
	const std::string text = compose_drop_in(make_unit(""), system_257, {&hostile, 1});
	check.lacks(text, "\nExecStart");
	check.lacks(text, "\x1b");
	check.lacks(text, "strict\n");
}

constexpr test::Case cases[]{
	{"text", test_text},
	{"every line has its reason", test_every_line_has_its_reason},
	{"the fewest lines", test_fewest_lines},
	{"groups of a newer systemd", test_groups_of_a_newer_systemd},
	{"lists written anew", test_lists_written_anew},
	{"a hostile reason", test_hostile_reason},
};

} // namespace

int main()
{
	return test::run("drop-in", cases);
}
