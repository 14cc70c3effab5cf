// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors
//
// The text of /proc as the kernel writes it, and a real process that holds what is looked for.

#include "harness.hh"
#include "process/collect-runtime-facts.hh"
#include "process/configuration.hh"
#include "process/proc-text.hh"
#include "process/programs.hh"
#include "process/read-process.hh"
#include "process/sockets.hh"

#include <algorithm>
#include <arpa/inet.h>
#include <cstdlib>
#include <fcntl.h>
#include <filesystem>
#include <fstream>
#include <linux/capability.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

using namespace hardenctl;
using hardenctl::test::Check;

namespace {

void status_tells_users_and_capabilities(Check &check)
{
	ProcessSeen process;
	read_status_text("Name:\tnginx\nUmask:\t0027\nPPid:\t1\nUid:\t0\t33\t33\t33\n"
			 "VmLck:\t     8 kB\nCapInh:\t0000000000000000\nCapPrm:\t0000000002000400\n"
			 "CapEff:\t0000000000000400\nCapBnd:\t000001ffffffffff\n"
			 "CapAmb:\t0000000000000400\nNoNewPrivs:\t1\nSeccomp:\t2\n",
		process);
	check.equal(process.comm, "nginx");
	check.equal(process.parent, 1);
	check.equal(process.uid, 0u);
	check.equal(process.effective_uid, 33u);
	check.equal(process.umask.value_or(0), 027u);
	check.equal(process.locked_memory, 8192u);
	check.equal(process.capabilities.effective, 0x400u);
	check.equal(process.capabilities.permitted, 0x2000400u);
	check.equal(process.capabilities.ambient, 0x400u);
	check.equal(process.capabilities.bounding, 0x1ffffffffffu);
	check.is_true(process.no_new_privileges, "no_new_privileges");
	check.equal(process.seccomp, 2u);
}

void maps_tell_code_that_can_be_written(Check &check)
{
	ProcessSeen process;
	read_maps_text(
		"00400000-00500000 r-xp 00000000 fe:00 1  /usr/bin/with blank\n"
		"7f0000000000-7f0000001000 rwxp 00000000 00:00 0 \n"
		"7f0000002000-7f0000003000 rwxp 00000000 fe:00 2  /usr/lib/libjit.so (deleted)\n"
		"7f0000004000-7f0000005000 rw-p 00000000 fe:00 3  /usr/lib/libdata.so\n"
		"7f0000006000-7f0000007000 rw-s 00000000 00:01 4  /SYSV0052e2c1 (deleted)\n"
		"7ffd00000000-7ffd00001000 r-xp 00000000 00:00 0  [vdso]\n"
		"garbage\n",
		process);
	check.is_true(process.libraries ==
			      std::vector<std::string>{"/usr/bin/with blank", "/usr/lib/libjit.so"},
		"code of files only");
	check.is_true(process.write_execute == std::vector<std::string>{"", "/usr/lib/libjit.so"},
		"anonymous memory and the library");
	check.is_true(process.shared_memory, "System V memory");
}

void a_thread_may_be_real_time(Check &check)
{
	const std::string fields = "S 1 1 1 0 -1 4194560 1 0 0 0 0 0 0 0 ";
	const std::string rest = " 1 0 100 1 1 1 1 1 1 1 1 0 0 0 0 0 0 0 17 0 0 ";
	ProcessSeen usual;
	read_stat_text("5 (a) b) " + fields + "20 0" + rest + "0 0 0 0 0", usual);
	check.is_true(!usual.realtime && usual.nice == 0, "usual");
	ProcessSeen fifo;
	read_stat_text("5 (a) b) " + fields + "-51 -5" + rest + "1 0 0 0 0", fifo);
	check.is_true(fifo.realtime, "SCHED_FIFO is 1");
	check.equal(fifo.nice, -5);
	ProcessSeen cut;
	read_stat_text("5 (cut", cut);
	check.is_true(!cut.realtime, "a cut line tells nothing");
}

void flags_tell_what_is_written(Check &check)
{
	check.is_true(is_writable_by_flags("pos:\t0\nflags:\t0100002\nmnt_id:\t1\n"), "O_RDWR");
	check.is_true(is_writable_by_flags("pos:\t0\nflags:\t02100001\n"), "O_WRONLY");
	check.is_true(!is_writable_by_flags("pos:\t0\nflags:\t0100000\n"), "O_RDONLY");
	check.is_true(!is_writable_by_flags("pos:\t0\nflags:\t010000002\n"), "O_PATH");
	check.is_true(!is_writable_by_flags(""), "nothing");
}

void control_groups_belong_to_units(Check &check)
{
	check.equal(systemd_control_group("0::/system.slice/nginx.service\n"),
		"/system.slice/nginx.service");
	check.equal(systemd_control_group(
			    "9:name=systemd:/system.slice/a.service\n8:pids:/x.service\n0::/\n"),
		"/system.slice/a.service");
	check.equal(systemd_control_group("9:name=systemd:/\n0::/system.slice/a.service\n"),
		"/system.slice/a.service");
	const auto is_of = [](const char *group, const char *unit, bool user) {
		return is_group_of_unit(group, unit, user);
	};
	check.is_true(is_of("/system.slice/a.service", "a.service", false), "itself");
	check.is_true(is_of("/system.slice/a.service/sub", "a.service", false), "delegated");
	check.is_true(!is_of("/system.slice/aa.service", "a.service", false), "another unit");
	const char *of_user = "/user.slice/user-1.slice/user@1.service/app.slice/a.service";
	check.is_true(is_of(of_user, "a.service", true), "of a user manager");
	check.is_true(!is_of(of_user, "a.service", false), "no unit of the system manager");
	check.is_true(is_of(of_user, "user@1.service", false), "the user manager itself");
}

void sockets_have_families_and_ports(Check &check)
{
	SocketTable table;
	read_socket_text("tcp",
		"  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid "
		" "
		"timeout inode\n"
		"   0: 00000000:0050 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0 "
		" "
		"      0 100 1 0 100 0 0 10 0\n"
		"   1: 0100007F:1F90 0100007F:9000 01 00000000:00000000 00:00000000 00000000     0 "
		" "
		"      0 101 1 0 100 0 0 10 0\n"
		"   2: 0200000A:9001 08080808:0035 01 00000000:00000000 00:00000000 00000000     0 "
		" "
		"      0 102 1 0 100 0 0 10 0\n",
		table);
	read_socket_text("unix",
		"Num       RefCount Protocol Flags    Type St Inode Path\n"
		"0000000000000000: 00000002 00000000 00010000 0001 01 200 /run/x.sock\n"
		"0000000000000000: 00000002 00000000 00000000 0002 01 201\n",
		table);
	read_socket_text("unknown", "1 2 3 4 5 6 7 8 9 10\n", table);
	check.equal(table.size(), 5u);
	check.is_true(table[100] == OpenSocket{.family = AF_INET,
					    .protocol = "tcp",
					    .port = 80,
					    .listening = true},
		"listens for all");
	check.is_true(table[101].local_only && !table[101].listening, "within the machine");
	check.is_true(!table[102].local_only, "to another machine");
	check.is_true(table[200].listening && table[200].path == "/run/x.sock", "Unix");
	check.is_true(socket_of_protocol("ALG").family == AF_ALG, "by the kernel's name");
	check.is_true(!socket_of_protocol("NEW").family, "unknown stays unknown");
}

int listen_on_loopback()
{
	const int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	sockaddr_in address{};
	address.sin_family = AF_INET;
	address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	if (bind(fd, reinterpret_cast<sockaddr *>(&address), sizeof address) < 0 ||
		listen(fd, 1) < 0)
		return -1;
	return fd;
}

bool has_socket(const ProcessSeen &process, int family)
{
	return std::ranges::any_of(
		process.sockets, [&](const OpenSocket &socket) { return socket.family == family; });
}

void a_real_process_shows_what_it_holds(Check &check)
{
	const int file = open("/dev/null", O_RDWR | O_CLOEXEC);
	const int tcp = listen_on_loopback();
	const int netlink = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, 0);
	void *memory = mmap(nullptr, 4096, PROT_READ | PROT_WRITE | PROT_EXEC,
		MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	const auto seen = ProcessReader{"/proc"}.read(getpid());
	if (!check.is_true(seen.has_value(), "itself can be read"))
		return;
	check.contains(seen->exe, "process-test");
	check.equal(seen->effective_uid, geteuid());
	check.is_true(!seen->namespaces.empty(), "namespaces");
	check.is_true(std::ranges::any_of(seen->files,
			      [](const OpenFile &open_file) {
				      return open_file.path == "/dev/null" && open_file.writable &&
					     open_file.kind == FileKind::CharacterDevice;
			      }),
		"/dev/null");
	check.is_true(has_socket(*seen, AF_INET) == (tcp >= 0), "AF_INET");
	check.is_true(has_socket(*seen, AF_NETLINK) == (netlink >= 0), "AF_NETLINK");
	if (memory != MAP_FAILED)
		check.is_true(std::ranges::count(seen->write_execute, "") == 1, "rwx memory");
	for (const int fd : {file, tcp, netlink})
		if (fd >= 0)
			close(fd);
	munmap(memory, 4096);
}

void who_has_ended_is_no_error(Check &check)
{
	const pid_t none = 4194303; /* the last one there can be */
	check.is_true(!ProcessReader{"/proc"}.read(none), "nobody");
	check.is_true(find_processes("/nonexistent", "a.service", false).empty(), "no /proc");
}

struct TemporaryDirectory {
	std::string path;

