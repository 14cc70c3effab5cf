// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "base/write-file.hh"

#include "base/error.hh"
#include "base/file.hh"
#include "base/path.hh"

#include <cerrno>
#include <fcntl.h>
#include <sys/stat.h>

namespace hardenctl {

namespace {

void sync_directory_of(const std::string &path)
{
	const std::string directory{parent_path(path)};
	const FileDescriptor fd{open(directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)};
	// Some file systems cannot sync a directory: they have nothing to lose there.
	if (!fd || (fsync(fd.get()) < 0 && errno != EINVAL && errno != ENOTSUP))
		throw Error{errno, "Cannot sync " + directory};
}

void write_all(const FileDescriptor &fd, std::string_view text, const std::string &path)
{
	while (!text.empty()) {
		const auto written = write(fd.get(), text.data(), text.size());
		if (written < 0 && errno == EINTR)
			continue;
		if (written < 0)
			throw Error{errno, "Cannot write " + path};
		text.remove_prefix(static_cast<std::size_t>(written));
	}
}

void write_synced(const std::string &path, std::string_view text, mode_t mode)
{
	const FileDescriptor fd{open(path.c_str(),
		O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC | O_NOCTTY, mode)};
	if (!fd)
		throw Error{errno, "Cannot write " + path};
	write_all(fd, text, path);
	// Not as the umask has it: the manager of a user reads drop-ins, too.
	if (fchmod(fd.get(), mode) < 0 || fsync(fd.get()) < 0)
		throw Error{errno, "Cannot write " + path};
}

} // namespace

std::string replacement_name(const std::string &path)
{
	const std::string directory{parent_path(path)};
	return directory + (directory.ends_with('/') ? "." : "/.") + std::string{base_name(path)} +
	       ".new";
}

void write_file_atomically(const std::string &path, std::string_view text, mode_t mode)
{
	const std::string replacement = replacement_name(path);
	try {
		write_synced(replacement, text, mode);
		if (rename(replacement.c_str(), path.c_str()) < 0)
			throw Error{errno, "Cannot write " + path};
	} catch (const Error &) {
		unlink(replacement.c_str());
		throw;
	}
	sync_directory_of(path);
}

bool remove_file(const std::string &path)
{
	if (unlink(path.c_str()) < 0) {
		if (errno == ENOENT || errno == ENOTDIR)
			return false;
		throw Error{errno, "Cannot remove " + path};
	}
	sync_directory_of(path);
	return true;
}

bool make_directory(const std::string &path, mode_t mode)
{
	if (mkdir(path.c_str(), mode) == 0)
		return true;
	const int error = errno;
	struct stat status {};
	// On a read-only file system an existing directory may give EROFS, too.
	if (stat(path.c_str(), &status) == 0 && S_ISDIR(status.st_mode))
		return false;
	throw Error{error, "Cannot make " + path};
}

void remove_empty_directory(const std::string &path)
{
	if (rmdir(path.c_str()) < 0 && errno != ENOTEMPTY && errno != EEXIST && errno != ENOENT &&
		errno != ENOTDIR && errno != EBUSY)
		throw Error{errno, "Cannot remove " + path};
}

} // namespace hardenctl
