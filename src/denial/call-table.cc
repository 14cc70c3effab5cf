// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "denial/operation-words.hh"

#include <algorithm>
#include <iterator>

namespace hardenctl {

namespace {

struct CallRow {
	std::string_view name;
	OperationKind kind;
	Access access = Access::Unknown;
};

using enum OperationKind;

/** Calls and C functions that programs name in their errors; sorted. */
constexpr CallRow calls[] = {
	{"access", Path, Access::Read},
	{"acct", SystemCall},
	{"adjtime", SystemCall},
	{"adjtimex", SystemCall},
	{"bind", Bind},
	{"bpf", SystemCall},
	{"cap_set_proc", SystemCall},
	{"capset", SystemCall},
	{"chdir", Path, Access::Read},
	{"chmod", Path, Access::Write},
	{"chown", Path, Access::Write},
	{"chroot", SystemCall},
	{"clock_adjtime", SystemCall},
	{"clock_settime", SystemCall},
	{"clone", Fork},
	{"clone3", Fork},
	{"connect", Connect},
	{"creat", Path, Access::Create},
	{"epoll_create", SystemCall},
	{"epoll_create1", SystemCall},
	{"eventfd", SystemCall},
	{"execl", Execute, Access::Execute},
	{"execlp", Execute, Access::Execute},
	{"execv", Execute, Access::Execute},
	{"execve", Execute, Access::Execute},
	{"execvp", Execute, Access::Execute},
	{"execvpe", Execute, Access::Execute},
	{"faccessat", Path, Access::Read},
	{"fchdir", Path, Access::Read},
	{"fchmod", Path, Access::Write},
	{"fchmodat", Path, Access::Write},
	{"fchown", Path, Access::Write},
	{"fchownat", Path, Access::Write},
	{"finit_module", SystemCall},
	{"flock", SystemCall},
	{"fopen", Path},
	{"fork", Fork},
	{"fsetxattr", Path, Access::Write},
	{"fstat", Path, Access::Read},
	{"fsync", Path, Access::Write},
	{"ftruncate", Path, Access::Write},
	{"futex", SystemCall},
	{"getaddrinfo", Connect},
	{"getcwd", Path, Access::Read},
	{"getifaddrs", Socket},
	{"init_module", SystemCall},
	{"initgroups", SystemCall},
	{"inotify_add_watch", SystemCall},
	{"inotify_init", SystemCall},
	{"inotify_init1", SystemCall},
	{"io_setup", SystemCall},
	{"io_uring_setup", SystemCall},
	{"ioctl", SystemCall},
	{"ioprio_set", SystemCall},
	{"keyctl", SystemCall},
	{"kill", SystemCall},
	{"lchown", Path, Access::Write},
	{"link", Path, Access::Create},
	{"listen", Bind},
	{"lstat", Path, Access::Read},
	{"mbind", SystemCall},
	{"memfd_create", SystemCall},
	{"mkdir", Path, Access::Create},
	{"mkdirat", Path, Access::Create},
	{"mkfifo", Path, Access::Create},
	{"mknod", Path, Access::Create},
	{"mkostemp", Path, Access::Create},
	{"mkstemp", Path, Access::Create},
	{"mlock", SystemCall},
	{"mlockall", SystemCall},
	{"mmap", Memory},
	{"mount", SystemCall},
	{"mprotect", Memory},
	{"name_to_handle_at", SystemCall},
	{"newosproc", Fork},
	{"nice", SystemCall},
	{"open", Path},
	{"open64", Path},
	{"openat", Path},
	{"opendir", Path, Access::Read},
	{"perf_event_open", SystemCall},
	{"personality", SystemCall},
	{"pipe", SystemCall},
	{"pipe2", SystemCall},
	{"pivot_root", SystemCall},
	{"pkey_mprotect", Memory},
	{"posix_spawn", Execute, Access::Execute},
	{"prctl", SystemCall},
	{"prlimit", SystemCall},
	{"prlimit64", SystemCall},
	{"pthread_create", Fork},
	{"ptrace", SystemCall},
	{"readdir", Path, Access::Read},
	{"readlink", Path, Access::Read},
	{"realpath", Path, Access::Read},
	{"reboot", SystemCall},
	{"rename", Path, Access::Write},
	{"renameat", Path, Access::Write},
	{"rmdir", Path, Access::Write},
	{"sched_setaffinity", SystemCall},
	{"sched_setattr", SystemCall},
	{"sched_setparam", SystemCall},
	{"sched_setscheduler", SystemCall},
	{"seccomp", SystemCall},
	{"sem_open", Path, Access::Create},
	{"semctl", SystemCall},
	{"semget", SystemCall},
	{"sendmsg", Connect},
	{"sendto", Connect},
	{"setdomainname", SystemCall},
	{"setegid", SystemCall},
	{"seteuid", SystemCall},
	{"setgid", SystemCall},
	{"setgroups", SystemCall},
	{"sethostname", SystemCall},
	{"setns", SystemCall},
	{"setpgid", SystemCall},
	{"setpriority", SystemCall},
	{"setregid", SystemCall},
	{"setresgid", SystemCall},
	{"setresuid", SystemCall},
	{"setreuid", SystemCall},
	{"setrlimit", SystemCall},
	{"setsid", SystemCall},
	{"setsockopt", SystemCall},
	{"settimeofday", SystemCall},
	{"setuid", SystemCall},
	{"setxattr", Path, Access::Write},
	{"shm_open", Path, Access::Create},
	{"shmget", SystemCall},
	{"signalfd", SystemCall},
	{"socket", Socket},
	{"socketpair", Socket},
	{"stat", Path, Access::Read},
	{"statfs", Path, Access::Read},
	{"stime", SystemCall},
	{"swapon", SystemCall},
	{"symlink", Path, Access::Create},
	{"syslog", SystemCall},
	{"timerfd_create", SystemCall},
	{"truncate", Path, Access::Write},
	{"umount", SystemCall},
	{"umount2", SystemCall},
	{"unlink", Path, Access::Write},
	{"unlinkat", Path, Access::Write},
	{"unshare", SystemCall},
	{"userfaultfd", SystemCall},
	{"utime", Path, Access::Write},
	{"utimensat", Path, Access::Write},
	{"utimes", Path, Access::Write},
	{"vfork", Fork},
	{"write", Path, Access::Write},
};

constexpr bool is_sorted_and_unique()
{
	for (std::size_t i = 1; i < std::size(calls); ++i)
		if (calls[i - 1].name >= calls[i].name)
			return false;
	return true;
}
static_assert(is_sorted_and_unique());

} // namespace

std::optional<CallWords> call_by_name(std::string_view name) noexcept
{
	const auto found = std::ranges::lower_bound(calls, name, {}, &CallRow::name);
	if (found == std::end(calls) || found->name != name)
		return std::nullopt;
	return CallWords{.kind = found->kind, .call = found->name, .access = found->access};
}

} // namespace hardenctl
