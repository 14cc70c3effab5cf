// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "base/error.hh"
#include "harness.hh"
#include "tree.hh"

using namespace hardenctl;
using namespace hardenctl::test;

static std::string etc(std::string_view path)
{
	return "/etc/systemd/system/" + std::string{path};
}

static std::string lib(std::string_view path)
{
	return "/usr/lib/systemd/system/" + std::string{path};
}

static void first_directory_wins(Check &check)
{
	const Tree tree;
	const char *directories[] = {"/lib", "/usr/lib", "/usr/local/lib", "/run", "/etc"};
	for (const std::string directory : directories) {
		tree.write(directory + "/systemd/system/x.service", "[Service]\nUser=a\n");
		check.equal(
			tree.load("x.service").fragment, directory + "/systemd/system/x.service");
	}
}

static void says_what_is_not_there(Check &check)
{
	const Tree tree;
	check.is_true(tree.load("x.service").load_state == LoadState::NotFound, "not found");
	check.throws([&] { tree.load("x y.service"); }, "Invalid unit name 'x y.service'");
	std::filesystem::create_directories(tree.root() + etc("dir.service"));
	check.throws([&] { tree.load("dir.service"); }, "dir.service: Is a directory");
}

static void masks(Check &check)
{
	const Tree tree;
	tree.write(lib("a.service"), "[Service]\nUser=a\n");
	tree.write(lib("b.service"), "[Service]\nUser=a\n");
	tree.link(etc("a.service"), "/dev/null");
	tree.write(etc("b.service"), "");
	tree.write(etc("a.service.d/x.conf"), "[Service]\nUser=b\n");
	for (const auto unit : {"a.service", "b.service"}) {
		const auto config = tree.load(unit);
		check.is_true(config.load_state == LoadState::Masked, unit);
		check.equal(config.fragment, etc(unit));
		check.equal(config.assignments.size(), 0U);
	}
}

static void templates(Check &check)
{
	const Tree tree;
	tree.write(lib("x@.service"), "[Service]\nUser=%i\nRuntimeDirectory=%p\n");
	tree.write(lib("x@b.service"), "[Service]\nUser=special\n");
	const auto a = tree.load("x@a.service");
	check.equal(a.id, "x@a.service");
	check.equal(a.fragment, lib("x@.service"));
	check.equal(settings(a), "User=a\nRuntimeDirectory=x\n");
	check.equal(settings(tree.load("x@b.service")), "User=special\n");
	check.equal(tree.load("x@.service").fragment, lib("x@.service"));
}

static void aliases(Check &check)
{
	const Tree tree;
	tree.write(lib("ssh.service"), "[Service]\nUser=a\n");
	tree.link(etc("sshd.service"), "/lib/systemd/system/ssh.service");
	tree.link("/lib", "usr/lib");
	tree.write(etc("sshd.service.d/alias.conf"), "[Service]\nGroup=b\n");
	for (const auto unit : {"ssh.service", "sshd.service"}) {
		const auto config = tree.load(unit);
		check.equal(config.id, "ssh.service");
		check.equal(config.fragment, lib("ssh.service"));
		check.equal(joined(config.names), "ssh.service|sshd.service|");
		check.equal(settings(config), "User=a\nGroup=b\n");
	}
	tree.write(lib("t@.service"), "[Service]\nUser=%i\n");
	tree.link(etc("u@.service"), "../../../usr/lib/systemd/system/t@.service");
	const auto instance = tree.load("u@1.service");
	check.equal(instance.id, "t@1.service");
	check.equal(joined(instance.names), "t@1.service|u@1.service|");
}

static void linked_units(Check &check)
{
	const Tree tree;
	tree.write("/opt/app/app.service", "[Service]\nUser=app\n");
	tree.link(etc("app.service"), "/opt/app/app.service");
	const auto config = tree.load("app.service");
	check.equal(config.id, "app.service");
	check.equal(shown(config), "User=app@/etc/systemd/system/app.service:2\n");
}

