// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "journal/sd-journal-handle.hh"

#include "base/error.hh"

#include <cerrno>
#include <cstdlib>
#include <string_view>

namespace hardenctl {

static JournalHandle adopt(int result, sd_journal *journal, const std::string &what)
{
	if (result < 0)
		throw Error(-result, "Cannot open " + what);
	return JournalHandle{journal};
}

JournalHandle open_local_journal(bool merge)
{
	sd_journal *journal = nullptr;
	const int result = sd_journal_open(&journal, merge ? 0 : SD_JOURNAL_LOCAL_ONLY);
	return adopt(result, journal, "the journal of this system");
}

JournalHandle open_root_journal(const std::string &root)
{
	sd_journal *journal = nullptr;
	const int result = sd_journal_open_directory(&journal, root.c_str(), SD_JOURNAL_OS_ROOT);
	return adopt(result, journal, "the journal below " + root);
}

JournalHandle open_journal_directory(const std::string &directory)
{
	sd_journal *journal = nullptr;
	const int result = sd_journal_open_directory(&journal, directory.c_str(), 0);
	return adopt(result, journal, "the journal files in " + directory);
}

JournalHandle open_journal_file(const std::string &path)
{
	sd_journal *journal = nullptr;
	const char *paths[] = {path.c_str(), nullptr};
	const int result = sd_journal_open_files(&journal, paths, 0);
	if (result == -EBADMSG)
		throw Error(path + " is a corrupt journal file; journalctl --verify --file=" +
			    path + " tells more");
	return adopt(result, journal, "journal file " + path);
}

JournalHandle open_journal_files(const std::vector<std::string> &paths, const std::string &root)
{
	sd_journal *journal = nullptr;
	std::vector<const char *> names;
	for (const std::string &path : paths)
		names.push_back(path.c_str());
	names.push_back(nullptr);
	const int result = sd_journal_open_files(&journal, names.data(), 0);
	return adopt(result, journal, "the journal below " + root);
}

static void check_match(int result)
{
	if (result < 0)
		throw Error(-result, "Cannot look up journal entries");
}

static void add_match(sd_journal *journal, std::string_view match)
{
	check_match(sd_journal_add_match(journal, match.data(), match.size()));
}

void set_matches(
	sd_journal *journal, std::span<const MatchTerm> terms, std::span<const std::string> common)
{
	sd_journal_flush_matches(journal);
	for (const MatchTerm &term : terms) {
		for (const std::string &match : term)
			add_match(journal, match);
		check_match(sd_journal_add_disjunction(journal));
	}
	if (common.empty())
		return;
	check_match(sd_journal_add_conjunction(journal));
	for (const std::string &match : common)
		add_match(journal, match);
}

std::vector<std::string> unique_values(sd_journal *journal, const char *field)
{
	std::vector<std::string> values;
	if (sd_journal_query_unique(journal, field) < 0)
		return values;
	const void *data;
	std::size_t size;
	while (sd_journal_enumerate_available_unique(journal, &data, &size) > 0) {
		const std::string_view text{static_cast<const char *>(data), size};
		const auto equals = text.find('=');
		if (equals != std::string_view::npos)
			values.emplace_back(text.substr(equals + 1));
	}
	return values;
}

std::uint64_t receive_time(sd_journal *journal) noexcept
{
	std::uint64_t time = 0;
	return sd_journal_get_realtime_usec(journal, &time) < 0 ? 0 : time;
}

std::uint64_t monotonic_time(sd_journal *journal) noexcept
{
	std::uint64_t time = 0;
	// Without a place for the boot it answers for the current boot only.
	sd_id128_t boot;
	return sd_journal_get_monotonic_usec(journal, &time, &boot) < 0 ? 0 : time;
}

std::string boot_of_entry(sd_journal *journal)
{
	std::uint64_t time = 0;
	sd_id128_t boot;
	if (sd_journal_get_monotonic_usec(journal, &time, &boot) < 0)
		return {};
	char text[SD_ID128_STRING_MAX];
	return sd_id128_to_string(boot, text);
}

struct FreeDeleter {
	void operator()(char *text) const noexcept { free(text); }
};

void read_cursor(sd_journal *journal, std::string &cursor)
{
	char *text = nullptr;
	if (sd_journal_get_cursor(journal, &text) < 0)
		return;
	const std::unique_ptr<char, FreeDeleter> owner{text};
	cursor = text;
}

} // namespace hardenctl
