// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "base/rooted-file.hh"

#include "base/error.hh"
#include "base/path.hh"

#include <algorithm>
#include <array>
#include <cerrno>
#include <climits>
#include <dirent.h>
#include <fcntl.h>
#include <memory>
#include <unistd.h>
#include <vector>

namespace hardenctl {

namespace {

constexpr unsigned max_links = 40;
constexpr int open_flags = O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC;

bool is_running_system(std::string_view root) noexcept
{
	return root.find_first_not_of('/') == root.npos;
}

std::optional<std::string> read_link(const FileDescriptor &link)
{
	std::array<char, PATH_MAX> target;
	const auto size = readlinkat(link.get(), "", target.data(), target.size());
	if (size < 0)
		return std::nullopt;
	return std::string{target.data(), static_cast<std::size_t>(size)};
}

/** Goes to a path inside root. Holds all directories above, so that ".." needs no look-up. */
class Walk {
	struct Step {
		FileDescriptor file;
		/** Of its path. */
		std::size_t length;
	};

	std::vector<Step> steps_;
	std::string path_;
	std::string rest_;
	unsigned links_ = 0;

	std::string take_component()
	{
		const auto start = rest_.find_first_not_of('/');
		if (start == rest_.npos)
			return {};
		const auto end = std::min(rest_.find('/', start), rest_.size());
		std::string component = rest_.substr(start, end - start);
		rest_.erase(0, end);
		return component;
	}

	void go_up() noexcept
	{
		if (steps_.size() > 1)
			steps_.pop_back();
		path_.resize(steps_.back().length);
	}

	bool follow(const FileDescriptor &link)
	{
		const auto target = read_link(link);
		if (!target)
			return false;
		if (++links_ > max_links) {
			errno = ELOOP;
			return false;
		}
		if (target->starts_with('/'))
			steps_.erase(steps_.begin() + 1, steps_.end());
		path_.resize(steps_.back().length);
		rest_ = *target + rest_;
		return true;
	}

	bool go_down(const std::string &component, LastLink last)
	{
		FileDescriptor next{openat(steps_.back().file.get(), component.c_str(),
			O_PATH | O_NOFOLLOW | O_CLOEXEC)};
		struct stat status;
		if (!next || fstat(next.get(), &status) < 0) {
			rest_ = '/' + component + rest_;
			return false;
		}
		if (S_ISLNK(status.st_mode) && (last == LastLink::Follow || !rest_.empty()))
			return follow(next);
		path_ += '/' + component;
		steps_.push_back({std::move(next), path_.size()});
		return true;
	}

public:
	Walk(const std::string &root, std::string path) : rest_(std::move(path))
	{
		const char *start = is_running_system(root) ? "/" : root.c_str();
		steps_.push_back(
			{FileDescriptor{open(start, O_PATH | O_DIRECTORY | O_CLOEXEC)}, 0});
	}

	/** @return whether it is there; else errno says why not */
	bool run(LastLink last)
	{
		if (!steps_.front().file)
			return false;
		if (rest_.size() >= PATH_MAX) {
			errno = ENAMETOOLONG;
			return false;
		}
		for (auto component = take_component(); !component.empty();
			component = take_component()) {
			if (component == "..")
				go_up();
			else if (component != "." && !go_down(component, last))
				return false;
		}
		return true;
	}

	FileDescriptor take_file() noexcept { return std::move(steps_.back().file); }
	/** How far it came, links resolved; without the part that is not there. */
	std::string path() const { return path_.empty() ? "/" : path_; }
	const std::string &rest() const noexcept { return rest_; }
};

std::optional<struct stat> status_in_root(
	const std::string &root, const std::string &path, LastLink last)
{
	struct stat status;
	const auto file = find_in_root(root, path, last);
	if (!file || fstat(file.get(), &status) < 0)
		return std::nullopt;
	return status;
}

/** For reading what is held by O_PATH only: so no device is opened to see that it is one. */
FileDescriptor reopen(const FileDescriptor &found)
{
	return FileDescriptor{open(descriptor_path(found).c_str(), open_flags)};
}

struct DirectoryDeleter {
	void operator()(DIR *directory) const noexcept { closedir(directory); }
};
using DirectoryHandle = std::unique_ptr<DIR, DirectoryDeleter>;

DirectoryHandle open_directory(const FileDescriptor &found)
{
	FileDescriptor fd{openat(found.get(), ".", open_flags | O_DIRECTORY)};
	DirectoryHandle directory{fd ? fdopendir(fd.get()) : nullptr};
	if (directory)
		fd.release();
	return directory;
}

} // namespace

FileDescriptor find_in_root(const std::string &root, const std::string &path, LastLink last)
{
	if (is_running_system(root))
		return FileDescriptor{open(path.c_str(),
			O_PATH | O_CLOEXEC | (last == LastLink::Keep ? O_NOFOLLOW : 0))};
	Walk walk{root, path};
	return walk.run(last) ? walk.take_file() : FileDescriptor{};
}

std::optional<struct stat> stat_in_root(const std::string &root, const std::string &path)
{
	return status_in_root(root, path, LastLink::Follow);
}

std::optional<struct stat> lstat_in_root(const std::string &root, const std::string &path)
{
	return status_in_root(root, path, LastLink::Keep);
}

FileDescriptor open_in_root(const std::string &root, const std::string &path)
{
	const auto found = find_in_root(root, path);
	struct stat status;
	if (!found || fstat(found.get(), &status) < 0)
		throw Error{errno, "Cannot open " + below_root(root, path)};
	require_regular(status, below_root(root, path));
	auto file = reopen(found);
	if (!file)
		throw Error{errno, "Cannot open " + below_root(root, path)};
	return file;
}

std::string read_file_in_root(
	const std::string &root, const std::string &path, std::size_t max_size)
{
	return read_file(open_in_root(root, path), below_root(root, path), max_size);
}

bool for_each_entry_in_root(const std::string &root, const std::string &path,
	FunctionRef<void(std::string_view name, bool is_link)> function)
{
	const auto found = find_in_root(root, path);
	const DirectoryHandle directory = found ? open_directory(found) : nullptr;
	if (!directory)
		return false;
	while (const auto *entry = readdir(directory.get()))
		// Some file systems do not know the type; asking for the target settles it then.
		if (entry->d_name[0] != '.')
			function(entry->d_name,
				entry->d_type == DT_LNK || entry->d_type == DT_UNKNOWN);
	return true;
}

std::optional<std::string> resolve_in_root(const std::string &root, const std::string &path)
{
	Walk walk{root, path};
	if (walk.run(LastLink::Follow))
		return walk.path();
	if (errno != EACCES && errno != EPERM)
		return std::nullopt;
	return simplify_path(walk.path() + walk.rest());
}

std::optional<std::string> link_target(const std::string &root, const std::string &path)
{
	const auto link = find_in_root(root, path, LastLink::Keep);
	auto target = link ? read_link(link) : std::nullopt;
	if (target && !target->starts_with('/'))
		target = std::string{parent_path(path)} + "/" + *target;
	return target;
}

std::string descriptor_path(const FileDescriptor &file)
{
	return "/proc/self/fd/" + std::to_string(file.get());
}

} // namespace hardenctl
