// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "trial/persistent-drop-in.hh"

#include "base/error.hh"
#include "base/file.hh"
#include "base/path.hh"
#include "base/write-file.hh"
#include "trial/drop-in-name.hh"

#include <algorithm>
#include <cerrno>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

namespace hardenctl {

namespace {

/** The outermost directory of the path that is there. */
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

} // namespace

void check_writable(const std::string &directory, bool persistent)
{
	const std::string part = existing_part(directory);
	if (access(part.c_str(), W_OK) == 0)
		return;
	if (errno == EROFS && persistent)
		throw Error{EROFS,
			fmt::format(
				"Cannot write to {} (--runtime writes to /run instead, until the "
				"next boot)",
				part)};
	if (errno == EACCES && geteuid() != 0)
		throw Error{
			fmt::format("Writing to {} requires root; use sudo, or --user for your own "
				    "units.",
				part)};
	throw Error{errno, "Cannot write to " + part};
}

std::vector<std::string> missing_directories(const std::string &directory)
{
	std::vector<std::string> missing;
	for (std::string path = directory; access(path.c_str(), F_OK) < 0;
		path = std::string{parent_path(path)})
		missing.insert(missing.begin(), path);
	return missing;
}

KeptDropIn find_kept_drop_in(const std::string &directory, std::span<const std::string> drop_ins)
{
	std::string last;
	for (const std::string &path : drop_ins)
		if (last.empty() || base_name(path) > base_name(last))
			last = path;
	KeptDropIn kept{.missing_directories = missing_directories(directory)};
	struct stat status {};
	if (parent_path(last) == directory && is_own_drop_in(last) &&
		stat(last.c_str(), &status) == 0) {
		kept.path = last;
		kept.before = read_file(last, max_drop_in_size);
		kept.mode = status.st_mode & 07777;
	} else
		kept.path = directory + "/" + last_name(drop_ins, kept_name);
	return kept;
}

void KeptDropIn::write(std::string_view header, std::string_view text) const
{
	for (const std::string &directory : missing_directories)
		make_directory(directory);
	const std::string start = before ? with_newline(*before) : std::string{header};
	write_file_atomically(path, start + std::string{text}, mode);
}

} // namespace hardenctl
