// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "unit/rooted.hh"

#include "base/path.hh"

#include <algorithm>
#include <array>
#include <cerrno>
#include <climits>
#include <sys/stat.h>
#include <unistd.h>

namespace hardenctl {

namespace {

constexpr unsigned max_links = 40;

std::optional<std::string> read_link(const std::string &host_path)
{
	std::array<char, PATH_MAX> target;
	const auto size = readlink(host_path.c_str(), target.data(), target.size());
	if (size < 0)
		return std::nullopt;
	return std::string{target.data(), static_cast<std::size_t>(size)};
}

} // namespace

std::optional<std::string> resolve_in_root(const std::string &root, std::string path)
{
	std::string done;
	for (unsigned links = 0;;) {
		const auto start = path.find_first_not_of('/');
		if (start == path.npos)
			return done.empty() ? "/" : done;
		const auto end = std::min(path.find('/', start), path.size());
		const auto component = path.substr(start, end - start);
		path.erase(0, end);
		if (component == ".")
			continue;
		if (component == "..") {
			done = parent_path(done);
			if (done == "/")
				done.clear();
			continue;
		}
		const auto next = done + "/" + component;
		if (auto target = read_link(below_root(root, next))) {
			if (++links > max_links)
				return std::nullopt;
			if (target->starts_with('/'))
				done.clear();
			path = *target + path;
			continue;
		}
		if (errno == ENOENT || errno == ENOTDIR || errno == ENAMETOOLONG)
			return std::nullopt;
		done = next;
	}
}

std::optional<std::string> link_target(const std::string &root, const std::string &path)
{
	auto target = read_link(below_root(root, path));
	if (target && !target->starts_with('/'))
		target = std::string{parent_path(path)} + "/" + *target;
	return target;
}

} // namespace hardenctl
