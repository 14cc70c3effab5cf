// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "trial/kept-drop-in.hh"

#include "base/error.hh"
#include "base/file.hh"
#include "base/path.hh"
#include "base/write-file.hh"
#include "trial/drop-in-name.hh"

#include <algorithm>
#include <cerrno>
#include <fmt/format.h>
#include <unistd.h>
#include <vector>

namespace hardenctl {

namespace {

constexpr std::size_t max_drop_in_size = 1 << 20;

/** The outermost folder of the path that is there. */
std::string existing_part(std::string path)
{
	while (access(path.c_str(), F_OK) < 0 && path != "/")
		path = std::string{parent_path(path)};
	return path;
}

std::string with_newline(std::string text)
{
	if (!text.ends_with('\n'))
		text += '\n';
	return text;
}

void make_folders(const std::string &folder)
{
	if (access(folder.c_str(), F_OK) == 0)
		return;
	make_folders(std::string{parent_path(folder)});
	make_folder(folder);
}

} // namespace

void check_writable(const std::string &folder, bool persistent)
{
	const std::string part = existing_part(folder);
	if (access(part.c_str(), W_OK) == 0)
		return;
	if (errno == EROFS && persistent)
		throw Error{EROFS,
			fmt::format(
				"Cannot write to {} (--runtime writes to /run instead, until the "
				"next boot)",
				part)};
	if (errno == EACCES && geteuid() != 0)
		throw Error{EACCES, fmt::format("Cannot write to {} (run it with sudo)", part)};
	throw Error{errno, "Cannot write to " + part};
}

std::string write_kept_drop_in(const std::string &folder, std::string_view verb,
	const std::string &unit, std::string_view text, std::span<const std::string> drop_ins)
{
	std::string last;
	for (const std::string &path : drop_ins)
		if (last.empty() || base_name(path) > base_name(last))
			last = path;
	const bool goes_on = parent_path(last) == folder && is_own_drop_in(last);
	const std::string path = goes_on ? last : folder + "/" + last_name(drop_ins, kept_name);
	const std::string before =
		goes_on ? with_newline(read_file(last, max_drop_in_size)) : own_header(verb, unit);
	make_folders(folder);
	write_file_atomically(path, before + std::string{text});
	return path;
}

} // namespace hardenctl
