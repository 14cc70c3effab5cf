// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "journal/sd-log.hh"

#include "base/error.hh"
#include "journal/remote-log.hh"
#include "journal/selection.hh"
#include "journal/unit-name.hh"
#include "journal/version-text.hh"
#include "journal/wait.hh"

#include <algorithm>
#include <utility>

namespace hardenctl {

/**
 * How many of the manager's entries are read in search of its version. It says it when it begins,
 * mostly before journald runs, and when it is executed anew after an upgrade.
 */
static constexpr unsigned early_search_limit = 128;
static constexpr unsigned late_search_limit = 16;
static constexpr unsigned first_search_limit = 8;

static std::uint64_t disk_usage(sd_journal *journal) noexcept
{
	std::uint64_t usage = 0;
	return sd_journal_get_usage(journal, &usage) < 0 ? 0 : usage;
}

SdLog::SdLog(JournalHandle journal, std::vector<JournalFile> files, Diagnostics diagnostics,
	bool user, bool live)
	: journal_(std::move(journal)), files_(std::move(files)), builder_(user), user_(user),
	  live_(live), usage_(0)
{
	diagnostics_ = std::move(diagnostics);
	std::erase_if(files_,
		[](const JournalFile &file) { return file.state != JournalFile::State::Good; });
	sd_journal_set_data_threshold(journal_.get(), FieldSet::max_value_size);
	usage_ = disk_usage(journal_.get());
}

void SdLog::seek(const Query &query)
{
	constexpr auto forever = std::numeric_limits<std::uint64_t>::max();
	const auto journal = journal_.get();
	int result;
	if (query.order == Order::OldestFirst)
		result = query.since == 0 ? sd_journal_seek_head(journal)
					  : sd_journal_seek_realtime_usec(journal, query.since);
	else
		result = query.until == forever
				 ? sd_journal_seek_tail(journal)
				 : sd_journal_seek_realtime_usec(journal, query.until);
	if (result < 0)
		throw Error(-result, "Cannot find the place in the journal");
}

/** @return is there one more entry? */
bool SdLog::step(Order order)
{
	const auto journal = journal_.get();
	const int result = order == Order::OldestFirst ? sd_journal_next(journal)
						       : sd_journal_previous(journal);
	if (result < 0)
		diagnostics_.push_back({Level::Warning,
			Error(-result, "The journal could not be read further").what()});
	return result > 0;
}

Entry &SdLog::read_entry()
{
	const auto journal = journal_.get();
	FieldSet &fields = builder_.fields();
	fields.clear();
	const void *data;
	std::size_t size;
	sd_journal_restart_data(journal);
	while (sd_journal_enumerate_available_data(journal, &data, &size) > 0)
		fields.add({static_cast<const char *>(data), size});
	Entry &entry = builder_.finish();
	if (entry.realtime == 0)
		entry.realtime = receive_time(journal);
	entry.monotonic = monotonic_time(journal);
	return entry;
}

/** sd-journal drops a file from the set when it meets a broken object, and tells nobody. */
void SdLog::note_files_given_up()
{
	const auto usage_before = std::exchange(usage_, disk_usage(journal_.get()));
	if (usage_ >= usage_before)
		return;
	const auto lost = usage_before - usage_;
	const auto same_size = [lost](const JournalFile &file) { return file.usage == lost; };
	const auto found = std::ranges::find_if(files_, same_size);
	const bool sure = std::ranges::count_if(files_, same_size) == 1;
	const std::string name = sure ? found->path : std::string{"A journal file"};
	diagnostics_.push_back({Level::Warning,
		name + ": corrupt, what follows the broken place was skipped; journalctl --verify "
		       "tells more"});
	if (sure)
		files_.erase(found);
}

void SdLog::visit(const Query &query, EntryVisitor visitor)
{
	const auto journal = journal_.get();
	set_matches(journal, match_terms(query, user_), common_matches(query));
	seek(query);
	while (step(query.order)) {
		const auto time = receive_time(journal);
		if (query.order == Order::OldestFirst ? time > query.until : time < query.since)
			break;
		Entry &entry = read_entry();
		if (!belongs(builder_, entry, query, user_))
			continue;
		read_cursor(journal, entry.cursor);
		if (!visitor(entry))
			break;
	}
	note_files_given_up();
}

std::vector<std::string> SdLog::units()
{
	std::vector<std::string> units;
	const char *system_fields[] = {"_SYSTEMD_UNIT", "UNIT", "COREDUMP_UNIT"};
	const char *user_fields[] = {"_SYSTEMD_USER_UNIT", "USER_UNIT", "COREDUMP_USER_UNIT"};
	for (const char *field : user_ ? user_fields : system_fields)
		for (std::string &value : unique_values(journal_.get(), field))
			if (is_unit_name(value))
				units.push_back(std::move(value));
	std::ranges::sort(units);
	units.erase(std::unique(units.begin(), units.end()), units.end());
	return units;
}

unsigned SdLog::find_version(
	const MatchTerm &term, Order order, unsigned limit, std::string *boot_of_first)
{
	const auto journal = journal_.get();
	set_matches(journal, std::span{&term, 1}, {});
	seek({.order = order});
	for (unsigned i = 0; i < limit && step(order); ++i) {
		if (i == 0 && boot_of_first)
			*boot_of_first = boot_of_entry(journal);
		const void *data;
		std::size_t size;
		if (sd_journal_get_data(journal, "MESSAGE", &data, &size) < 0)
			continue;
		std::string_view text{static_cast<const char *>(data), size};
		text.remove_prefix(std::min(size, std::string_view{"MESSAGE="}.size()));
		if (const auto version = parse_version_banner(text))
			return *version;
	}
	return 0;
}

unsigned SdLog::systemd_version()
{
	// Before journald runs, the manager logs to the kernel's buffer.
	const MatchTerm early{"_TRANSPORT=kernel", "SYSLOG_IDENTIFIER=systemd"};
	if (const auto version =
			find_version(early, Order::NewestFirst, early_search_limit, nullptr))
		return version;
	std::string boot;
	if (const auto version =
			find_version({"_PID=1"}, Order::NewestFirst, late_search_limit, &boot))
		return version;
	return find_version(
		{"_PID=1", "_BOOT_ID=" + boot}, Order::OldestFirst, first_search_limit, nullptr);
}

LogFacts SdLog::facts()
{
	LogFacts facts;
	facts.systemd_version = systemd_version();
	const MatchTerm audit{"_TRANSPORT=audit"};
	set_matches(journal_.get(), std::span{&audit, 1}, {});
	seek({});
	facts.collects_audit = step(Order::OldestFirst);
	return facts;
}

std::string SdLog::newest_boot()
{
	char text[SD_ID128_STRING_MAX];
	sd_id128_t boot;
	if (live_ && sd_id128_get_boot(&boot) >= 0)
		return sd_id128_to_string(boot, text);
	set_matches(journal_.get(), {}, {});
	seek({.order = Order::NewestFirst});
	return step(Order::NewestFirst) ? boot_of_entry(journal_.get()) : std::string{};
}

std::uint64_t SdLog::newest_time()
{
	if (newest_time_)
		return *newest_time_;
	set_matches(journal_.get(), {}, {});
	seek({.order = Order::NewestFirst});
	newest_time_ = step(Order::NewestFirst) ? receive_time(journal_.get()) : 0;
	return *newest_time_;
}

void SdLog::wait(Interruption &interruption, std::chrono::microseconds time)
{
	const auto journal = journal_.get();
	const int fd = sd_journal_get_fd(journal);
	if (fd < 0)
		throw Error(-fd, "Cannot watch the journal");
	interruption.wait(fd, static_cast<short>(sd_journal_get_events(journal)), time);
	if (const int result = sd_journal_process(journal); result < 0)
		throw Error(-result, "Cannot watch the journal");
	newest_time_.reset();
	usage_ = disk_usage(journal);
}

void wait_for_entries(Log &log, Interruption &interruption, std::chrono::microseconds time)
{
	if (auto *journal = dynamic_cast<SdLog *>(&log))
		journal->wait(interruption, time);
	else if (auto *remote = dynamic_cast<RemoteLog *>(&log))
		remote->wait(interruption, time);
	else
		throw Error("--follow needs a journal: this log does not grow.");
}

} // namespace hardenctl
