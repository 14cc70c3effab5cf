// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "trial/unit-lock.hh"

#include "base/error.hh"
#include "base/text.hh"
#include "base/write-file.hh"
#include "trial/change-record.hh"
#include "trial/state-directory.hh"

#include <array>
#include <cerrno>
#include <chrono>
#include <fcntl.h>
#include <filesystem>
#include <fmt/format.h>
#include <optional>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <thread>

namespace hardenctl {

namespace {

using namespace std::chrono_literals;

constexpr std::string_view lock_ending = ".lock";
/** Another one may look for locks that nobody holds: that takes no time. */
constexpr unsigned lock_attempts = 5;
constexpr auto lock_pause = 10ms;

std::string lock_path(const std::string &unit, bool user)
{
	return fmt::format("{}/{}{}", state_directory(user), unit, lock_ending);
}

/** Nothing if there is none, and none is to be made. */
FileDescriptor open_lock(const std::string &path, int more_flags)
{
	FileDescriptor file{open(path.c_str(),
		O_RDWR | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | more_flags, 0600)};
	if (!file && errno == ENOENT && (more_flags & O_CREAT) == 0)
		return file;
	struct stat status {};
	const bool opened = file && fstat(file.get(), &status) == 0;
	if (!opened && errno != ELOOP && errno != EISDIR && errno != ENXIO)
		throw Error{errno, "Cannot open " + path};
	if (!opened || !S_ISREG(status.st_mode) || status.st_uid != geteuid())
		throw Error{fmt::format(
			"{} is not a regular file of UID {}: remove it.", path, geteuid())};
	return file;
}

struct flock whole_file() noexcept
{
	return {.l_type = F_WRLCK, .l_whence = SEEK_SET, .l_start = 0, .l_len = 0, .l_pid = 0};
}

/** Of the open file: the kernel gives it up with the last descriptor. @return is it ours now? */
bool try_lock(const FileDescriptor &file, const std::string &path)
{
	struct flock lock = whole_file();
	if (fcntl(file.get(), F_OFD_SETLK, &lock) == 0)
		return true;
	if (errno != EAGAIN && errno != EACCES)
		throw Error{errno, "Cannot lock " + path};
	return false;
}

bool is_locked(const FileDescriptor &file) noexcept
{
	struct flock lock = whole_file();
	return fcntl(file.get(), F_OFD_GETLK, &lock) == 0 && lock.l_type != F_UNLCK;
}

bool is_same_file(const struct stat &one, const struct stat &other) noexcept
{
	return one.st_ino == other.st_ino && one.st_dev == other.st_dev;
}

bool is_still_there(const FileDescriptor &file, const std::string &path)
{
	struct stat by_file {
	}, by_path{};
	return fstat(file.get(), &by_file) == 0 && lstat(path.c_str(), &by_path) == 0 &&
	       is_same_file(by_file, by_path);
}

/** What the file says; init and groups of processes are none. */
std::optional<pid_t> stated_holder(const FileDescriptor &file)
{
	std::array<char, 32> text{};
	const auto size = pread(file.get(), text.data(), text.size(), 0);
	const auto pid = parse_number<pid_t>(
		strip({text.data(), static_cast<std::size_t>(std::max<ssize_t>(size, 0))}));
	return pid && *pid > 1 ? pid : std::nullopt;
}

[[noreturn]] void throw_busy(const std::string &unit, const FileDescriptor &file)
{
	const auto pid = stated_holder(file);
	throw Error{fmt::format("Another hardenctl{} is changing {}: wait for it, or terminate it; "
				"its change is then rolled back.",
		pid ? fmt::format(" (PID {})", *pid) : "", unit)};
}

void lock_or_throw(const FileDescriptor &file, const std::string &path, const std::string &unit)
{
	for (unsigned i = 0; !try_lock(file, path); i++) {
		if (i == lock_attempts)
			throw_busy(unit, file);
		std::this_thread::sleep_for(lock_pause);
	}
}

/** Has the process this file open? By /proc/PID/fd, which its owner and root can read. */
bool has_open(pid_t pid, const FileDescriptor &file)
{
	struct stat wanted {
	}, opened{};
	if (fstat(file.get(), &wanted) < 0)
		return false;
	std::error_code error;
	for (const auto &entry :
		std::filesystem::directory_iterator{fmt::format("/proc/{}/fd", pid), error})
		if (stat(entry.path().c_str(), &opened) == 0 && is_same_file(wanted, opened))
			return true;
	return false;
}

/** A lock file that nobody holds, and what was written beside it when its owner was killed. */
void remove_left(const std::string &path, bool user)
try {
	const FileDescriptor file = open_lock(path, 0);
	if (!file || !try_lock(file, path) || !is_still_there(file, path))
		return;
	const std::string unit{
		path.substr(0, path.size() - lock_ending.size()).substr(path.rfind('/') + 1)};
	unlink(replacement_name(record_path(unit, user)).c_str());
	unlink(path.c_str());
} catch (const Error &) {
	// is said to those that need it
	return;
}

void remove_all_left(const std::string &but, bool user)
{
	std::error_code error;
	for (const auto &entry : std::filesystem::directory_iterator{state_directory(user), error})
		if (const std::string path = entry.path();
			path != but && path.ends_with(lock_ending))
			remove_left(path, user);
}

} // namespace

UnitLock::UnitLock(const std::string &unit, bool user) : path_(lock_path(unit, user))
{
	make_own_directory(state_directory(user));
	// The owner before may have removed the file between open and lock.
	do {
		file_ = open_lock(path_, O_CREAT);
		lock_or_throw(file_, path_, unit);
	} while (!is_still_there(file_, path_));
	const std::string pid = fmt::format("{}\n", getpid());
	if (ftruncate(file_.get(), 0) < 0 ||
		pwrite(file_.get(), pid.data(), pid.size(), 0) != static_cast<ssize_t>(pid.size()))
		throw Error{errno, "Cannot write " + path_};
	remove_all_left(path_, user);
}

UnitLock::~UnitLock() noexcept
{
	unlink(path_.c_str());
}

bool is_unit_locked(const std::string &unit, bool user)
{
	if (!check_own_directory(state_directory(user)))
		return false;
	const FileDescriptor file = open_lock(lock_path(unit, user), 0);
	return file && is_locked(file);
}

pid_t signal_lock_holder(const std::string &unit, bool user, int signal)
{
	check_own_directory(state_directory(user));
	const FileDescriptor file = open_lock(lock_path(unit, user), 0);
	if (!file || !is_locked(file))
		throw Error{fmt::format("No hardenctl is changing {}.", unit)};
	const auto pid = stated_holder(file);
	// From here on it is this process, whatever its number is given to.
	const FileDescriptor process{pid ? static_cast<int>(syscall(SYS_pidfd_open, *pid, 0)) : -1};
	if (!process || !has_open(*pid, file) ||
		syscall(SYS_pidfd_send_signal, process.get(), signal, nullptr, 0) < 0)
		throw Error{fmt::format("Cannot find or signal the hardenctl that is changing {}: "
					"look for it with `fuser {}`.",
			unit, lock_path(unit, user))};
	return *pid;
}

} // namespace hardenctl
