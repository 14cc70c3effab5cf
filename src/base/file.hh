// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#pragma once

#include <cstddef>
#include <string>
#include <sys/stat.h>
#include <unistd.h>
#include <utility>

namespace hardenctl {

/** Owns a file descriptor; always opened with O_CLOEXEC. */
class FileDescriptor {
	int fd_ = -1;

public:
	FileDescriptor() noexcept = default;
	explicit FileDescriptor(int fd) noexcept : fd_(fd) {}
	FileDescriptor(FileDescriptor &&other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
	FileDescriptor &operator=(FileDescriptor &&other) noexcept
	{
		std::swap(fd_, other.fd_);
		return *this;
	}
	~FileDescriptor() noexcept
	{
		if (fd_ >= 0)
			close(fd_);
	}

	explicit operator bool() const noexcept { return fd_ >= 0; }
	int get() const noexcept { return fd_; }
	int release() noexcept { return std::exchange(fd_, -1); }
};

/** Throws Error that names the path. */
FileDescriptor open_readonly(const std::string &path);

/**
 * The contents of a regular file. Throws Error that names the path: it cannot be opened or read, is
 * a directory, or has more than max_size bytes.
 */
std::string read_file(const std::string &path, std::size_t max_size);

/** The same of a file that is open; the path is for messages. */
std::string read_file(const FileDescriptor &file, const std::string &path, std::size_t max_size);

/** Throws Error that names the path, if it is a directory or no regular file. */
void require_regular(const struct stat &status, const std::string &path);

} // namespace hardenctl
