// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "journal/journal-files.hh"

#include "base/error.hh"
#include "base/path.hh"
#include "base/rooted-file.hh"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <endian.h>
#include <sys/stat.h>
#include <unistd.h>

namespace hardenctl {

namespace {

constexpr std::string_view signature = "LPKSHHRH";

/** Source: https://systemd.io/JOURNAL_FILE_FORMAT, "Header". */
constexpr std::size_t header_size_offset = 88;
constexpr std::size_t arena_size_offset = 96;
constexpr std::size_t smallest_header = 208;

std::uint64_t little_endian(const char *bytes) noexcept
{
	std::uint64_t value;
	std::memcpy(&value, bytes, sizeof(value));
	return le64toh(value);
}

JournalFile::State check_header(int fd, std::uint64_t file_size) noexcept
{
	char header[smallest_header];
	const auto size = pread(fd, header, sizeof(header), 0);
	if (size < 0)
		return JournalFile::State::Corrupt;
	const std::string_view head{header, static_cast<std::size_t>(size)};
	if (!has_journal_signature(head))
		return head.size() < signature.size() ? JournalFile::State::Truncated
						      : JournalFile::State::Corrupt;
	if (head.size() < smallest_header)
		return JournalFile::State::Truncated;
	const auto header_size = little_endian(header + header_size_offset);
	const auto arena_size = little_endian(header + arena_size_offset);
	if (header_size < smallest_header || header_size > file_size)
		return JournalFile::State::Corrupt;
	return arena_size > file_size - header_size ? JournalFile::State::Truncated
						    : JournalFile::State::Good;
}

bool is_journal_name(std::string_view name) noexcept
{
	return name.ends_with(".journal") || name.ends_with(".journal~");
}

/** Resolved, unless it is of the running system. */
std::string place_in_root(const std::string &root, const std::string &path, JournalDirectory &found)
{
	const auto place = root.empty() ? std::nullopt : resolve_in_root(root, path);
	found.has_links = found.has_links || (place && *place != path);
	return place.value_or(path);
}

void find_in(
	const std::string &root, const std::string &given, bool descend, JournalDirectory &found)
{
	const std::string directory = place_in_root(root, given, found);
	const bool listed =
		for_each_entry_in_root(root, directory, [&](std::string_view name, bool) {
			const std::string path = directory + '/' + std::string{name};
			if (is_journal_name(name))
				found.files.push_back(
					check_journal_file(root, place_in_root(root, path, found)));
			else if (descend)
				find_in(root, path, false, found);
		});
	if (!listed && (errno == EACCES || errno == EPERM))
		found.denied.push_back(below_root(root, directory));
}

const char *describe(JournalFile::State state) noexcept
{
	switch (state) {
	case JournalFile::State::Good:
		break;
	case JournalFile::State::Denied:
		return "no permission to read it";
	case JournalFile::State::Truncated:
		return "it is truncated";
	case JournalFile::State::Corrupt:
		return "it is corrupt";
	}
	return "";
}

} // namespace

bool has_journal_signature(std::string_view head) noexcept
{
	return head.starts_with(signature);
}

JournalFile check_journal_file(const std::string &root, const std::string &path)
{
	JournalFile file{.path = below_root(root, path), .state = JournalFile::State::Corrupt};
	try {
		const FileDescriptor fd = open_in_root(root, path);
		struct stat status;
		if (fstat(fd.get(), &status) < 0)
			return file;
		file.usage = static_cast<std::uint64_t>(status.st_blocks) * 512;
		file.state = check_header(fd.get(), static_cast<std::uint64_t>(status.st_size));
	} catch (const Error &error) {
		if (error.error_number() == EACCES || error.error_number() == EPERM)
			file.state = JournalFile::State::Denied;
	}
	return file;
}

void find_journal_files(
	const std::string &root, const std::string &directory, JournalDirectory &found)
{
	find_in(root, directory, true, found);
}

std::string permission_hint()
{
	return "membership in group systemd-journal or adm gives it, or run hardenctl as root";
}

Diagnostics describe_bad_files(const JournalDirectory &found)
{
	Diagnostics diagnostics;
	for (const std::string &path : found.denied)
		diagnostics.push_back({Level::Warning,
			path + ": no permission to list journal files; " + permission_hint()});
	for (const JournalFile &file : found.files) {
		if (file.state == JournalFile::State::Good)
			continue;
		std::string message = file.path + ": skipped, " + describe(file.state);
		if (file.state == JournalFile::State::Denied)
			message += "; " + permission_hint();
		diagnostics.push_back({Level::Warning, std::move(message)});
	}
	return diagnostics;
}

} // namespace hardenctl
