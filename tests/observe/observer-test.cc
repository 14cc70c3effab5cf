// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

/* Real system calls in a control group of its own, seen by the BPF program in this kernel. */

#include "observe/observer.hh"

#include "base/error.hh"
#include "harness.hh"
#include "observe/control-group.hh"
#include "observe/observed-denials.hh"
#include "observe/observed-operation.hh"

#include <algorithm>
#include <arpa/inet.h>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <fcntl.h>
#include <fstream>
#include <functional>
#include <linux/capability.h>
#include <netinet/in.h>
#include <seccomp.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

using namespace hardenctl;
using test::Check;

namespace {

/** A control group that lives as long as the test. */
class Group {
	std::string path_;

public:
	std::string name;

	explicit Group(const std::string &last) : name(control_group_of(getpid()))
	{
		if (name == "/")
			name.clear();
		name += "/" + last + "-" + std::to_string(getpid());
		path_ = control_group_mount() + name;
	}
	~Group() noexcept { remove(); }

	void make() const
	{
		if (mkdir(path_.c_str(), 0755) < 0)
			throw Error{errno, "Cannot make " + path_};
	}
	void remove() const noexcept { rmdir(path_.c_str()); }
	void enter() const { std::ofstream{path_ + "/cgroup.procs"} << getpid() << std::flush; }
};

/** What it does is done by a child in the group; the child ends with status 0. */
std::vector<ObservedEvent> observe(const std::function<void()> &act, bool make_late = false,
	UsedSets *used = nullptr, std::uint64_t *lost = nullptr, bool watches_filters = true)
{
	const Group group{"hardenctl-test"};
	if (!make_late)
		group.make();
	Observer observer{{.control_group = group.name, .watches_filters = watches_filters}};
	if (make_late)
		group.make();
	const pid_t child = fork();
	if (child == 0) {
		group.enter();
		act();
		_exit(0);
	}
	int status = 0;
	waitpid(child, &status, 0);
	std::vector<ObservedEvent> seen;
	observer.take([&](ObservedEvent &&one) {
		seen.push_back(std::move(one));
		return true;
	});
	observer.count_repeats(seen);
	if (used)
		*used = observer.used();
	if (lost)
		*lost = observer.lost();
	return seen;
}

const ObservedEvent *find(const std::vector<ObservedEvent> &seen, std::string_view call, int error)
{
	const auto found = std::ranges::find_if(seen, [&](const ObservedEvent &one) {
		return one.call == call && one.error == error && one.what == Observed::Failed;
	});
	return found == seen.end() ? nullptr : &*found;
}

/** Not here: no root, no BPF, no control groups. */
bool is_possible(Check &check)
{
	try {
		const Group group{"hardenctl-probe"};
		group.make();
		const Observer observer{{.control_group = group.name}};
		return true;
	} catch (const Error &error) {
		check.skip(error.what());
		return false;
	}
}

void sees_a_failed_open(Check &check)
{
	if (!is_possible(check))
		return;
	const auto seen = observe([] {
		for (int i = 0; i < 5; i++)
			open("/proc/version", O_WRONLY | O_CREAT | O_EXCL, 0600);
		open("/nowhere/at/all", O_RDONLY);
		open("/sys/kernel/btf/vmlinux/x", O_WRONLY);
	});
	const ObservedEvent *missing = find(seen, "openat", ENOENT);
	if (check.is_true(missing, "ENOENT"))
		check.equal(missing->path, "/nowhere/at/all");
	check.is_true(find(seen, "openat", ENOTDIR), "ENOTDIR");
	check.is_true(!find(seen, "openat", EEXIST), "EEXIST is no denial");
}

void sees_that_an_inaccessible_file_is_opened(Check &check)
{
	if (!is_possible(check))
		return;
	const char *path = "/dev/shm/hardenctl-inaccessible"; /* a tmpfs, as /run is */
	const char *shadow = "/dev/shm/hardenctl-shadow";
	close(open(path, O_WRONLY | O_CREAT, 0));
	const int secret = open(shadow, O_WRONLY | O_CREAT, 0);
	const bool is_written = write(secret, "x", 1) == 1;
	close(secret);
	const auto seen = observe([&] {
		open("/proc/version", O_RDONLY);
		open(path, O_RDONLY);
		open(path, O_RDWR | O_CREAT, 0); /* a lock */
		open(shadow, O_RDONLY);
	});
	unlink(path);
	unlink(shadow);
	check.is_true(is_written, "a file that holds something");
	check.equal(
		std::ranges::count(seen, true, &ObservedEvent::is_inaccessible), std::ptrdiff_t{1});
	const auto opened = std::ranges::find(seen, path, &ObservedEvent::path);
	check.is_true(opened != seen.end() && opened->is_inaccessible, "this one");
}

void folds_repeats(Check &check)
{
	if (!is_possible(check))
		return;
	const auto seen = observe([] {
		for (int i = 0; i < 1000; i++)
			open("/nowhere/at/all", O_RDONLY);
	});
	check.equal(std::ranges::count(seen, "openat", &ObservedEvent::call), std::ptrdiff_t{1});
	const ObservedEvent *missing = find(seen, "openat", ENOENT);
	if (check.is_true(missing, "ENOENT"))
		check.equal(missing->count, std::uint64_t{1000});
}

/** They would fill the buffer, and what is seen meanwhile would be lost. */
void a_flood_of_names_leaves_room(Check &check)
{
	if (!is_possible(check))
		return;
	std::uint64_t lost = 0;
	const auto seen = observe(
		[] {
			for (int i = 0; i < 100'000; i++)
				open(("/nowhere/" + std::to_string(i)).c_str(), O_RDONLY);
			if (chdir("/usr") == 0)
				for (int i = 0; i < 2000; i++)
					open(("none-" + std::to_string(i)).c_str(), O_RDONLY);
			open("/elsewhere/x", O_RDONLY);
		},
		false, nullptr, &lost);
	check.equal(lost, std::uint64_t{0});
	const auto count_below = [&](std::string_view directory) {
		return std::ranges::count_if(seen,
			[&](const ObservedEvent &one) { return one.path.starts_with(directory); });
	};
	check.equal(count_below("/nowhere/"), std::ptrdiff_t{1000});
	check.equal(count_below("/usr/none-"), std::ptrdiff_t{1000});
	check.equal(count_below("/elsewhere/"), std::ptrdiff_t{1});
}

void makes_relative_paths_absolute(Check &check)
{
	if (!is_possible(check))
		return;
	const auto seen = observe([] {
		if (chdir("/usr/share") == 0)
			open("nothing-here", O_RDONLY);
		const int proc = open("/proc/sys/kernel", O_RDONLY | O_DIRECTORY);
		openat(proc, "nothing/there", O_RDONLY);
	});
	const auto has = [&](std::string_view path) {
		return std::ranges::any_of(seen, [&](const ObservedEvent &one) {
			return one.path == path && one.path_is_sure;
		});
	};
	check.is_true(has("/usr/share/nothing-here"), "by the working directory");
	check.is_true(has("/proc/sys/kernel/nothing/there"), "by a descriptor, over a mount");
}

void tells_a_filter_from_a_refusal(Check &check)
{
	if (!is_possible(check))
		return;
	const auto seen = observe([] {
		prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
		scmp_filter_ctx filter = seccomp_init(SCMP_ACT_ALLOW);
		seccomp_rule_add(filter, SCMP_ACT_ERRNO(EPERM), SCMP_SYS(getppid), 0);
		seccomp_load(filter);
		syscall(SYS_getppid);
		kill(1, 77);
		chown("/nowhere", 0, 0);
	});
	const ObservedEvent *filtered = find(seen, "getppid", EPERM);
	check.is_true(filtered && filtered->by_filter, "by the filter");
	const auto missing = std::ranges::find(seen, "/nowhere", &ObservedEvent::path);
	check.is_true(missing != seen.end() && !missing->by_filter, "by the file system");
}

void sees_a_kill_by_a_filter(Check &check)
{
	if (!is_possible(check))
		return;
	const auto seen = observe([] {
		prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
		scmp_filter_ctx filter = seccomp_init(SCMP_ACT_ALLOW);
		seccomp_rule_add(filter, SCMP_ACT_KILL_PROCESS, SCMP_SYS(getppid), 0);
		seccomp_load(filter);
		syscall(SYS_getppid);
	});
	const auto killed = std::ranges::find(seen, SIGSYS, &ObservedEvent::signal);
	if (check.is_true(killed != seen.end(), "SIGSYS"))
		check.equal(killed->call, "getppid");
	const auto ended = std::ranges::find(seen, Observed::Exited, &ObservedEvent::what);
	check.is_true(ended != seen.end() && is_bad_end(*ended), "its end");
}

/** Whether the beginning of calls is watched or not, what is noted is the same. */
void with_and_without_entry(Check &check, void (*test)(Check &check, bool watches_filters))
{
	if (!is_possible(check))
		return;
	for (const bool watches_filters : {true, false})
		test(check, watches_filters);
}

void lack_capabilities()
{
	for (const int capability : {CAP_CHOWN, CAP_NET_BIND_SERVICE})
		prctl(PR_CAPBSET_DROP, capability, 0, 0, 0);
	/* only execve(2) would take them: a user without any does as well */
	if (setuid(65534) < 0)
		return;
	chown("/proc/self/status", 0, 0);
	const int fd = socket(AF_INET, SOCK_STREAM, 0);
	sockaddr_in address{.sin_family = AF_INET, .sin_port = htons(81)};
	if (bind(fd, reinterpret_cast<sockaddr *>(&address), sizeof(address)) == 0)
		_exit(1);
	sethostname("x", 1);
	open("/etc/shadow", O_WRONLY);
}

void sees_the_missing_capability(Check &check)
{
	if (!is_possible(check))
		return;
	for (const bool watches_filters : {true, false}) {
		const auto seen =
			observe(lack_capabilities, false, nullptr, nullptr, watches_filters);
		const ObservedEvent *bound = find(seen, "bind", EACCES);
		if (check.is_true(bound, "bind")) {
			check.is_true(bound->port == 81, "port");
			check.equal(
				std::ranges::count(bound->capabilities, 10U), std::ptrdiff_t{1});
		}
		const ObservedEvent *named = find(seen, "sethostname", EPERM);
		if (check.is_true(named, "sethostname"))
			check.equal(
				std::ranges::count(named->capabilities, 21U), std::ptrdiff_t{1});
		const ObservedEvent *opened = find(seen, "openat", EACCES);
		if (check.is_true(opened, "openat"))
			check.equal(
				std::ranges::count(opened->capabilities, 21U), std::ptrdiff_t{0});
	}
}

/** Without a look at the begin of calls: that it was a filter is not said, nor that it was none. */
void a_filter_nobody_expected_is_unsure(Check &check)
{
	if (!is_possible(check))
		return;
	const auto seen = observe(
		[] {
			kill(1, 77);
			chown("/nowhere/before", 0, 0);
			prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
			scmp_filter_ctx filter = seccomp_init(SCMP_ACT_ALLOW);
			seccomp_rule_add(filter, SCMP_ACT_ERRNO(EPERM), SCMP_SYS(getppid), 0);
			seccomp_load(filter);
			syscall(SYS_getppid);
		},
		false, nullptr, nullptr, false);
	const auto before = std::ranges::find(seen, "/nowhere/before", &ObservedEvent::path);
	check.is_true(before != seen.end() && before->filter_is_sure, "there was none yet");
	const ObservedEvent *filtered = find(seen, "getppid", EPERM);
	check.is_true(filtered && !filtered->by_filter && !filtered->filter_is_sure, "unsure");
}

void waits_for_a_group_that_is_made_later(Check &check)
{
	if (!is_possible(check))
		return;
	const auto seen = observe([] { open("/nowhere/at/all", O_RDONLY); }, true);
	check.is_true(find(seen, "openat", ENOENT), "seen in a new group");
}

/** As a unit that fails and is started again for days. */
void forgets_groups_that_are_gone(Check &check)
{
	if (!is_possible(check))
		return;
	constexpr int more_than_fit = 5000;
	const Group group{"hardenctl-test"};
	Observer observer{{.control_group = group.name}};
	for (int i = 0; i < more_than_fit; i++) {
		group.make();
		group.remove();
	}
	group.make();
	const pid_t child = fork();
	if (child == 0) {
		group.enter();
		open("/nowhere/at/all", O_RDONLY);
		_exit(0);
	}
	waitpid(child, nullptr, 0);
	bool is_seen = false;
	observer.take([&](ObservedEvent &&one) {
		is_seen = is_seen || one.path == "/nowhere/at/all";
		return true;
	});
	check.is_true(is_seen, "seen in the last group");
}

void sees_nobody_else(Check &check)
{
	if (!is_possible(check))
		return;
	const Group group{"hardenctl-test"};
	group.make();
	Observer observer{{.control_group = group.name}};
	open("/nowhere/outside", O_RDONLY);
	std::size_t count = 0;
	observer.take([&](ObservedEvent &&) { return ++count > 0; });
	check.equal(count, std::size_t{0});
}

void collects_what_is_used(Check &check, bool watches_filters)
{
	UsedSets used;
	const auto seen = observe(
		[] {
			socket(AF_NETLINK, SOCK_RAW, 0);
			mkdir("/tmp/hardenctl-observed", 0700);
			/* 64 MiB of memory, which root's reserve is asked for */
			constexpr std::size_t size = std::size_t{64} << 20;
			void *memory = mmap(nullptr, size, PROT_READ | PROT_WRITE,
				MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
			munmap(memory, size);
			/* and so it is for what is written into memory, as files in /run are */
			const int file = memfd_create("observed", 0);
			write(file, "text", 4);
			close(file);
			/* what is asked for and refused to others is a larger buffer */
			const int pair = socket(AF_INET, SOCK_DGRAM, 0);
			const int buffer = 8 << 20;
			setsockopt(pair, SOL_SOCKET, SO_SNDBUFFORCE, &buffer, sizeof(buffer));
			setsockopt(pair, SOL_SOCKET, SO_RCVBUFFORCE, &buffer, sizeof(buffer));
			close(pair);
			chown("/tmp/hardenctl-observed", 1, 1);
			/* as the executor is named until it becomes the program */
			prctl(PR_SET_NAME, "(lab)");
			socket(AF_UNIX, SOCK_STREAM, 0);
			rmdir("/tmp/hardenctl-observed");
		},
		false, &used, nullptr, watches_filters);
	check.is_true(used.families.contains(AF_NETLINK), "family");
	check.is_true(used.calls.contains("mkdir"), "call");
	check.is_true(used.capabilities.contains(CAP_CHOWN), "a capability that was needed");
	check.is_true(!used.capabilities.contains(CAP_SYS_ADMIN), "memory needs none");
	check.is_true(!used.capabilities.contains(CAP_NET_ADMIN), "nor does a buffer");
	check.is_true(!used.families.contains(AF_UNIX), "what the executor uses is not the unit's");
	check.is_true(std::ranges::any_of(seen,
			      [](const ObservedEvent &one) {
				      return one.what == Observed::Used &&
					     one.path == "/tmp/hardenctl-observed";
			      }),
		"a directory that was made");
}

void collects_what_is_used(Check &check)
{
	with_and_without_entry(check, collects_what_is_used);
}

void what_a_file_system_needs_is_its_own(Check &check)
{
	if (!is_possible(check))
		return;
	const std::string top = "/tmp/hardenctl-overlay";
	mkdir(top.c_str(), 0700);
	mount("none", top.c_str(), "tmpfs", 0, nullptr);
	for (const char *name : {"/lower", "/upper", "/work", "/all"})
		mkdir((top + name).c_str(), 0755);
	const std::string layers =
		"lowerdir=" + top + "/lower,upperdir=" + top + "/upper,workdir=" + top + "/work";
	const std::string all = top + "/all";
	const bool is_mounted = mount("none", all.c_str(), "overlay", 0, layers.c_str()) == 0;
	UsedSets used;
	if (is_mounted)
		observe(
			[&] {
				close(open((all + "/file").c_str(), O_CREAT | O_WRONLY, 0600));
				chown((all + "/file").c_str(), 1, 1);
			},
			false, &used);
	umount2(all.c_str(), MNT_DETACH);
	umount2(top.c_str(), MNT_DETACH);
	rmdir(top.c_str());
	if (!is_mounted)
		return check.skip("overlayfs cannot be mounted here");
	check.is_true(!used.capabilities.contains(CAP_SYS_ADMIN), "as who mounted it");
	check.is_true(used.capabilities.contains(CAP_CHOWN), "as who asks");
}

static void a_namespace_needs_a_capability(Check &check, bool watches_filters)
{
	UsedSets used;
	observe(
		[] {
			if (syscall(SYS_clone, CLONE_NEWUTS | SIGCHLD, nullptr, nullptr, nullptr,
				    nullptr) == 0)
				_exit(0);
			wait(nullptr);
			std::uint64_t arguments[8]{CLONE_NEWIPC, 0, 0, 0, SIGCHLD};
			if (syscall(SYS_clone3, arguments, sizeof(arguments)) == 0)
				_exit(0);
			wait(nullptr);
			const int yes = 1;
			const int other = socket(AF_INET, SOCK_DGRAM, 0);
			setsockopt(other, SOL_SOCKET, SO_DEBUG, &yes, sizeof(yes));
			close(other);
		},
		false, &used, nullptr, watches_filters);
	check.is_true(used.namespaces == std::set<std::string>{"ipc", "uts"}, "the namespaces");
	check.is_true(used.capabilities.contains(CAP_SYS_ADMIN), "and what it takes");
	check.is_true(used.capabilities.contains(CAP_NET_ADMIN), "of another option of sockets");
}

void a_namespace_needs_a_capability(Check &check)
{
	with_and_without_entry(check, a_namespace_needs_a_capability);
}

void hostile_names_are_bounded(Check &check)
{
	if (!is_possible(check))
		return;
	const auto seen = observe([] {
		prctl(PR_SET_NAME, "\x1b[2J\n(evil)", 0, 0, 0);
		const std::string path = "/" + std::string(4000, 'a');
		open(path.c_str(), O_RDONLY);
		open("/nowhere\n\x1b]0;x", O_RDONLY);
		open(reinterpret_cast<const char *>(8), O_RDONLY);
	});
	for (const ObservedEvent &one : seen) {
		check.is_true(one.comm.size() <= 16 && one.path.size() <= 512, "bounded");
		check.lacks(one.arguments, "\x1b");
		check.lacks(one.arguments, "\n");
	}
	check.is_true(!seen.empty(), "seen");
}

} // namespace

int main()
{
	static constexpr test::Case cases[] = {
		{"sees a failed open", sees_a_failed_open},
		{"sees that an inaccessible file is opened",
			sees_that_an_inaccessible_file_is_opened},
		{"folds repeats", folds_repeats},
		{"a flood of names leaves room", a_flood_of_names_leaves_room},
		{"makes relative paths absolute", makes_relative_paths_absolute},
		{"tells a filter from a refusal", tells_a_filter_from_a_refusal},
		{"sees a kill by a filter", sees_a_kill_by_a_filter},
		{"sees the missing capability", sees_the_missing_capability},
		{"a filter nobody expected is unsure", a_filter_nobody_expected_is_unsure},
		{"waits for a group that is made later", waits_for_a_group_that_is_made_later},
		{"forgets groups that are gone", forgets_groups_that_are_gone},
		{"sees nobody else", sees_nobody_else},
		{"collects what is used", collects_what_is_used},
		{"what a file system needs is its own", what_a_file_system_needs_is_its_own},
		{"a namespace needs a capability", a_namespace_needs_a_capability},
		{"hostile names are bounded", hostile_names_are_bounded},
	};
	return test::run("kernel", cases);
}
