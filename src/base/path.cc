// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "base/path.hh"

namespace hardenctl {

namespace {

/** Takes the first component off; empty at the end. */
std::string_view next_component(std::string_view &path) noexcept
{
	const auto start = path.find_first_not_of('/');
	if (start == path.npos)
		return path = {};
	path.remove_prefix(start);
	const auto component = path.substr(0, path.find('/'));
	path.remove_prefix(component.size());
	return component;
}

} // namespace

std::string simplify_path(std::string_view path)
{
	const bool absolute = path.starts_with('/');
	const bool relative = !absolute && !path.empty();
	std::string result;
	for (auto component = next_component(path); !component.empty();
		component = next_component(path)) {
		if (component == ".")
			continue;
		if (absolute || !result.empty())
			result += '/';
		result += component;
	}
	if (result.empty())
		return absolute ? "/" : relative ? "." : "";
	return result;
}

bool has_dot_dot(std::string_view path) noexcept
{
	for (auto component = next_component(path); !component.empty();
		component = next_component(path))
		if (component == "..")
			return true;
	return false;
}

bool path_is_below(std::string_view path, std::string_view prefix) noexcept
{
	if (prefix == "/")
		return path.starts_with('/');
	return !prefix.empty() && path.starts_with(prefix) &&
	       (path.size() == prefix.size() || path[prefix.size()] == '/');
}

std::string_view parent_path(std::string_view path) noexcept
{
	const auto slash = path.rfind('/');
	if (slash == path.npos)
		return path.substr(0, 0);
	return path.substr(0, slash == 0 ? 1 : slash);
}

std::string_view base_name(std::string_view path) noexcept
{
	const auto slash = path.rfind('/');
	return slash == path.npos ? path : path.substr(slash + 1);
}

std::string below_root(std::string_view root, std::string_view path)
{
	while (root.ends_with('/'))
		root.remove_suffix(1);
	std::string result{root};
	if (!result.empty() && !path.starts_with('/'))
		result += '/';
	result += path;
	return result;
}

} // namespace hardenctl
