// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "base/rooted-file.hh"

#include "harness.hh"

#include <atomic>
#include <cerrno>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <set>
#include <thread>

using namespace hardenctl;
using test::Check;

namespace {

namespace fs = std::filesystem;

class Root {
	std::string path_;

public:
	Root()
	{
		auto name = (fs::temp_directory_path() / "rooted-test-XXXXXX").string();
		path_ = mkdtemp(name.data());
	}
	Root(const Root &) = delete;
	~Root() { fs::remove_all(path_); }

	const std::string &path() const noexcept { return path_; }

	void write(const std::string &path, std::string_view text) const
	{
		fs::create_directories(fs::path{path_ + path}.parent_path());
		std::ofstream{path_ + path, std::ios::binary} << text;
	}
	void link(const std::string &path, const std::string &target) const
	{
		fs::create_directories(fs::path{path_ + path}.parent_path());
		fs::create_symlink(target, path_ + path);
	}
	void fifo(const std::string &path) const { mkfifo((path_ + path).c_str(), 0600); }

	std::string read(const std::string &path) const
	{
		return read_file_in_root(path_, path, 1000);
	}
	std::string resolve(const std::string &path) const
	{
		return resolve_in_root(path_, path).value_or("nothing");
	}
};

} // namespace

static void links_stay_inside(Check &check)
{
	const Root root;
	root.write("/usr/lib/file", "inside");
	root.link("/lib", "usr/lib");
	root.link("/etc/absolute", "/lib/file");
	root.link("/etc/far-up", "../../../../../../../lib/file");
	root.link("/etc/outside", "/proc/self/status");
	root.link("/etc/circle", "circle");
	check.equal(root.read("/lib/file"), "inside");
	check.equal(root.read("/etc/absolute"), "inside");
	check.equal(root.read("/etc/far-up"), "inside");
	check.equal(root.read("/../..//etc/./../lib/file"), "inside");
	check.equal(root.resolve("/etc/far-up"), "/usr/lib/file");
	check.equal(root.resolve("/lib/../x"), "nothing");
	check.equal(root.resolve("/etc/outside"), "nothing");
	check.equal(root.resolve("/etc/circle"), "nothing");
	check.equal(root.resolve("/"), "/");
	check.throws(
		[&] { root.read("/etc/outside"); }, root.path() + "/etc/outside: No such file");
	check.throws([&] { root.read("/etc/circle"); }, "Too many levels of symbolic links");
	check.throws([&] { root.read('/' + std::string(5000, 'x')); }, "File name too long");
}

static void only_regular_files_are_read(Check &check)
{
	const Root root;
	root.write("/etc/small", "12345");
	root.fifo("/etc/fifo");
	root.link("/etc/to-fifo", "fifo");
	check.throws([&] { root.read("/etc/fifo"); }, "/etc/fifo is not a regular file");
	check.throws([&] { root.read("/etc/to-fifo"); }, "/etc/to-fifo is not a regular file");
	check.throws([&] { root.read("/etc"); }, "Is a directory");
	check.throws([&] { read_file_in_root(root.path(), "/etc/small", 4); },
		"/etc/small is larger than 4 bytes");
	check.throws(
		[&] { read_file_in_root("/", "/dev/zero", 4); }, "/dev/zero is not a regular file");
	check.throws(
		[&] { read_file_in_root("/dev", "/zero", 4); }, "/dev/zero is not a regular file");
}

static void looks_at_links_and_targets(Check &check)
{
	const Root root;
	root.write("/var/data/x", "x");
	root.link("/srv", "/var/data");
	const auto through = lstat_in_root(root.path(), "/srv/x");
	check.is_true(through && S_ISREG(through->st_mode), "a link above is followed");
	const auto itself = lstat_in_root(root.path(), "/srv");
	check.is_true(itself && S_ISLNK(itself->st_mode), "the last one is not");
	const auto target = stat_in_root(root.path(), "/srv");
	check.is_true(target && S_ISDIR(target->st_mode), "by stat it is");
	check.is_true(!lstat_in_root(root.path(), "/srv/none") && errno == ENOENT, "ENOENT");
	check.is_true(!stat_in_root(root.path(), "/srv/x/y") && errno == ENOTDIR, "ENOTDIR");
	check.is_true(!stat_in_root(root.path() + "/none", "/srv"), "no root");
	check.equal(link_target(root.path(), "/srv").value_or("none"), "/var/data");
	check.is_true(!link_target(root.path(), "/var"), "no link");
}

static void lists_directories_inside(Check &check)
{
	const Root root;
	root.write("/var/data/x", "");
	root.write("/var/data/.hidden", "");
	root.link("/var/data/y", "x");
	root.link("/srv", "/var/data");
	root.fifo("/fifo");
	std::set<std::string> names;
	const auto add = [&](std::string_view name, bool is_link) {
		names.insert(std::string{name} + (is_link ? "@" : ""));
	};
	for_each_entry_in_root(root.path(), "/srv", add);
	for_each_entry_in_root(root.path(), "/fifo", add);
	for_each_entry_in_root(root.path(), "/none", add);
	check.is_true(names == std::set<std::string>{"x", "y@"}, "x and y");
}

/** A directory is swapped with a link that leads out, as fast as it goes. */
static void renames_lead_nowhere_else(Check &check)
{
	const Root root;
	const Root outside;
	outside.write("/file", "outside");
	root.write("/etc/file", "inside");
	fs::create_directory_symlink(outside.path(), root.path() + "/link");
	std::atomic<bool> stop = false;
	std::thread swapper{[&] {
		while (!stop) {
			for (const auto &[from, to] : {std::pair{"/etc", "/tmp"}, {"/link", "/etc"},
				     {"/etc", "/link"}, {"/tmp", "/etc"}})
				fs::rename(root.path() + from, root.path() + to);
		}
	}};
	unsigned found = 0;
	for (unsigned i = 0; i < 3000; i++) {
		try {
			found += root.read("/etc/file") == "inside";
			check.equal(root.read("/etc/../etc/file"), "inside");
		} catch (const std::exception &) {
			// it was away
		}
	}
	stop = true;
	swapper.join();
	check.is_true(found > 0, "it was there at times");
}

int main()
{
	static constexpr test::Case cases[] = {
		{"links stay inside", links_stay_inside},
		{"only regular files are read", only_regular_files_are_read},
		{"looks at links and targets", looks_at_links_and_targets},
		{"lists directories inside", lists_directories_inside},
		{"renames lead nowhere else", renames_lead_nowhere_else},
	};
	return test::run("rooted-file", cases);
}