static void links_stay_below_the_root(Check &check)
{
	const Tree outside, tree;
	outside.write("/secret.service", "[Service]\nUser=outside\n");
	tree.link(etc("a.service"), outside.root() + "/secret.service");
	tree.link(etc("b.service"), "../../../../../../../.." + outside.root() + "/secret.service");
	tree.link(etc("c.service.d"), outside.root());
	tree.write(etc("c.service"), "[Service]\nUser=c\n");
	outside.write("/x.conf", "[Service]\nUser=outside\n");
	for (const auto unit : {"a.service", "b.service"})
		check.is_true(tree.load(unit).load_state == LoadState::NotFound, unit);
	check.equal(settings(tree.load("c.service")), "User=c\n");
}

static void circles_end(Check &check)
{
	const Tree tree;
	tree.link(etc("a.service"), "b.service");
	tree.link(etc("b.service"), "a.service");
	tree.link(etc("c.service"), "c.service");
	tree.link("/opt/l", "/opt/l");
	tree.link(etc("d.service"), "/opt/l");
	for (const auto unit : {"a.service", "b.service", "c.service", "d.service"})
		check.is_true(tree.load(unit).load_state == LoadState::NotFound, unit);
}

static void drop_ins_come_from_everywhere(Check &check)
{
	const Tree tree;
	tree.write(lib("foo-bar@.service"), "[Service]\nUser=a\n");
	const char *directories[] = {"service.d/1.conf", "foo-@.service.d/2.conf",
		"foo-@i.service.d/3.conf", "foo-bar@.service.d/4.conf",
		"foo-bar@i.service.d/5.conf", "foo-bar@j.service.d/6.conf", "foo-.service.d/7.conf",
		"socket.d/8.conf"};
	for (const auto directory : directories)
		tree.write(lib(directory), "[Service]\nNice=1\n");
	check.equal(joined(tree.load("foo-bar@i.service").drop_ins),
		lib("service.d/1.conf|") + lib("foo-@.service.d/2.conf|") +
			lib("foo-@i.service.d/3.conf|") + lib("foo-bar@.service.d/4.conf|") +
			lib("foo-bar@i.service.d/5.conf|"));
}

static void drop_ins_hide_each_other(Check &check)
{
	const Tree tree;
	tree.write(lib("foo-bar.service"), "[Service]\nUser=a\n");
	const auto drop_in_of_nice = [&] {
		const auto config = tree.load("foo-bar.service");
		const auto *nice = config.find(Directive::Nice);
		return nice ? nice->origin.path : std::string{};
	};
	// Each hides the ones before: the directory ranks before the name, the type comes last.
	const std::string order[] = {lib("service.d/10.conf"), etc("service.d/10.conf"),
		lib("foo-.service.d/10.conf"), lib("foo-bar.service.d/10.conf"),
		etc("foo-.service.d/10.conf"), etc("foo-bar.service.d/10.conf")};
	for (const auto &path : order) {
		tree.write(path, "[Service]\nNice=1\n");
		check.equal(drop_in_of_nice(), path);
	}
	std::filesystem::remove(tree.root() + order[5]);
	tree.link(order[5], "/dev/null");
	check.equal(drop_in_of_nice(), "");
	std::filesystem::remove(tree.root() + order[5]);
	tree.write(order[5], "");
	check.equal(drop_in_of_nice(), "");
}

static void drop_ins_apply_by_name(Check &check)
{
	const Tree tree;
	tree.write(etc("x.service"), "[Service]\nNice=0\n");
	tree.write(etc("service.d/90-z.conf"), "[Service]\nNice=3\n");
	tree.write(etc("x.service.d/60-b.conf"), "[Service]\nNice=2\n");
	tree.write(lib("x.service.d/5-a.conf"), "[Service]\nNice=1\n");
	tree.write(etc("x.service.d/99.txt"), "[Service]\nNice=9\n");
	tree.write(etc("x.service.d/.99.conf"), "[Service]\nNice=9\n");
	const auto config = tree.load("x.service");
	check.equal(joined(config.drop_ins), lib("x.service.d/5-a.conf|") +
						     etc("x.service.d/60-b.conf|") +
						     etc("service.d/90-z.conf|"));
	check.equal(shown(config), "Nice=3@/etc/systemd/system/service.d/90-z.conf:2\n");
	check.is_true(config.assignments[0].origin.kind == OriginKind::DropIn, "kind");
}

