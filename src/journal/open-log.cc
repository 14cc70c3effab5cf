// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "base/error.hh"
#include "base/file.hh"
#include "base/path.hh"
#include "journal/journal-files.hh"
#include "journal/log.hh"
#include "journal/sd-log.hh"
#include "journal/text-log.hh"

#include <algorithm>
#include <cerrno>
#include <fcntl.h>
#include <iterator>
#include <sys/stat.h>
#include <unistd.h>

namespace hardenctl {

namespace {

bool is_good(const JournalFile &file) noexcept
{
	return file.state == JournalFile::State::Good;
}

bool is_denied(const JournalFile &file) noexcept
{
	return file.state == JournalFile::State::Denied;
}

/** Nothing can be read there: says which of the reasons it is. */
void require_good_file(const JournalDirectory &found, const std::string &place)
{
	if (std::ranges::any_of(found.files, is_good))
		return;
	if (!found.denied.empty() || std::ranges::any_of(found.files, is_denied))
		throw Error(EACCES, "No permission to read the journal in " + place + " (" +
					    permission_hint() + ")");
	if (found.files.empty())
		throw Error("No journal files were found in " + place +
			    "; --directory= names another place, --log= a file");
	throw Error(describe_bad_files(found).front().message +
		    "; no other journal file was found in " + place);
}

/** Files of other users are denied to everybody; the system's are what matters. */
bool sees_only_own(const JournalDirectory &found)
{
	return !found.denied.empty() ||
	       std::ranges::any_of(found.files, [](const JournalFile &file) {
		       return is_denied(file) && base_name(file.path).starts_with("system");
	       });
}

/** One line instead of one for each file that may not be read. */
Diagnostics fold_denied(JournalDirectory &found)
{
	Diagnostics diagnostics;
	if (sees_only_own(found))
		diagnostics.push_back({Level::Warning,
			"Only this user's own journal entries can be seen; to see all, " +
				permission_hint()});
	found.denied.clear();
	std::erase_if(found.files, is_denied);
	return diagnostics;
}

void append(Diagnostics &target, Diagnostics more)
{
	std::ranges::move(more, std::back_inserter(target));
}

std::unique_ptr<Log> open_local(const LogLocation &location)
{
	JournalDirectory found;
	find_journal_files("", "/var/log/journal", found);
	find_journal_files("", "/run/log/journal", found);
	require_good_file(found, "/var/log/journal or /run/log/journal");
	auto diagnostics = fold_denied(found);
	append(diagnostics, describe_bad_files(found));
	return std::make_unique<SdLog>(open_local_journal(location.merge), std::move(found.files),
		std::move(diagnostics), location.user, true);
}

void require_directory(const std::string &path, std::string_view way_out)
{
	struct stat status;
	if (stat(path.c_str(), &status) < 0)
		throw Error(errno, "Cannot open " + path);
	if (!S_ISDIR(status.st_mode))
		throw Error(path + " is not a directory" + std::string{way_out});
}

std::vector<std::string> good_paths(const JournalDirectory &found)
{
	std::vector<std::string> paths;
	for (const JournalFile &file : found.files)
		if (is_good(file))
			paths.push_back(file.path);
	return paths;
}

std::unique_ptr<Log> open_root(const LogLocation &location)
{
	JournalDirectory found;
	require_directory(location.root, "");
	find_journal_files(location.root, "/var/log/journal", found);
	find_journal_files(location.root, "/run/log/journal", found);
	require_good_file(found, below_root(location.root, "/var/log/journal"));
	auto diagnostics = describe_bad_files(found);
	auto journal = found.has_links ? open_journal_files(good_paths(found), location.root)
				       : open_root_journal(location.root);
	return std::make_unique<SdLog>(std::move(journal), std::move(found.files),
		std::move(diagnostics), location.user, false);
}

std::unique_ptr<Log> open_directory(const LogLocation &location)
{
	JournalDirectory found;
	require_directory(
		location.directory, "; to read one file, use --log=" + location.directory);
	find_journal_files("", location.directory, found);
	require_good_file(found, location.directory);
	auto diagnostics = describe_bad_files(found);
	return std::make_unique<SdLog>(open_journal_directory(location.directory),
		std::move(found.files), std::move(diagnostics), location.user, false);
}

std::unique_ptr<Log> open_journal(const std::string &path, bool user)
{
	const auto file = check_journal_file("", path);
	if (file.state == JournalFile::State::Truncated)
		throw Error(path + " is a truncated journal file: its end is missing");
	if (file.state != JournalFile::State::Good)
		throw Error(path + " is a corrupt journal file: its header makes no sense");
	return std::make_unique<SdLog>(
		open_journal_file(path), std::vector{file}, Diagnostics{}, user, false);
}

/** Not with base's open_readonly(): reading a pipe must wait for its writer. */
FileDescriptor open_log_file(const std::string &path)
{
	FileDescriptor fd{open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOCTTY)};
	if (!fd && (errno == EACCES || errno == EPERM))
		throw Error(errno,
			"Cannot open " + path + " (for a journal file, " + permission_hint() + ")");
	if (!fd)
		throw Error(errno, "Cannot open " + path);
	return fd;
}

void refuse_directory(int fd, const std::string &path)
{
	struct stat status;
	if (fstat(fd, &status) == 0 && S_ISDIR(status.st_mode))
		throw Error(path +
			    " is a directory; to read the journal files in it, use "
			    "--directory=" +
			    path);
}

/** Does the file begin as a journal does? Pipes are never journals and lose no bytes by it. */
bool is_journal(int fd) noexcept
{
	char head[8];
	const auto size = pread(fd, head, sizeof(head), 0);
	return size > 0 && has_journal_signature({head, static_cast<std::size_t>(size)});
}

std::unique_ptr<Log> open_text(int fd, const std::string &name, bool user)
{
	auto input = read_log_input(fd, name);
	if (has_journal_signature(input.text))
		throw Error(name + " is a journal file; save it and name it with --log=, it cannot "
				   "be read from a pipe");
	return open_text_log(std::move(input), name, user);
}

std::unique_ptr<Log> open_file(const LogLocation &location)
{
	if (location.file == "-") {
		refuse_directory(STDIN_FILENO, "Standard input");
		if (is_journal(STDIN_FILENO))
			return open_journal("/proc/self/fd/0", location.user);
		return open_text(STDIN_FILENO, "Standard input", location.user);
	}
	const auto fd = open_log_file(location.file);
	refuse_directory(fd.get(), location.file);
	if (is_journal(fd.get()))
		return open_journal(location.file, location.user);
	return open_text(fd.get(), location.file, location.user);
}

} // namespace

std::unique_ptr<Log> open_log(const LogLocation &location)
{
	if (!location.file.empty())
		return open_file(location);
	if (!location.directory.empty())
		return open_directory(location);
	return location.root.empty() ? open_local(location) : open_root(location);
}

} // namespace hardenctl
