// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "cli/verb-complete-words.hh"

#include "base/clock.hh"
#include "cli/unit-arguments.hh"
#include "denial/manager.hh"
#include "journal/message-id.hh"
#include "journal/unit-name.hh"
#include "report/time-words.hh"
#include "unit/unit-files.hh"

#include <chrono>
#include <exception>
#include <fmt/format.h>
#include <memory>
#include <set>
#include <sys/stat.h>

namespace hardenctl {

namespace {

/** Text has no index: a long one takes longer to read than a person waits for a word. */
constexpr off_t max_text_log = 1 << 20;

/** Of what completion may take, that of the log. */
constexpr std::chrono::milliseconds search_time{20};

/** Each unit once, in the order in which they come. */
class UnitList {
	Words words_;
	std::set<std::string> seen_;

public:
	void add(const std::string &unit, std::string description)
	{
		// Names come from logs, and go to a terminal.
		if (is_unit_name(unit) && runs_processes(unit) && seen_.insert(unit).second)
			words_.push_back({unit, std::move(description)});
	}
	Words take() { return std::move(words_); }
};

} // namespace

/** Standard input is the shell's, a pipe would block. */
static bool is_quickly_read(const std::string &path)
{
	struct stat status {};
	if (path.empty())
		return true;
	if (path == "-" || stat(path.c_str(), &status) < 0 || !S_ISREG(status.st_mode))
		return false;
	return path.ends_with(".journal") || status.st_size <= max_text_log;
}

static std::unique_ptr<Log> open_quickly(const CommandLine &command_line)
{
	try {
		const LogLocation location = log_location(command_line);
		return is_quickly_read(location.file) ? open_log(location) : nullptr;
	} catch (const std::exception &) {
		return nullptr;
	}
}

static void add_failed(UnitList &units, Log &log)
{
	using Clock = std::chrono::steady_clock;
	const Clock::time_point end = Clock::now() + search_time;
	const std::uint64_t now = reference_time();
	const Query query{.select = Select::Failures, .order = Order::NewestFirst};
	log.visit(query, [&](const Entry &entry) {
		// Most exits are no failure; of one that is, there is another message.
		const std::string &unit = failed_unit_of(entry);
		if (entry.message_id != message_id::process_exited)
			units.add(unit, fmt::format("failed {}", ago(entry.realtime, now)));
		return Clock::now() < end;
	});
}

Words unit_words(const CommandLine &command_line)
{
	UnitList units;
	const auto log = open_quickly(command_line);
	if (log)
		add_failed(units, *log);
	const UnitSearch search{.root = command_line.root, .user = command_line.log.user};
	for (const std::string &unit : list_unit_files(search))
		units.add(unit, "");
	if (log)
		for (const std::string &unit : log->units())
			units.add(unit, "");
	return units.take();
}

} // namespace hardenctl
