// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "base/file.hh"

#include "base/error.hh"

#include <algorithm>
#include <cerrno>
#include <fcntl.h>
#include <sys/stat.h>

namespace hardenctl {

namespace {

struct stat status_of(const FileDescriptor &fd, const std::string &path)
{
	struct stat status {};
	if (fstat(fd.get(), &status) < 0)
		throw Error{errno, "Cannot read " + path};
	return status;
}

std::size_t read_some(const FileDescriptor &fd, char *to, std::size_t size, const std::string &path)
{
	for (;;) {
		const auto got = read(fd.get(), to, size);
		if (got >= 0)
			return static_cast<std::size_t>(got);
		if (errno != EINTR)
			throw Error{errno, "Cannot read " + path};
	}
}

[[noreturn]] void throw_too_big(const std::string &path, std::size_t max_size)
{
	throw Error{path + " is larger than " + std::to_string(max_size) + " bytes"};
}

} // namespace

FileDescriptor open_readonly(const std::string &path)
{
	// Without O_NONBLOCK, a FIFO in the place of a file would block for ever.
	FileDescriptor fd{open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK)};
	if (!fd)
		throw Error{errno, "Cannot open " + path};
	return fd;
}

void require_regular(const struct stat &status, const std::string &path)
{
	if (S_ISDIR(status.st_mode))
		throw Error{EISDIR, "Cannot read " + path};
	if (!S_ISREG(status.st_mode))
		throw Error{path + " is not a regular file"};
}

std::string read_file(const std::string &path, std::size_t max_size)
{
	return read_file(open_readonly(path), path, max_size);
}

std::string read_file(const FileDescriptor &fd, const std::string &path, std::size_t max_size)
{
	const auto status = status_of(fd, path);
	require_regular(status, path);
	const auto stated = static_cast<std::size_t>(std::max<off_t>(status.st_size, 0));
	if (stated > max_size)
		throw_too_big(path, max_size);

	// Files in /proc and /sys say 0; others may grow meanwhile. One byte more finds the end at
	// once.
	constexpr std::size_t least_chunk = 4096;
	std::string text(std::max(stated + 1, least_chunk), '\0');
	std::size_t size = 0;
	while (const auto got = read_some(fd, text.data() + size, text.size() - size, path)) {
		size += got;
		if (size > max_size)
			throw_too_big(path, max_size);
		if (size == text.size())
			text.resize(text.size() * 2);
	}
	text.resize(size);
	return text;
}

} // namespace hardenctl
