// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "journal/log-input.hh"

#include "base/error.hh"

#include <algorithm>
#include <cerrno>
#include <sys/stat.h>
#include <unistd.h>

namespace hardenctl {

static constexpr std::size_t chunk_size = 256 * 1024;
static constexpr std::size_t beginning_size = 4096;

/** Of a regular file that is too long, the beginning need not be read at all. */
static bool skip_old_part(int fd, std::size_t max_size) noexcept
{
	struct stat status;
	if (fstat(fd, &status) < 0 || !S_ISREG(status.st_mode))
		return false;
	const auto limit = static_cast<off_t>(max_size);
	const auto position = lseek(fd, 0, SEEK_CUR);
	if (position < 0 || status.st_size - position <= limit)
		return false;
	return lseek(fd, status.st_size - limit, SEEK_SET) >= 0;
}

/** /dev/zero and the like; a terminal has an end. */
static bool is_device(int fd) noexcept
{
	struct stat status;
	return fstat(fd, &status) == 0 && (S_ISBLK(status.st_mode) || S_ISCHR(status.st_mode)) &&
	       isatty(fd) == 0;
}

/** Of what can be read twice; a pipe's is kept when it is dropped. */
static std::string read_beginning(int fd)
{
	std::string head(beginning_size, '\0');
	const ssize_t count = pread(fd, head.data(), head.size(), 0);
	head.resize(static_cast<std::size_t>(std::max<ssize_t>(count, 0)));
	return head;
}

static void drop_front(LogInput &input, std::size_t max_size)
{
	if (input.beginning.empty())
		input.beginning = input.text.substr(0, beginning_size);
	input.text.erase(0, input.text.size() - max_size);
	input.cut = true;
}

/** @return how many bytes were read, 0 at the end */
static std::size_t read_chunk(int fd, char *target, std::size_t size, const std::string &name)
{
	ssize_t count;
	do
		count = read(fd, target, size);
	while (count < 0 && errno == EINTR);
	if (count < 0)
		throw Error(errno, "Cannot read " + name);
	return static_cast<std::size_t>(count);
}

LogInput read_log_input(int fd, const std::string &name, std::size_t max_size)
{
	LogInput input{.cut = skip_old_part(fd, max_size)};
	if (input.cut)
		input.beginning = read_beginning(fd);
	const bool is_endless = is_device(fd);
	// Half as much again before the front is dropped: each byte is moved at most twice.
	const std::size_t high_water = max_size + std::max(max_size / 2, chunk_size);
	for (;;) {
		const std::size_t filled = input.text.size();
		input.text.resize(filled + chunk_size);
		const auto count = read_chunk(fd, input.text.data() + filled, chunk_size, name);
		input.text.resize(filled + count);
		if (count == 0)
			break;
		if (is_endless && input.text.size() > max_size)
			throw Error(name + " is a device, not a log");
		if (input.text.size() > high_water)
			drop_front(input, max_size);
	}
	if (input.text.size() > max_size)
		drop_front(input, max_size);
	return input;
}

} // namespace hardenctl
