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
		throw Error{
			fmt::format("Changing units of the system needs root, who alone may write "
				    "to {}: `sudo hardenctl …`; units of your own: --user.",
				part)};
	throw Error{errno, "Cannot write to " + part};
}

KeptDropIn write_kept_drop_in(const std::string &folder, std::string_view verb,
	const std::string &unit, std::string_view text, std::span<const std::string> drop_ins,
	bool user)
{
	std::string last;
	for (const std::string &path : drop_ins)
		if (last.empty() || base_name(path) > base_name(last))
			last = path;
	KeptDropIn kept;
	if (parent_path(last) == folder && is_own_drop_in(last)) {
		kept.path = last;
		kept.before = read_file(last, max_drop_in_size);
	} else
		kept.path = folder + "/" + last_name(drop_ins, kept_name);
	make_folders(folder);
	const std::string start =
		kept.before ? with_newline(*kept.before) : own_header(verb, unit, user);
	write_file_atomically(kept.path, start + std::string{text});
	return kept;
}

void KeptDropIn::undo() const
{
	if (before) {
		write_file_atomically(path, *before);
		return;
	}
	remove_file(path);
	remove_empty_folder(std::string{parent_path(path)});
}

} // namespace hardenctl