static void loads_a_file_by_path(Check &check)
{
	const Tree tree;
	tree.write("/x.service", "[Service]\nUser=a\n");
	tree.write("/x.service.d/1.conf", "[Service]\nUser=b\n");
	const auto path = tree.root() + "/x.service";
	check.equal(shown(load_unit_file({}, path)), "User=b@" + path + ".d/1.conf:2\n");
	check.throws([&] { load_unit_file({}, tree.root() + "/y.service"); },
		tree.root() + "/y.service: No such file");
	check.throws([&] { load_unit_file({}, tree.root() + "/x.service.d"); }, "Is a directory");
}

static void lists_units(Check &check)
{
	const Tree tree;
	for (const auto unit : {"b.service", "a@.service", "c.socket", "d.service.d/x.conf", "no"})
		tree.write(lib(unit), "[Service]\n");
	tree.write(etc("b.service"), "[Service]\n");
	tree.write("/usr/lib/systemd/user/u.service", "[Service]\n");
	check.equal(joined(list_unit_files({.root = tree.root()})), "a@.service|b.service|");
	check.equal(joined(list_unit_files({.root = tree.root(), .user = true})), "u.service|");
}

static void mangles_names(Check &check)
{
	check.equal(mangle_unit_name("nginx"), "nginx.service");
	check.equal(mangle_unit_name("nginx.conf"), "nginx.conf.service");
	check.equal(mangle_unit_name("x.socket"), "x.socket");
	check.equal(mangle_unit_name("x@y"), "x@y.service");
	check.equal(mangle_unit_name("ng*"), "ng*");
	check.throws([] { mangle_unit_name(""); }, "empty");
	check.throws([] { mangle_unit_name("a b"); }, "'a b': it contains ' '");
	check.throws([] { mangle_unit_name("a\x1b"); }, "'a\\x1b': it contains '\\x1b'");
	check.throws([] { mangle_unit_name("./x.service"); }, "it is a path");
	check.throws([] { mangle_unit_name("@x"); }, "nothing before '@'");
	check.throws([] { mangle_unit_name(std::string(300, 'a')); }, "longer than 255");
}

static void tells_the_version(Check &check)
{
	const Tree tree;
	check.equal(systemd_version_of(tree.root()), 0U);
	tree.write("/etc/os-release", "ID=debian\nVERSION_ID=\"13\"\n");
	check.equal(systemd_version_of(tree.root()), 257U);
	tree.write("/etc/os-release", "ID=debian\nVERSION_CODENAME=forky\n");
	check.equal(systemd_version_of(tree.root()), 262U);
	tree.write("/etc/os-release", "ID=ubuntu\nVERSION_ID=\"24.04\"\n");
	check.equal(systemd_version_of(tree.root()), 255U);
	tree.write("/usr/lib/x86_64-linux-gnu/systemd/libsystemd-shared-252.so", "");
	check.equal(systemd_version_of(tree.root()), 252U);
	tree.write("/usr/lib/systemd/libsystemd-shared-256.4-1.fc41.so", "");
	check.equal(systemd_version_of(tree.root()), 256U);
}

int main()
{
	static constexpr Case cases[] = {
		{"first directory wins", first_directory_wins},
		{"says what is not there", says_what_is_not_there},
		{"masks", masks},
		{"templates", templates},
		{"aliases", aliases},
		{"linked units", linked_units},
		{"links stay below the root", links_stay_below_the_root},
		{"circles end", circles_end},
		{"drop-ins come from everywhere", drop_ins_come_from_everywhere},
		{"drop-ins hide each other", drop_ins_hide_each_other},
		{"drop-ins apply by name", drop_ins_apply_by_name},
		{"loads a file by path", loads_a_file_by_path},
		{"lists units", lists_units},
		{"mangles names", mangles_names},
		{"tells the version", tells_the_version},
	};
	return run("search", cases);
}
