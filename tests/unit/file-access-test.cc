// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "unit/file-access.hh"

#include "harness.hh"
#include "tree.hh"

#include <sys/stat.h>

using namespace hardenctl;
using test::Check;

namespace {

const FileUser app{.uid = 4711, .groups = {4711}};

void test_modes(Check &check)
{
	const test::Tree tree;
	tree.write("/etc/public", "");
	tree.write("/etc/secret", "");
	tree.write("/var/lib/closed/state", "");
	tree.link("/etc/link", "/etc/secret");
	chmod((tree.root() + "/etc/secret").c_str(), 0600);
	chmod((tree.root() + "/var/lib/closed").c_str(), 0700);
	struct Row {
		const char *path;
		AccessMode wanted;
		FileAccess answer;
	};
	for (const auto &[path, wanted, answer] : {
		     Row{"/etc/public", AccessMode::Reading, FileAccess::Allowed},
		     Row{"/etc/public", AccessMode::Writing, FileAccess::RefusedByMode},
		     Row{"/etc/public", AccessMode::Executing, FileAccess::RefusedByMode},
		     Row{"/etc/secret", AccessMode::Existence, FileAccess::Allowed},
		     Row{"/etc/secret", AccessMode::Reading, FileAccess::RefusedByMode},
		     Row{"/etc/link", AccessMode::Reading, FileAccess::RefusedByMode},
		     Row{"/etc/new", AccessMode::Creating, FileAccess::RefusedByMode},
		     Row{"/etc/none", AccessMode::Reading, FileAccess::Missing},
		     Row{"/etc/none/x", AccessMode::Creating, FileAccess::Missing},
		     Row{"/var/lib/closed/state", AccessMode::Reading, FileAccess::RefusedByMode},
	     }) {
		chmod(tree.root().c_str(), 0755);
		check.is_true(file_access(tree.root(), path, app, wanted) == answer, path);
	}
	const FileUser root;
	check.is_true(file_access(tree.root(), "/etc/secret", root, AccessMode::Writing) ==
			      FileAccess::Allowed,
		"root passes modes");
	check.is_true(file_access(tree.root(), "/etc/none", root, AccessMode::Reading) ==
			      FileAccess::Missing,
		"root needs the file, too");
}

void test_group(Check &check)
{
	const test::Tree tree;
	tree.write("/run/shared", "");
	chmod(tree.root().c_str(), 0755);
	chmod((tree.root() + "/run/shared").c_str(), 0660);
	struct stat status {};
	stat((tree.root() + "/run/shared").c_str(), &status);
	const FileUser member{.uid = 4711, .groups = {4711, status.st_gid}};
	check.is_true(file_access(tree.root(), "/run/shared", member, AccessMode::Writing) ==
			      FileAccess::Allowed,
		"a member of its group");
	check.is_true(file_access(tree.root(), "/run/shared", app, AccessMode::Writing) ==
			      FileAccess::RefusedByMode,
		"somebody else");
}

void test_find_user(Check &check)
{
	const test::Tree tree;
	tree.write("/etc/passwd", "root:x:0:0::/root:/bin/sh\napp:x:4711:4712::/srv:/bin/false\n");
	tree.write("/etc/group", "root:x:0:\nadm:x:4:syslog,app\nssl-cert:x:110:app\n");
	for (const char *name : {"app", "4711"}) {
		FileUser user;
		check.is_true(find_user(tree.root(), name, user), name);
		check.equal(user.uid, uid_t{4711});
		check.is_true(user.groups == std::vector<gid_t>{4712, 4, 110}, "its groups");
	}
	check.is_true(find_group(tree.root(), "adm") == gid_t{4}, "a group");
	check.is_true(find_group(tree.root(), "110") == gid_t{110}, "by number");
	check.is_true(!find_group(tree.root(), "wheel"), "no such group");
	FileUser nobody;
	check.is_true(!find_user(tree.root(), "ghost", nobody), "no such user");
}

constexpr test::Case cases[]{
	{"modes", test_modes},
	{"groups", test_group},
	{"users", test_find_user},
};

} // namespace

int main()
{
	return test::run("file access", cases);
}
