// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "steps.hh"

#include "base/error.hh"

#include <cerrno>
#include <cstdarg>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace hardenctl::test {

namespace {

struct Steps {
	bool counting = false;
	Mishap mishap = Mishap::None;
	std::size_t at = 0;
	std::size_t count = 0;
	bool elapse_is_due = false;
};

Steps steps;

bool is_now(Mishap mishap) noexcept
{
	return steps.counting && steps.mishap == mishap && steps.count == steps.at;
}

bool manager_is_gone() noexcept
{
	return steps.counting && steps.mishap == Mishap::ManagerGone && steps.count >= steps.at;
}

void count_one() noexcept
{
	if (is_now(Mishap::Kill))
		_exit(killed_status);
	steps.elapse_is_due = steps.elapse_is_due || is_now(Mishap::Elapse);
	steps.count++;
}

[[noreturn]] void fail()
{
	steps.count++;
	throw Error{"Cannot do that: Connection reset by peer"};
}

/** A change of a file that succeeds counts; others change nothing. */
template <typename Change> int change_file(Change change)
{
	if (!steps.counting)
		return change();
	if (is_now(Mishap::Fail)) {
		steps.count++;
		errno = ENOSPC;
		return -1;
	}
	const int result = change();
	if (result >= 0) {
		const int before = errno;
		count_one();
		errno = before;
	}
	return result;
}

} // namespace

void begin_steps(Mishap mishap, std::size_t at)
{
	steps = {.counting = true, .mishap = mishap, .at = at};
}

void end_steps() noexcept
{
	steps = {.count = steps.count};
}

std::size_t steps_so_far() noexcept
{
	return steps.count;
}

void begin_manager_call()
{
	if (is_now(Mishap::Fail) || manager_is_gone())
		fail();
}

bool end_manager_call()
{
	if (is_now(Mishap::LoseAnswer))
		fail();
	if (steps.counting)
		count_one();
	const bool elapse = steps.elapse_is_due;
	steps.elapse_is_due = false;
	return elapse;
}

} // namespace hardenctl::test

using hardenctl::test::change_file;

extern "C" {

int __real_open(const char *path, int flags, mode_t mode);
int __real_open64(const char *path, int flags, mode_t mode);
int __real_openat(int directory, const char *path, int flags, mode_t mode);
int __real_openat64(int directory, const char *path, int flags, mode_t mode);
ssize_t __real_write(int fd, const void *data, size_t size);
int __real_rename(const char *from, const char *to);
int __real_renameat(int from_directory, const char *from, int to_directory, const char *to);
int __real_unlink(const char *path);
int __real_unlinkat(int directory, const char *path, int flags);
int __real_mkdir(const char *path, mode_t mode);
int __real_mkdirat(int directory, const char *path, mode_t mode);
int __real_rmdir(const char *path);
int __wrap_open(const char *path, int flags, ...);
int __wrap_open64(const char *path, int flags, ...);
int __wrap_openat(int directory, const char *path, int flags, ...);
int __wrap_openat64(int directory, const char *path, int flags, ...);
ssize_t __wrap_write(int fd, const void *data, size_t size);
int __wrap_rename(const char *from, const char *to);
int __wrap_renameat(int from_directory, const char *from, int to_directory, const char *to);
int __wrap_unlink(const char *path);
int __wrap_unlinkat(int directory, const char *path, int flags);
int __wrap_mkdir(const char *path, mode_t mode);
int __wrap_mkdirat(int directory, const char *path, mode_t mode);
int __wrap_rmdir(const char *path);
int __wrap_fsync(int fd);

static mode_t mode_of(int flags, va_list arguments)
{
	return (flags & O_CREAT) != 0 ? va_arg(arguments, mode_t) : 0;
}

#define WRAP_OPEN(name)                                                                            \
	int __wrap_##name(const char *path, int flags, ...)                                        \
	{                                                                                          \
		va_list arguments;                                                                 \
		va_start(arguments, flags);                                                        \
		const mode_t mode = mode_of(flags, arguments);                                     \
		va_end(arguments);                                                                 \
		const auto run = [=] { return __real_##name(path, flags, mode); };                 \
		return (flags & O_CREAT) != 0 ? change_file(run) : run();                          \
	}

#define WRAP_OPENAT(name)                                                                          \
	int __wrap_##name(int directory, const char *path, int flags, ...)                         \
	{                                                                                          \
		va_list arguments;                                                                 \
		va_start(arguments, flags);                                                        \
		const mode_t mode = mode_of(flags, arguments);                                     \
		va_end(arguments);                                                                 \
		const auto run = [=] { return __real_##name(directory, path, flags, mode); };      \
		return (flags & O_CREAT) != 0 ? change_file(run) : run();                          \
	}

WRAP_OPEN(open)
WRAP_OPEN(open64)
WRAP_OPENAT(openat)
WRAP_OPENAT(openat64)

ssize_t __wrap_write(int fd, const void *data, size_t size)
{
	return change_file([=] { return static_cast<int>(__real_write(fd, data, size)); });
}

int __wrap_rename(const char *from, const char *to)
{
	return change_file([=] { return __real_rename(from, to); });
}

int __wrap_renameat(int from_directory, const char *from, int to_directory, const char *to)
{
	return change_file([=] { return __real_renameat(from_directory, from, to_directory, to); });
}

int __wrap_unlink(const char *path)
{
	return change_file([=] { return __real_unlink(path); });
}

int __wrap_unlinkat(int directory, const char *path, int flags)
{
	return change_file([=] { return __real_unlinkat(directory, path, flags); });
}

int __wrap_mkdir(const char *path, mode_t mode)
{
	return change_file([=] { return __real_mkdir(path, mode); });
}

int __wrap_mkdirat(int directory, const char *path, mode_t mode)
{
	return change_file([=] { return __real_mkdirat(directory, path, mode); });
}

/** No power is cut here, and syncing takes most of the time. */
int __wrap_fsync(int)
{
	return 0;
}

int __wrap_rmdir(const char *path)
{
	return change_file([=] { return __real_rmdir(path); });
}
}
