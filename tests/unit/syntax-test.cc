// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "harness.hh"
#include "tree.hh"

using namespace hardenctl;
using namespace hardenctl::test;

using namespace std::string_view_literals;

static UnitConfig load(std::string_view text)
{
	return load_unit_text({.root = "/nowhere", .systemd_version = 257}, "/u/x.service", text);
}

static void takes_any_line_end_and_a_bom(Check &check)
{
	const auto config = load("\xef\xbb\xbf[Service]\r\nUser=a\rGroup=b\0Nice=1\n\nUMask=022"sv);
	check.equal(shown(config), "User=a@/u/x.service:2\nGroup=b@/u/x.service:3\n"
				   "Nice=1@/u/x.service:4\nUMask=022@/u/x.service:6\n");
	check.equal(messages(config), "");
}

static void joins_continued_lines(Check &check)
{
	const auto config = load("[Service]\nReadOnlyPaths=/a \\\n  /b \\\n# between\n\t;too\n/c\n"
				 "User=x\\\\\nGroup=y\n");
	check.equal(config.assignments.size(), 3U);
	check.equal(config.assignments[0].value, "/a  /b  /c");
	check.equal(config.assignments[0].origin.line, 2U);
	check.equal(config.assignments[1].value, "x\\\\");
	check.equal(config.assignments[2].origin.line, 8U);
}

static void continuation_ends_with_the_file_or_an_empty_line(Check &check)
{
	check.equal(settings(load("[Service]\nUser=a\\\n\nGroup=b\\")), "User=a\nGroup=b\n");
}

static void hash_inside_a_value_is_data(Check &check)
{
	check.equal(settings(load("[Service]\n  # c\n ; c\nUser = a # b \n")), "User=a # b\n");
}

static void warns_of_senseless_lines(Check &check)
{
	const auto config = load("User=a\n[Service]\nnonsense\n=x\nuser=root\nGroup=g\n");
	check.equal(settings(config), "Group=g\n");
	check.equal(messages(config),
		"/u/x.service:1: Assignment outside of section. Ignoring.\n"
		"/u/x.service:3: Missing '=', ignoring line.\n"
		"/u/x.service:4: Missing key name before '=', ignoring line.\n"
		"/u/x.service:5: Unknown key 'user' in section [Service], ignoring.\n");
	check.is_true(config.load_state == LoadState::Loaded, "still loads");
}

static void knows_sections_and_extensions(Check &check)
{
	const auto config =
		load("[Unit]\nDescription=A unit\nDefaultDependencies=no\nAfter=x\n"
		     "Afer=y\n[X-Mine]\na=b\n[Service]\nX-Own=1\nKillMode=none\n[Nope]\nUser=a\n"
		     "Group=b\n[Install]\nWantedBy=x\n[Service]\nUser=z\n");
	check.equal(config.description, "A unit");
	check.is_true(!config.default_dependencies, "DefaultDependencies=no");
	check.equal(joined(config.dependencies), "x|");
	check.equal(settings(config), "User=z\n");
	check.equal(messages(config),
		"/u/x.service:5: Unknown key 'Afer' in section [Unit], ignoring.\n"
		"/u/x.service:12: Unknown section 'Nope'. Ignoring.\n");
}

static void broken_fragments_do_not_load(Check &check)
{
	const auto open = load("[Service]\nUser=a\n[Service\nGroup=b\n");
	check.is_true(open.load_state == LoadState::BadSetting, "open section header");
	check.equal(settings(open), "User=a\n");
	check.contains(messages(open), "/u/x.service:3: Invalid section header '[Service'");

	const auto latin1 = load("[Service]\nUser=a\nGroup=\xe9\nNice=1\n");
	check.is_true(latin1.load_state == LoadState::BadSetting, "not UTF-8");
	check.equal(settings(latin1), "User=a\n");
	check.contains(messages(latin1), "/u/x.service:3: Invalid UTF-8");

	const auto longest = load("[Service]\nUser=" + std::string(1 << 20, 'a') + "\nNice=1\n");
	check.is_true(longest.load_state == LoadState::BadSetting, "line too long");
	check.contains(messages(longest), "/u/x.service:2: Line too long");
	std::string endless = "[Service]\nUser=a\\\n";
	for (int i = 0; i < 1100; i++)
		endless += std::string(1000, 'a') + "\\\n";
	check.is_true(load(endless).load_state == LoadState::BadSetting, "continued too long");
}

static void broken_drop_ins_count_up_to_there(Check &check)
{
	const Tree tree;
	tree.write("/etc/systemd/system/x.service", "[Service]\nUser=a\n");
	tree.write("/etc/systemd/system/x.service.d/1.conf", "[Service]\nGroup=b\n[\nNice=1\n");
	const auto config = tree.load("x.service");
	check.is_true(config.load_state == LoadState::Loaded, "loads");
	check.equal(settings(config), "User=a\nGroup=b\n");
	check.contains(
		messages(config), "/etc/systemd/system/x.service.d/1.conf:3: Invalid section");
}

static void open_quotes_are_named(Check &check)
{
	const auto config =
		load("[Service]\nReadOnlyPaths=/a\nReadOnlyPaths=\"/b\nEnvironment='A=1\n"
		     "ExecStart=/bin/x \"y\n");
	check.equal(settings(config), "ReadOnlyPaths=/a\n");
	check.contains(messages(config), "/u/x.service:3: Failed to parse ReadOnlyPaths=\"/b, "
					 "ignoring: a quote is not closed");
	check.contains(messages(config), "/u/x.service:4: Failed to parse Environment='A=1");
	check.contains(messages(config), "/u/x.service:5: Failed to parse ExecStart=/bin/x \"y");
	check.equal(config.commands.size(), 0U);
}

int main()
{
	static constexpr Case cases[] = {
		{"takes any line end and a BOM", takes_any_line_end_and_a_bom},
		{"joins continued lines", joins_continued_lines},
		{"continuation ends with the file or an empty line",
			continuation_ends_with_the_file_or_an_empty_line},
		{"hash inside a value is data", hash_inside_a_value_is_data},
		{"warns of senseless lines", warns_of_senseless_lines},
		{"knows sections and extensions", knows_sections_and_extensions},
		{"broken fragments do not load", broken_fragments_do_not_load},
		{"broken drop-ins count up to there", broken_drop_ins_count_up_to_there},
		{"open quotes are named", open_quotes_are_named},
	};
	return run("syntax", cases);
}
