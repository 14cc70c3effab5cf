// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "denial/lost-lines.hh"

#include "base/path.hh"
#include "denial/evidence.hh"

#include <algorithm>
#include <set>
#include <string_view>
#include <vector>

namespace hardenctl {

namespace {

constexpr std::size_t max_silent = 8;
constexpr std::size_t max_guesses = 50;
/** Microseconds: a program logs why it fails shortly before it does. */
constexpr std::uint64_t last_words = 10000000;

/** Of no unit, and not of the executor "(nginx)" or what pretends to be that. */
bool is_unowned(const Entry &entry) noexcept
{
	return entry.unit.empty() && entry.about_unit.empty() && entry.coredump_unit.empty() &&
	       source_of(entry) == Source::Program && entry.transport != Transport::Unknown &&
	       !entry.identifier.starts_with('(');
}

/** Of processes that the unit's entries name. */
void read_silent(Log &log, const Query &span, IncidentReader &reader)
{
	for (const auto &[pid, last] : reader.processes().silent(max_silent)) {
		Query query = span;
		query.select = Select::Process;
		query.pid = pid;
		// later it may be another process's number
		query.until = std::min(query.until, plus(last, slack_after));
		query.order = Order::OldestFirst;
		std::size_t seen = 0;
		log.visit(query, [&](const Entry &entry) {
			if (is_unowned(entry))
				reader.read(entry);
			return ++seen < max_process_entries;
		});
	}
}

/** What the executor said, and which process it was. */
void read_lost_executors(
	Log &log, Query query, const std::string &invocation, IncidentReader &reader)
{
	query.select = Select::LostExecutor;
	query.invocation = invocation;
	std::size_t seen = 0;
	log.visit(query, [&](const Entry &entry) {
		reader.read_lost_executor(entry);
		return ++seen < max_process_entries;
	});
}

/** The last before the failure, oldest first. */
void read_guesses(Log &log, Query query, IncidentReader &reader)
{
	std::vector<Entry> entries;
	query.order = Order::NewestFirst;
	log.visit(query, [&](const Entry &entry) {
		if (is_unowned(entry))
			entries.push_back(entry);
		return entries.size() < max_guesses;
	});
	for (auto entry = entries.rbegin(); entry != entries.rend(); ++entry)
		reader.read_unclaimed(*entry);
}

void read_unclaimed(Log &log, Query query, const UnitConfig &config, IncidentReader &reader)
{
	query.since = std::max(query.since, minus(reader.failed_at(), last_words));
	query.until = std::min(query.until, plus(reader.failed_at(), slack_after));
	query.select = Select::Process;
	std::size_t seen = 0;
	for (const pid_t pid : reader.lost_processes()) {
		query.pid = pid;
		if (++seen <= max_silent)
			read_guesses(log, query, reader);
	}
	if (!reader.is_silent())
		return;
	std::set<std::string_view> names;
	for (const ExecCommand &command : config.commands)
		names.insert(base_name(command.program));
	query.select = Select::Unclaimed;
	for (const std::string_view name : names) {
		query.identifier = name;
		read_guesses(log, query, reader);
	}
}

} // namespace

void read_lost_lines(Log &log, const Query &around, const UnitConfig &config,
	const std::string &invocation, IncidentReader &reader)
{
	read_silent(log, around, reader);
	if (log.is_of_user() || !reader.is_silent())
		return;
	if (!invocation.empty())
		read_lost_executors(log, around, invocation, reader);
	if (reader.is_silent())
		read_unclaimed(log, around, config, reader);
}

} // namespace hardenctl
