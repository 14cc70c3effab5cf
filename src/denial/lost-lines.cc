// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "denial/lost-lines.hh"

#include "base/path.hh"
#include "denial/evidence.hh"

#include <algorithm>
#include <set>

namespace hardenctl {

namespace {

constexpr std::size_t max_silent = 8;

/** "(nginx)": what the manager runs before it becomes the program, or what pretends to be that. */
bool is_named_executor(const Entry &entry) noexcept
{
	return entry.identifier.starts_with('(');
}

/** Of processes that the unit's entries name. */
void read_silent(Log &log, const Query &span, IncidentReader &reader)
{
	for (const auto &[pid, last] : reader.processes().silent(max_silent)) {
		Query query = span;
		query.select = Select::Process;
		query.pid = pid;
		// later it may be another process's number
		query.until = std::min(query.until, last + slack_after);
		query.order = Order::OldestFirst;
		std::size_t seen = 0;
		log.visit(query, [&](const Entry &entry) {
			if (entry.unit.empty() && entry.about_unit.empty() &&
				entry.coredump_unit.empty() &&
				source_of(entry) == Source::Program &&
				entry.transport != Transport::Unknown && !is_named_executor(entry))
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

/** By the names of the unit's programs. */
void read_unclaimed(Log &log, Query query, const UnitConfig &config, IncidentReader &reader)
{
	std::set<std::string_view> names;
	for (const ExecCommand &command : config.commands)
		names.insert(base_name(command.program));
	query.select = Select::Unclaimed;
	for (const std::string_view name : names) {
		query.identifier = name;
		std::size_t seen = 0;
		log.visit(query, [&](const Entry &entry) {
			reader.read_unclaimed(entry);
			return ++seen < max_process_entries;
		});
	}
}

} // namespace

void read_lost_lines(Log &log, const Query &around, const UnitConfig &config,
	const std::string &invocation, IncidentReader &reader)
{
	if (reader.has_failed() && !invocation.empty())
		read_lost_executors(log, around, invocation, reader);
	read_silent(log, around, reader);
	if (reader.is_silent())
		read_unclaimed(log, around, config, reader);
}

} // namespace hardenctl
