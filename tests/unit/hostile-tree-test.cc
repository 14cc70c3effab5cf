// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "harness.hh"
#include "tree.hh"
#include "unit/file-access.hh"
#include "unit/file-change.hh"
#include "unit/load-path.hh"
#include "unit/odd-files.hh"
#include "unit/os-release.hh"

#include <csignal>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

using namespace hardenctl;
using test::Check;

namespace {

constexpr std::string_view service = "[Service]\nExecStart=/usr/bin/x\nPrivateTmp=yes\n";
const std::string unit_path = "/etc/systemd/system/x.service";

void make_fifo(const test::Tree &tree, const std::string &path)
{
	std::filesystem::create_directories(
		std::filesystem::path{tree.root() + path}.parent_path());
	mkfifo((tree.root() + path).c_str(), 0600);
}

/** Reading any of these would never end. */
void test_no_reader_waits(Check &check)
{
	const test::Tree tree;
	tree.write(unit_path, service);
	for (const char *path : {"/etc/passwd", "/etc/group", "/etc/os-release", "/etc/machine-id",
		     "/etc/hostname", "/etc/systemd/system/fifo.service",
		     "/etc/systemd/system/x.service.d/10-fifo.conf"})
		make_fifo(tree, path);
	tree.write("/etc/systemd/system/x.service.d/20-good.conf",
		"[Service]\nPrivateDevices=yes\nReadWritePaths=/run/%H-%m\n");
	FileUser user;
	check.is_true(!find_user(tree.root(), "app", user), "no user");
	check.is_true(read_os_release(tree.root()).empty(), "no os-release");
	check.equal(systemd_version_of(tree.root()), 0U);
	const UnitConfig config = tree.load("x.service");
	check.contains(test::shown(config), "PrivateTmp=yes");
	check.contains(test::shown(config), "PrivateDevices=yes");
	check.contains(test::messages(config),
		tree.root() + "/etc/systemd/system/x.service.d/10-fifo.conf is not a regular file; "
			      "ignored");
	check.throws([&] { tree.load("fifo.service"); }, "fifo.service is not a regular file");
}

void test_odd_files_are_named(Check &check)
{
	const test::Tree tree;
	check.is_true(describe_odd_files(tree.root()).empty(), "absent files are not odd");
	make_fifo(tree, "/etc/passwd");
	tree.link("/etc/group", "/dev/zero");
	tree.write("/etc/os-release", std::string(max_short_file_size + 1, 'x'));
	tree.write("/etc/hostname", "x\n");
	std::string text;
	for (const Diagnostic &odd : describe_odd_files(tree.root()))
		text += odd.message + '\n';
	check.equal(text, fmt::format("{0}/etc/os-release is larger than 65536 bytes; ignored\n"
				      "{0}/etc/passwd is not a regular file; ignored\n",
				  tree.root()));
}

/** A link to a file outside is one inside root, or nowhere. */
void test_links_lead_nowhere_out(Check &check)
{
	const test::Tree tree;
	const test::Tree outside;
	outside.write("/secret.conf", "[Service]\nUser=outside\n");
	tree.write(unit_path, service);
	tree.link("/etc/systemd/system/x.service.d/10-out.conf", outside.root() + "/secret.conf");
	tree.link("/etc/systemd/system/y.service.d",
		std::string(40, '.') + "/../../../../../../.." + outside.root());
	tree.link("/run/systemd/system", outside.root());
	tree.link("/etc/os-release", "/etc/passwd");
	check.lacks(test::shown(tree.load("x.service")), "outside");
	check.is_true(find_drop_ins(LoadPath{{.root = tree.root()}}, {"y.service"}).empty(),
		"no drop-in of y");
	check.is_true(read_os_release(tree.root()).empty(), "no /etc/passwd inside");
	tree.link("/var/secret", outside.root() + "/secret.conf");
	check.equal(file_times(tree.root(), "/var/secret").written, std::uint64_t{0});
	const FileUser root;
	check.is_true(file_access(tree.root(), "/var/secret", root, AccessMode::Reading) ==
			      FileAccess::Missing,
		"no such file inside");
}

void test_sizes_are_limited(Check &check)
{
	const test::Tree tree;
	tree.write(unit_path, service);
	std::filesystem::create_directories(tree.root() + unit_path + ".d");
	for (const char *name : {"/10-big.conf", "/20-big.conf"}) {
		std::ofstream{tree.root() + unit_path + ".d" + name} << "[Service]\n";
		check.equal(
			truncate((tree.root() + unit_path + ".d" + name).c_str(), 768L << 20), 0);
	}
	const UnitConfig config = tree.load("x.service");
	check.contains(test::shown(config), "PrivateTmp=yes");
	check.contains(
		test::messages(config), "20-big.conf is larger than 4194304 bytes; ignored\n");
}

std::string repeated(unsigned count, const char *format)
{
	std::string text = "[Service]\n";
	for (unsigned i = 0; i < count; i++)
		text += fmt::format(fmt::runtime(format), i);
	return text;
}

/** Quadratic in the number of lines, each of these would take minutes. */
void test_many_lines(Check &check)
{
	constexpr unsigned many = 60000;
	const auto load = [](const std::string &text) {
		return load_unit_text({.root = "/nowhere"}, "/etc/x.service", text);
	};
	check.equal(load(repeated(many, "SetCredential=c{}:x\n")).assignments.size(),
		std::size_t{many});
	check.equal(
		load(repeated(many, "SetCredential=c:{}\n")).assignments.size(), std::size_t{1});
	check.equal(
		load(repeated(many / 2, "PrivateTmp=yes\nReadWritePaths=/{}\n")).assignments.size(),
		std::size_t{many / 2 + 1});
	check.equal(
		load(repeated(many, "Environment=V{}=x\n")).environment.size(), std::size_t{many});
	check.equal(
		load("[" + std::string(900000, 'x') + "]\n" + repeated(many, "A{}=b\n").substr(10))
			.assignments.size(),
		std::size_t{0});
}

void test_lines_are_limited(Check &check)
{
	const UnitConfig config = load_unit_text(
		{.root = "/nowhere"}, "/etc/x.service", repeated(150000, "ReadWritePaths=/{}\n"));
	check.equal(config.assignments.size(), std::size_t{100000});
	check.equal(test::messages(config),
		"/etc/x.service:100002: More than 100000 lines of settings, ignoring the rest.\n");
}

constexpr test::Case cases[]{
	{"no reader waits", test_no_reader_waits},
	{"odd files are named", test_odd_files_are_named},
	{"links lead nowhere out", test_links_lead_nowhere_out},
	{"sizes are limited", test_sizes_are_limited},
	{"many lines", test_many_lines},
	{"lines are limited", test_lines_are_limited},
};

} // namespace

int main()
{
	// a reader that waits for ever fails the test at once
	alarm(300);
	return test::run("hostile tree", cases);
}
