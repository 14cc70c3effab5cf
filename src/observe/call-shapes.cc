// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "observe/call-shapes.hh"

#include <algorithm>
#include <seccomp.h>
#include <string>

namespace hardenctl {

namespace {

struct Row {
	std::string_view call;
	unsigned shape;
};

constexpr unsigned noted = TRACE_NOTE_SUCCESS;
constexpr unsigned writers = TRACE_NOTE_WRITERS;
constexpr unsigned all_errors = TRACE_ALL_ERRORS;

/** Source: the manual pages of section 2. */
constexpr Row rows[]{
	{"access", TRACE_SHAPE_PATH},
	{"acct", TRACE_SHAPE_PATH},
	{"bind", TRACE_SHAPE_ADDRESS | noted},
	{"chdir", TRACE_SHAPE_PATH},
	{"chmod", TRACE_SHAPE_PATH | noted | all_errors},
	{"chown", TRACE_SHAPE_PATH | noted | all_errors},
	{"chroot", TRACE_SHAPE_PATH},
	{"clone", TRACE_SHAPE_NONE | all_errors},
	{"clone3", TRACE_SHAPE_NONE | all_errors},
	{"connect", TRACE_SHAPE_ADDRESS | noted},
	{"creat", TRACE_SHAPE_PATH | noted},
	{"execve", TRACE_SHAPE_PATH},
	{"execveat", TRACE_SHAPE_AT},
	{"faccessat", TRACE_SHAPE_AT},
	{"faccessat2", TRACE_SHAPE_AT},
	{"fallocate", TRACE_SHAPE_FD},
	{"fchdir", TRACE_SHAPE_FD},
	{"fchmod", TRACE_SHAPE_FD | all_errors},
	{"fchmodat", TRACE_SHAPE_AT | noted | all_errors},
	{"fchmodat2", TRACE_SHAPE_AT | noted | all_errors},
	{"fchown", TRACE_SHAPE_FD | all_errors},
	{"fchownat", TRACE_SHAPE_AT | noted | all_errors},
	{"fork", TRACE_SHAPE_NONE | all_errors},
	{"fsetxattr", TRACE_SHAPE_FD},
	{"ftruncate", TRACE_SHAPE_FD},
	{"getxattr", TRACE_SHAPE_PATH},
	{"inotify_add_watch", TRACE_SHAPE_AT},
	{"ioctl", TRACE_SHAPE_FD},
	{"keyctl", TRACE_SHAPE_NONE | all_errors},
	{"kill", TRACE_SHAPE_NONE | all_errors},
	{"lchown", TRACE_SHAPE_PATH | noted | all_errors},
	{"link", TRACE_SHAPE_TWO_PATHS | noted},
	{"linkat", TRACE_SHAPE_TWO_AT | noted},
	{"lsetxattr", TRACE_SHAPE_PATH},
	{"lstat", TRACE_SHAPE_PATH},
	{"mkdir", TRACE_SHAPE_PATH | noted},
	{"mkdirat", TRACE_SHAPE_AT | noted},
	{"mknod", TRACE_SHAPE_PATH | noted},
	{"mknodat", TRACE_SHAPE_AT | noted},
	{"mlock", TRACE_SHAPE_NONE | all_errors},
	{"mlock2", TRACE_SHAPE_NONE | all_errors},
	{"mlockall", TRACE_SHAPE_NONE | all_errors},
	{"mmap", TRACE_SHAPE_MAP},
	{"mount", TRACE_SHAPE_TWO_PATHS},
	{"mount_setattr", TRACE_SHAPE_AT},
	{"move_mount", TRACE_SHAPE_TWO_AT},
	{"mq_open", TRACE_SHAPE_PATH},
	{"newfstatat", TRACE_SHAPE_AT},
	{"open", TRACE_SHAPE_PATH | writers},
	{"open_tree", TRACE_SHAPE_AT},
	{"openat", TRACE_SHAPE_AT | writers},
	{"openat2", TRACE_SHAPE_AT | writers},
	{"pivot_root", TRACE_SHAPE_TWO_PATHS},
	{"prlimit64", TRACE_SHAPE_NONE | all_errors},
	{"ptrace", TRACE_SHAPE_NONE | all_errors},
	{"pwrite64", TRACE_SHAPE_FD},
	{"quotactl", TRACE_SHAPE_NONE},
	{"readlink", TRACE_SHAPE_PATH},
	{"readlinkat", TRACE_SHAPE_AT},
	{"rename", TRACE_SHAPE_TWO_PATHS | noted},
	{"renameat", TRACE_SHAPE_TWO_AT | noted},
	{"renameat2", TRACE_SHAPE_TWO_AT | noted},
	{"request_key", TRACE_SHAPE_NONE | all_errors},
	{"rmdir", TRACE_SHAPE_PATH | noted},
	{"sched_setaffinity", TRACE_SHAPE_NONE | all_errors},
	{"sched_setattr", TRACE_SHAPE_NONE | all_errors},
	{"sched_setscheduler", TRACE_SHAPE_NONE | all_errors},
	{"semget", TRACE_SHAPE_NONE | all_errors},
	{"sendmsg", TRACE_SHAPE_MESSAGE},
	{"sendto", TRACE_SHAPE_SEND_TO},
	{"setfsgid", TRACE_SHAPE_NONE | all_errors},
	{"setfsuid", TRACE_SHAPE_NONE | all_errors},
	{"setgid", TRACE_SHAPE_NONE | all_errors},
	{"setgroups", TRACE_SHAPE_NONE | all_errors},
	{"setpriority", TRACE_SHAPE_NONE | all_errors},
	{"setregid", TRACE_SHAPE_NONE | all_errors},
	{"setresgid", TRACE_SHAPE_NONE | all_errors},
	{"setresuid", TRACE_SHAPE_NONE | all_errors},
	{"setreuid", TRACE_SHAPE_NONE | all_errors},
	{"setrlimit", TRACE_SHAPE_NONE | all_errors},
	{"setuid", TRACE_SHAPE_NONE | all_errors},
	{"setxattr", TRACE_SHAPE_PATH},
	{"shmget", TRACE_SHAPE_NONE | all_errors},
	{"stat", TRACE_SHAPE_PATH},
	{"statfs", TRACE_SHAPE_PATH},
	{"statx", TRACE_SHAPE_AT},
	{"swapoff", TRACE_SHAPE_PATH},
	{"swapon", TRACE_SHAPE_PATH},
	{"symlink", TRACE_SHAPE_TWO_PATHS | noted},
	{"symlinkat", TRACE_SHAPE_SYMLINK_AT | noted},
	{"timer_create", TRACE_SHAPE_NONE | all_errors},
	{"truncate", TRACE_SHAPE_PATH | noted},
	{"umount2", TRACE_SHAPE_PATH},
	{"unlink", TRACE_SHAPE_PATH | noted},
	{"unlinkat", TRACE_SHAPE_AT | noted},
	{"unshare", TRACE_SHAPE_NONE | all_errors},
	{"utime", TRACE_SHAPE_PATH},
	{"utimensat", TRACE_SHAPE_AT},
	{"utimes", TRACE_SHAPE_PATH},
	{"vfork", TRACE_SHAPE_NONE | all_errors},
	{"write", TRACE_SHAPE_FD},
	{"writev", TRACE_SHAPE_FD},
};
static_assert(std::ranges::is_sorted(rows, {}, &Row::call));

/** In the order of trace_known_call. */
constexpr const char *known[]{"openat2", "socket", "clone", "clone3", "unshare", "personality",
	"sched_setscheduler", "setsockopt", "mmap", "mprotect", "brk", "execve", "execveat",
	"connect"};
static_assert(std::size(known) == TRACE_KNOWN_CALLS);

} // namespace

std::uint8_t call_shape(std::string_view call) noexcept
{
	const auto found = std::ranges::lower_bound(rows, call, {}, &Row::call);
	return found != std::end(rows) && found->call == call
		       ? static_cast<std::uint8_t>(found->shape)
		       : std::uint8_t{TRACE_SHAPE_NONE};
}

std::array<std::uint16_t, TRACE_CALLS> shapes_by_number()
{
	std::array<std::uint16_t, TRACE_CALLS> shapes{};
	for (const Row &row : rows) {
		const int number = seccomp_syscall_resolve_name(std::string{row.call}.c_str());
		if (number >= 0 && number < TRACE_CALLS)
			shapes[static_cast<std::size_t>(number)] =
				static_cast<std::uint16_t>(row.shape);
	}
	const auto numbers = known_call_numbers();
	for (unsigned i = TRACE_CALL_SOCKET; i <= TRACE_CALL_MPROTECT; i++)
		if (const int number = numbers[i]; number >= 0 && number < TRACE_CALLS)
			shapes[static_cast<std::size_t>(number)] |= TRACE_NOTE_ARGUMENTS;
	return shapes;
}

std::array<int, TRACE_KNOWN_CALLS> known_call_numbers()
{
	std::array<int, TRACE_KNOWN_CALLS> numbers{};
	std::ranges::transform(known, numbers.begin(),
		[](const char *call) { return std::max(seccomp_syscall_resolve_name(call), -1); });
	return numbers;
}

} // namespace hardenctl