	TemporaryDirectory()
	{
		char name[] = "/tmp/process-test.XXXXXX";
		path = mkdtemp(name);
	}
	TemporaryDirectory(const TemporaryDirectory &) = delete;
	TemporaryDirectory &operator=(const TemporaryDirectory &) = delete;
	~TemporaryDirectory() { std::filesystem::remove_all(path); }
};

void programs_and_directories_of_a_root(Check &check)
{
	const TemporaryDirectory root;
	namespace fs = std::filesystem;
	for (const char *directory : {"/usr/bin", "/run", "/var/lib/lab", "/var/lib/other"})
		fs::create_directories(root.path + directory);
	std::ofstream{root.path + "/usr/bin/helper"} << "#!/bin/sh\n";
	std::ofstream{root.path + "/run/lab.pid"} << "1\n";
	chmod((root.path + "/usr/bin/helper").c_str(), 04755);
	check.is_true(look_at_program(root.path, "/usr/bin/helper").set_id, "set-user-ID");
	check.is_true(!look_at_program(root.path, "/usr/bin/none").set_id, "not there");
	const auto directories = find_own_directories(root.path, {}, {"lab"});
	check.is_true(directories == std::vector<std::string>{"/run", "/var/lib/lab"}, "by name");
}

void a_program_tells_what_it_can_call(Check &check)
{
	const ProgramFunctions shell = look_at_program("", "/bin/mount").functions;
	check.is_true(shell.is_sure, "linked dynamically");
	const ProgramFunctions env = look_at_program("", "/usr/bin/env").functions;
	check.is_true(env.starts_programs, "env(1) looks programs up in $PATH");
	check.is_true(!look_at_program("", "/nonexistent").functions.is_sure, "not read");
	const TemporaryDirectory root;
	std::ifstream source{"/usr/bin/env", std::ios::binary};
	const std::string content{std::istreambuf_iterator<char>{source}, {}};
	for (const std::size_t size : {std::size_t{0}, std::size_t{4}, std::size_t{64},
		     content.size() / 2, content.size() - 8}) {
		std::ofstream{root.path + "/cut", std::ios::binary} << content.substr(0, size);
		check.is_true(!look_at_program(root.path, "/cut").functions.is_sure, "cut off");
	}
}

void configuration_names_paths(Check &check)
{
	const auto paths = paths_in("root /srv/www/;\n# /home/comment\nurl http://lab/var/x\n"
				    "log=\"/var/log/lab.log\" a/b ~/c /\n");
	check.is_true(paths == std::vector<std::string>{"/srv/www", "/var/log/lab.log"},
		"absolute paths alone");
	const TemporaryDirectory root;
	namespace fs = std::filesystem;
	for (const char *directory : {"/etc/lab/conf.d", "/srv/www", "/home/anna"})
		fs::create_directories(root.path + directory);
	std::ofstream{root.path + "/etc/lab/conf.d/a.conf"} << "up /srv/www\nno /srv/none\n";
	std::ofstream{root.path + "/etc/other.ini"} << "home=/home/anna\n";
	/* out of the configuration, in a circle, and more often than once */
	std::ofstream{root.path + "/srv/www/secret"} << "/var/secret\n";
	fs::create_directories(root.path + "/var/secret");
	fs::create_symlink("/srv/www/secret", root.path + "/etc/lab/out");
	fs::create_symlink("/proc/kmsg", root.path + "/etc/lab/kmsg");
	for (int i = 0; i < 300; ++i)
		fs::create_symlink(".", root.path + "/etc/lab/" + std::to_string(i));
	UnitConfig config;
	config.commands.push_back(
		{.setting = "ExecStart", .arguments = {"--conf=/etc/other.ini", "/run/x"}});
	const auto found = find_configured_paths(root.path, config, {"lab"}, {getuid()});
	if (check.equal(found.size(), std::size_t{2})) {
		check.equal(found[0].path, "/home/anna");
		check.equal(found[0].file, "/etc/other.ini");
		check.equal(found[1].file, "/etc/lab/conf.d/a.conf");
	}
}

constexpr test::Case cases[]{
	{"a program tells what it can call", a_program_tells_what_it_can_call},
	{"configuration names paths", configuration_names_paths},
	{"status tells users and capabilities", status_tells_users_and_capabilities},
	{"maps tell code that can be written", maps_tell_code_that_can_be_written},
	{"a thread may be real-time", a_thread_may_be_real_time},
	{"flags tell what is written", flags_tell_what_is_written},
	{"control groups belong to units", control_groups_belong_to_units},
	{"sockets have families and ports", sockets_have_families_and_ports},
	{"a real process shows what it holds", a_real_process_shows_what_it_holds},
	{"who has ended is no error", who_has_ended_is_no_error},
	{"programs and directories of a root", programs_and_directories_of_a_root},
};

} // namespace

int main()
{
	return test::run("process", cases);
}
