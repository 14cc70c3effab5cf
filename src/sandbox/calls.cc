// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "sandbox/calls.hh"

#include <algorithm>
#include <cerrno>
#include <iterator>
#include <linux/audit.h>
#include <linux/capability.h>

namespace hardenctl {

namespace {

using Calls = std::span<const std::string_view>;

constexpr std::string_view accept_calls[]{"accept4", "accept"};
constexpr std::string_view access_calls[]{"access", "faccessat", "faccessat2"};
constexpr std::string_view chmod_calls[]{"chmod", "fchmod", "fchmodat", "fchmodat2"};
constexpr std::string_view chown_calls[]{"chown", "fchown", "lchown", "fchownat"};
constexpr std::string_view exec_calls[]{"execve", "execveat"};
constexpr std::string_view fork_calls[]{"clone", "clone3", "fork", "vfork"};
constexpr std::string_view link_calls[]{"link", "linkat"};
constexpr std::string_view listen_calls[]{"listen"};
constexpr std::string_view lookup_calls[]{"socket", "connect", "sendto", "sendmmsg"};
constexpr std::string_view mkdir_calls[]{"mkdir", "mkdirat"};
constexpr std::string_view mknod_calls[]{"mknod", "mknodat"};
constexpr std::string_view mlock_calls[]{"mlock", "mlock2", "mlockall"};
constexpr std::string_view mmap_calls[]{"mmap", "mmap2"};
constexpr std::string_view mprotect_calls[]{"mprotect", "pkey_mprotect"};
constexpr std::string_view nice_calls[]{"setpriority", "nice"};
constexpr std::string_view open_calls[]{"openat", "open", "openat2", "creat"};
constexpr std::string_view pipe_calls[]{"pipe2", "pipe"};
constexpr std::string_view poll_calls[]{"epoll_create1", "epoll_create", "poll", "ppoll"};
constexpr std::string_view readlink_calls[]{"readlink", "readlinkat"};
constexpr std::string_view rename_calls[]{"rename", "renameat", "renameat2"};
constexpr std::string_view rlimit_calls[]{"prlimit64", "setrlimit"};
constexpr std::string_view rmdir_calls[]{"rmdir", "unlinkat"};
constexpr std::string_view scheduler_calls[]{
	"sched_setscheduler", "sched_setattr", "sched_setparam"};
constexpr std::string_view send_calls[]{"sendto", "sendmsg", "sendmmsg"};
constexpr std::string_view setegid_calls[]{"setresgid", "setregid", "setgid"};
constexpr std::string_view seteuid_calls[]{"setresuid", "setreuid", "setuid"};
constexpr std::string_view setgid_calls[]{"setgid", "setresgid", "setregid"};
constexpr std::string_view setgroups_calls[]{"setgroups"};
constexpr std::string_view setuid_calls[]{"setuid", "setresuid", "setreuid"};
constexpr std::string_view shm_calls[]{"shmget", "shmat", "shmctl"};
constexpr std::string_view sem_calls[]{"semget", "semop", "semctl"};
constexpr std::string_view stat_calls[]{"newfstatat", "stat", "lstat", "statx", "fstat"};
constexpr std::string_view symlink_calls[]{"symlink", "symlinkat"};
constexpr std::string_view sysctl_calls[]{"openat", "_sysctl"};
constexpr std::string_view thread_calls[]{"clone3", "clone"};
constexpr std::string_view time_calls[]{
	"clock_settime", "settimeofday", "clock_adjtime", "adjtimex"};
constexpr std::string_view umount_calls[]{"umount2", "umount"};
constexpr std::string_view unlink_calls[]{"unlink", "unlinkat"};
constexpr std::string_view utime_calls[]{"utimensat", "utimes", "utime", "futimesat"};

struct FunctionRow {
	std::string_view function;
	Calls calls;
};

constexpr FunctionRow functions[]{
	{"accept", accept_calls},
	{"access", access_calls},
	{"adjtime", time_calls},
	{"adjtimex", time_calls},
	{"chmod", chmod_calls},
	{"chown", chown_calls},
	{"clock_settime", time_calls},
	{"clone", fork_calls},
	{"creat", open_calls},
	{"daemon", fork_calls},
	{"epoll_create", poll_calls},
	{"exec", exec_calls},
	{"execl", exec_calls},
	{"execlp", exec_calls},
	{"execv", exec_calls},
	{"execve", exec_calls},
	{"execvp", exec_calls},
	{"fchmod", chmod_calls},
	{"fchown", chown_calls},
	{"fopen", open_calls},
	{"fork", fork_calls},
	{"getaddrinfo", lookup_calls},
	{"gethostbyname", lookup_calls},
	{"initgroups", setgroups_calls},
	{"lchown", chown_calls},
	{"link", link_calls},
	{"listen", listen_calls},
	{"lstat", stat_calls},
	{"mkdir", mkdir_calls},
	{"mkfifo", mknod_calls},
	{"mknod", mknod_calls},
	{"mkstemp", open_calls},
	{"mlock", mlock_calls},
	{"mlockall", mlock_calls},
	{"mmap", mmap_calls},
	{"mprotect", mprotect_calls},
	{"nice", nice_calls},
	{"ntp_adjtime", time_calls},
	{"ntp_gettime", time_calls},
	{"ntp_gettimex", time_calls},
	{"open", open_calls},
	{"opendir", open_calls},
	{"pipe", pipe_calls},
	{"popen", fork_calls},
	{"posix_spawn", thread_calls},
	{"pthread_create", thread_calls},
	{"pthread_setschedparam", scheduler_calls},
	{"readlink", readlink_calls},
	{"rename", rename_calls},
	{"rmdir", rmdir_calls},
	{"sched_setscheduler", scheduler_calls},
	{"semget", sem_calls},
	{"send", send_calls},
	{"sendmsg", send_calls},
	{"sendto", send_calls},
	{"setegid", setegid_calls},
	{"seteuid", seteuid_calls},
	{"setgid", setgid_calls},
	{"setgroups", setgroups_calls},
	{"setpriority", nice_calls},
	{"setregid", setegid_calls},
	{"setresgid", setegid_calls},
	{"setresuid", seteuid_calls},
	{"setreuid", seteuid_calls},
	{"setrlimit", rlimit_calls},
	{"settimeofday", time_calls},
	{"setuid", setuid_calls},
	{"shmget", shm_calls},
	{"stat", stat_calls},
	{"stime", time_calls},
	{"symlink", symlink_calls},
	{"sysctl", sysctl_calls},
	{"thread", thread_calls},
	{"umount", umount_calls},
	{"unlink", unlink_calls},
	{"utime", utime_calls},
	{"utimes", utime_calls},
	{"vfork", fork_calls},
};
static_assert(std::ranges::is_sorted(functions, {}, &FunctionRow::function));

constexpr PrivilegedCall privileged[]{
	{"_sysctl", CAP_SYS_ADMIN, EPERM, 1},
	{"acct", CAP_SYS_PACCT, EPERM, 1},
	{"adjtimex", CAP_SYS_TIME, EPERM, 0.8},
	{"bpf", CAP_BPF, EPERM, 0.9},
	{"capset", CAP_SETPCAP, EPERM, 0.5},
	{"chmod", CAP_FOWNER, EPERM, 0.7},
	{"chown", CAP_CHOWN, EPERM, 0.9},
	{"chroot", CAP_SYS_CHROOT, EPERM, 1},
	{"clock_adjtime", CAP_SYS_TIME, EPERM, 0.8},
	{"clock_settime", CAP_SYS_TIME, EPERM, 1},
	{"delete_module", CAP_SYS_MODULE, EPERM, 1},
	{"fanotify_init", CAP_SYS_ADMIN, EPERM, 0.8},
	{"fchmod", CAP_FOWNER, EPERM, 0.7},
	{"fchmodat", CAP_FOWNER, EPERM, 0.7},
	{"fchmodat2", CAP_FOWNER, EPERM, 0.7},
	{"fchown", CAP_CHOWN, EPERM, 0.9},
	{"fchownat", CAP_CHOWN, EPERM, 0.9},
	{"finit_module", CAP_SYS_MODULE, EPERM, 1},
	{"init_module", CAP_SYS_MODULE, EPERM, 1},
	{"ioperm", CAP_SYS_RAWIO, EPERM, 1},
	{"iopl", CAP_SYS_RAWIO, EPERM, 1},
	{"ioprio_set", CAP_SYS_NICE, EPERM, 0.6},
	{"kcmp", CAP_SYS_PTRACE, EPERM, 0.5},
	{"kexec_load", CAP_SYS_BOOT, EPERM, 1},
	{"kill", CAP_KILL, EPERM, 0.9},
	{"lchown", CAP_CHOWN, EPERM, 0.9},
	{"mbind", CAP_SYS_NICE, EPERM, 0.4},
	{"mknod", CAP_MKNOD, EPERM, 0.8},
	{"mknodat", CAP_MKNOD, EPERM, 0.8},
	{"mlock", CAP_IPC_LOCK, EPERM, 0.5},
	{"mlock2", CAP_IPC_LOCK, EPERM, 0.5},
	{"mlockall", CAP_IPC_LOCK, EPERM, 0.6},
	{"mount", CAP_SYS_ADMIN, EPERM, 1},
	{"move_mount", CAP_SYS_ADMIN, EPERM, 1},
	{"name_to_handle_at", CAP_DAC_READ_SEARCH, EPERM, 0.3},
	{"nice", CAP_SYS_NICE, EPERM, 0.7},
	{"open_by_handle_at", CAP_DAC_READ_SEARCH, EPERM, 1},
	{"open_tree", CAP_SYS_ADMIN, EPERM, 0.8},
	{"perf_event_open", CAP_PERFMON, EACCES, 0.8},
	{"pivot_root", CAP_SYS_ADMIN, EPERM, 1},
	{"prlimit64", CAP_SYS_RESOURCE, EPERM, 0.8},
	{"process_vm_readv", CAP_SYS_PTRACE, EPERM, 0.8},
	{"ptrace", CAP_SYS_PTRACE, EPERM, 0.8},
	{"quotactl", CAP_SYS_ADMIN, EPERM, 0.8},
	{"reboot", CAP_SYS_BOOT, EPERM, 1},
	{"sched_setaffinity", CAP_SYS_NICE, EPERM, 0.5},
	{"sched_setattr", CAP_SYS_NICE, EPERM, 0.8},
	{"sched_setparam", CAP_SYS_NICE, EPERM, 0.8},
	{"sched_setscheduler", CAP_SYS_NICE, EPERM, 0.8},
	{"setdomainname", CAP_SYS_ADMIN, EPERM, 1},
	{"setfsgid", CAP_SETGID, EPERM, 0.6},
	{"setfsuid", CAP_SETUID, EPERM, 0.6},
	{"setgid", CAP_SETGID, EPERM, 0.9},
	{"setgroups", CAP_SETGID, EPERM, 1},
	{"sethostname", CAP_SYS_ADMIN, EPERM, 1},
	{"setns", CAP_SYS_ADMIN, EPERM, 0.9},
	{"setpriority", CAP_SYS_NICE, EACCES, 0.7},
	{"setregid", CAP_SETGID, EPERM, 0.9},
	{"setresgid", CAP_SETGID, EPERM, 0.9},
	{"setresuid", CAP_SETUID, EPERM, 0.9},
	{"setreuid", CAP_SETUID, EPERM, 0.9},
	{"setrlimit", CAP_SYS_RESOURCE, EPERM, 0.8},
	{"settimeofday", CAP_SYS_TIME, EPERM, 1},
	{"setuid", CAP_SETUID, EPERM, 0.9},
	{"setxattr", CAP_SYS_ADMIN, EPERM, 0.5},
	{"stime", CAP_SYS_TIME, EPERM, 1},
	{"swapoff", CAP_SYS_ADMIN, EPERM, 1},
	{"swapon", CAP_SYS_ADMIN, EPERM, 1},
	{"syslog", CAP_SYSLOG, EPERM, 0.9},
	{"tgkill", CAP_KILL, EPERM, 0.5},
	{"umount2", CAP_SYS_ADMIN, EPERM, 1},
	{"unshare", CAP_SYS_ADMIN, EPERM, 0.9},
	{"userfaultfd", CAP_SYS_PTRACE, EPERM, 0.5},
	{"utimensat", CAP_FOWNER, EPERM, 0.5},
	{"vhangup", CAP_SYS_TTY_CONFIG, EPERM, 1},
};
static_assert(std::ranges::is_sorted(privileged, {}, &PrivilegedCall::call));

} // namespace

std::span<const std::string_view> system_calls_of(std::string_view function) noexcept
{
	const auto found =
		std::ranges::lower_bound(functions, function, {}, &FunctionRow::function);
	if (found == std::end(functions) || found->function != function)
		return {};
	return found->calls;
}

std::span<const PrivilegedCall> privileged_calls() noexcept
{
	return privileged;
}

const PrivilegedCall *find_privileged_call(std::string_view call) noexcept
{
	const auto found = std::ranges::lower_bound(privileged, call, {}, &PrivilegedCall::call);
	return found != std::end(privileged) && found->call == call ? found : nullptr;
}

std::optional<unsigned> capability_of_file(std::string_view path) noexcept
{
	struct Row {
		std::string_view path;
		unsigned capability;
	};
	static constexpr Row rows[]{
		{"/dev/kmsg", CAP_SYSLOG},
		{"/dev/mem", CAP_SYS_RAWIO},
		{"/dev/port", CAP_SYS_RAWIO},
		{"/proc/kmsg", CAP_SYSLOG},
	};
	const auto found = std::ranges::find(rows, path, &Row::path);
	return found == std::end(rows) ? std::nullopt : std::optional{found->capability};
}

std::string_view small_architecture_name(std::uint32_t audit_arch) noexcept
{
	struct Row {
		std::uint32_t arch;
		std::string_view name;
	};
	static constexpr Row rows[]{
		{AUDIT_ARCH_ARM, "arm"}, {AUDIT_ARCH_I386, "x86"}, {AUDIT_ARCH_MIPS, "mips"},
		{AUDIT_ARCH_MIPSEL, "mips-le"}, {AUDIT_ARCH_PPC, "ppc"}, {AUDIT_ARCH_S390, "s390"},
		{EM_X86_64 | __AUDIT_ARCH_LE, "x32"}, /* libseccomp's token */
	};
	for (const auto &[arch, name] : rows)
		if (arch == audit_arch)
			return name;
	return {};
}

} // namespace hardenctl
