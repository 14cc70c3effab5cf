// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "trial/unit-lock.hh"

#include "base/error.hh"
#include "base/text.hh"
#include "base/write-file.hh"
#include "trial/change-record.hh"

#include <array>
#include <cerrno>
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <sys/stat.h>

namespace hardenctl {

namespace {

[[noreturn]] void throw_busy(const std::string &unit, const FileDescriptor &file)
{
	std::array<char, 32> text{};
	const auto size = pread(file.get(), text.data(), text.size(), 0);
	const std::string_view pid =
		strip({text.data(), static_cast<std::size_t>(std::max<ssize_t>(size, 0))});
	throw Error{fmt::format("Another hardenctl{} is changing {}: wait for it, or end it (it "
				"takes its change back).",
		pid.empty() ? "" : fmt::format(" (PID {})", pid), unit)};
}

FileDescriptor open_lock(const std::string &path)
{
	FileDescriptor file{open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600)};
	if (!file)
		throw Error{errno, "Cannot open " + path};
	return file;
}

bool is_still_there(const FileDescriptor &file, const std::string &path)
{
	struct stat by_file {
	}, by_path{};
	return fstat(file.get(), &by_file) == 0 && stat(path.c_str(), &by_path) == 0 &&
	       by_file.st_ino == by_path.st_ino && by_file.st_dev == by_path.st_dev;
}

} // namespace

UnitLock::UnitLock(const std::string &unit, bool user)
	: path_(fmt::format("{}/{}.lock", state_folder(user), unit))
{
	make_folder(state_folder(user), 0700);
	// The owner before may have removed the file between open and lock.
	do {
		file_ = open_lock(path_);
		if (flock(file_.get(), LOCK_EX | LOCK_NB) < 0)
			throw_busy(unit, file_);
	} while (!is_still_there(file_, path_));
	const std::string pid = fmt::format("{}\n", getpid());
	if (ftruncate(file_.get(), 0) < 0 ||
		pwrite(file_.get(), pid.data(), pid.size(), 0) != static_cast<ssize_t>(pid.size()))
		throw Error{errno, "Cannot write " + path_};
}

UnitLock::~UnitLock() noexcept
{
	unlink(path_.c_str());
}

bool is_unit_locked(const std::string &unit, bool user) noexcept
try {
	const std::string path = fmt::format("{}/{}.lock", state_folder(user), unit);
	const FileDescriptor file{open(path.c_str(), O_RDWR | O_CLOEXEC | O_NOFOLLOW)};
	return file && flock(file.get(), LOCK_EX | LOCK_NB) < 0;
} catch (const Error &) {
	return false;
}

} // namespace hardenctl
