// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "denial/collect.hh"

#include "denial/evidence.hh"
#include "denial/incident-reader.hh"
#include "denial/kernel-reader.hh"
#include "denial/lost-lines.hh"
#include "denial/other-failures.hh"
#include "denial/recent-entries.hh"

#include <algorithm>
#include <map>

namespace hardenctl {

namespace {

/** Newest entries of the unit that are looked at to choose an invocation. */
constexpr std::size_t max_scan = 20000;
/** Of one invocation: so many of its first entries, and no more of its last. */
constexpr std::size_t max_head = 2000;
constexpr std::size_t max_tail = 10000;
/** Kernel and manager write at their own pace. */
constexpr std::uint64_t slack_before = 1000000;

struct UnitScan {
	std::map<std::string, Invocations> hosts;
	RecentEntries recent;
};

/** Newest first, until every host seen so far is settled. */
UnitScan scan_unit(Log &log, const std::string &unit, const TimeSpan &span)
{
	UnitScan scan;
	std::size_t seen = 0;
	bool goes_on = true;
	const Query query{.select = Select::Unit,
		.unit = unit,
		.since = span.since,
		.until = span.until,
		.boot_id = span.boot_id,
		.order = Order::NewestFirst};
	log.visit(query, [&](const Entry &entry) {
		Invocations &host = scan.hosts[entry.hostname];
		host.add(entry);
		scan.recent.add(entry);
		const bool is_settled =
			host.settled() && std::ranges::all_of(scan.hosts, [](const auto &known) {
				return known.second.settled();
			});
		goes_on = ++seen < max_scan && !is_settled;
		return goes_on;
	});
	if (goes_on)
		scan.recent.note_end();
	return scan;
}

/** The entries of one invocation: its beginning, then what was seen of its end. */
class InvocationQuery {
	Log &log_;
	const Invocation &invocation_;
	const RecentEntries &recent_;
	Query query_;
	std::uint64_t begin_;

	bool belongs(const Entry &entry) const
	{
		const std::string &id = invocation_of(entry);
		if (!id.empty() && !invocation_.id.empty())
			return id == invocation_.id;
		return entry.realtime >= minus(begin_, slack_before) &&
		       entry.realtime <= plus(invocation_.last, slack_after);
	}

	/** The scan stopped before the beginning: ask the index for it. */
	std::uint64_t find_begin()
	{
		if (invocation_.begins || invocation_.id.empty() || recent_.covers(0))
			return invocation_.first;
		std::uint64_t begin = invocation_.first;
		Query query = query_;
		query.select = Select::Invocation;
		query.invocation = invocation_.id;
		log_.visit(query, [&](const Entry &entry) {
			begin = std::min(begin, entry.realtime);
			return false;
		});
		return begin;
	}

	void read_recent(IncidentReader &reader, std::uint64_t since)
	{
		const auto until = plus(invocation_.last, slack_after);
		const auto agree = [](const std::string &a, const std::string &b) {
			return a.empty() || b.empty() || a == b;
		};
		const auto &entries = recent_.entries();
		for (auto entry = entries.rbegin(); entry != entries.rend(); ++entry)
			if (entry->realtime >= since && entry->realtime <= until &&
				agree(entry->hostname, invocation_.hostname) &&
				agree(entry->boot_id, invocation_.boot_id) && belongs(*entry))
				reader.read(*entry);
	}

	/** @return time of the last entry read, or 0 if all of the span was read */
	std::uint64_t read_part(IncidentReader &reader, std::uint64_t since, std::size_t limit)
	{
		std::uint64_t last = 0;
		std::size_t count = 0;
		Query query = query_;
		query.since = since;
		query.until = std::min(query.until, plus(invocation_.last, slack_after));
		log_.visit(query, [&](const Entry &entry) {
			if (!belongs(entry))
				return true;
			reader.read(entry);
			last = entry.realtime;
			return ++count < limit;
		});
		return count < limit ? 0 : last;
	}

public:
	InvocationQuery(Log &log, const std::string &unit, const TimeSpan &span,
		const Invocation &invocation, const RecentEntries &recent)
		: log_(log), invocation_(invocation),
		  recent_(recent), query_{.select = Select::Unit,
					   .unit = unit,
					   .since = span.since,
					   .until = span.until,
					   .boot_id = invocation.boot_id,
					   .hostname = invocation.hostname},
		  begin_(find_begin())
	{
	}

	std::uint64_t begin() const noexcept { return begin_; }

	void read(IncidentReader &reader, const std::string &unit)
	{
		const auto since = std::max(query_.since, minus(begin_, slack_before));
		if (recent_.covers(since))
			return read_recent(reader, since);
		const auto head_end = read_part(reader, since, max_head);
		if (head_end == 0)
			return;
		if (head_end < invocation_.first)
			reader.note(Level::Notice,
				unit + ": only the first and the last entries of this "
				       "invocation were read");
		read_part(reader, std::max(head_end + 1, invocation_.first), max_tail);
	}
};

Incident read_incident(Log &log, const std::string &unit, const UnitConfig &config,
	const TimeSpan &span, const Invocation &invocation, const RecentEntries &recent)
{
	IncidentReader reader{unit, config, invocation, span.keeps_lines};
	InvocationQuery entries{log, unit, span, invocation, recent};
	entries.read(reader, unit);
	const Query around{.unit = unit,
		.since = std::max(span.since, minus(entries.begin(), slack_before)),
		.until = std::min(span.until, plus(invocation.last, slack_after)),
		.boot_id = invocation.boot_id,
		.hostname = invocation.hostname};
	read_kernel(log, around, reader);
	if (!log.is_plain_text())
		read_lost_lines(log, around, config, invocation.id, reader);
	Incident incident = reader.finish();
	incident.other_failures = find_other_failures(
		log, around, config, incident, [&](pid_t pid) { return reader.knows(pid); });
	return incident;
}

/** What the program also said in a run that worked does not stop it. Costs no look-up: only entries
 * that were read anyway count. */
void weaken_old_complaints(Incident &incident, const Incident &good)
{
	constexpr double harmless = 0.2;
	for (Denial &denial : incident.denials) {
		denial.also_in_good_run =
			denial.source == Source::Program &&
			std::ranges::any_of(good.denials, [&](const Denial &before) {
				return before.operation == denial.operation &&
				       before.answer == denial.answer;
			});
		if (denial.also_in_good_run)
			denial.strength = std::min(denial.strength, harmless);
	}
}

/** Pasted text has no order to rely on: all of it, which the log itself bounds, is one incident. */
Incident read_plain_text(
	Log &log, const std::string &unit, const UnitConfig &config, const TimeSpan &span)
{
	IncidentReader reader{unit, config, {}, span.keeps_lines};
	Query query{.select = Select::Unit,
		.unit = unit,
		.since = span.since,
		.until = span.until,
		.boot_id = span.boot_id};
	std::size_t seen = 0;
	std::string hostname;
	log.visit(query, [&](const Entry &entry) {
		++seen;
		if (hostname.empty())
			hostname = entry.hostname;
		reader.read(entry);
		return true;
	});
	read_kernel(log, query, reader);
	Incident incident = reader.finish();
	incident.hostname = std::move(hostname);
	if (seen == 0 && incident.denials.empty())
		incident.outcome = Outcome::NoTrace;
	return incident;
}

struct ReadRun {
	const Invocation *run;
	Incident incident;
};

/** The newest run of that time that was in trouble, if the chosen one is well. */
ReadRun find_trouble(ReadRun chosen, const Invocations &invocations,
	FunctionRef<Incident(const Invocation &)> read)
{
	if (chosen.incident.outcome != Outcome::Ok)
		return chosen;
	for (const Invocation &run : invocations.before(*chosen.run)) {
		Incident past = read(run);
		if (past.outcome == Outcome::Ok || past.outcome == Outcome::NoTrace)
			continue;
		past.well_since = chosen.run->first;
		past.well_has_ended = chosen.incident.ended != 0;
		return {.run = &run, .incident = std::move(past)};
	}
	return chosen;
}

/** For a healthy invocation, note whether the previous one failed. */
void note_failure_before(Incident &incident, const Invocations &invocations,
	const Invocation &chosen, std::uint64_t changed, FunctionRef<std::uint64_t()> newest_time)
{
	const Invocation *failure = chosen.failed ? nullptr : invocations.failure_before(chosen);
	if (!failure || !chosen.started || chosen.first + recovery < newest_time())
		return;
	incident.diagnostics.push_back({Level::Notice,
		was_changed_between(*failure, chosen, changed)
			? "the failure before this start is repaired: the unit's files were "
			  "changed in between"
			: "the start before this one failed, this one did not"});
}

} // namespace

std::vector<Incident> collect_incidents(Log &log, const std::string &unit, const UnitConfig &config,
	const TimeSpan &span, std::uint64_t changed)
{
	std::vector<Incident> incidents;
	if (log.is_plain_text()) {
		incidents.push_back(read_plain_text(log, unit, config, span));
		return incidents;
	}
	UnitScan scan = scan_unit(log, unit, span);
	for (auto &[hostname, invocations] : scan.hosts) {
		if (invocations.empty())
			continue;
		const auto newest_time = [&] { return std::min(log.newest_time(), span.until); };
		const auto read = [&](const Invocation &run) {
			return read_incident(log, unit, config, span, run, scan.recent);
		};
		const Invocation &newest = invocations.choose(newest_time, changed);
		ReadRun found{.run = &newest, .incident = read(newest)};
		if (span.seeks_trouble)
			found = find_trouble(std::move(found), invocations, read);
		const Invocation &chosen = *found.run;
		incidents.push_back(std::move(found.incident));
		const Invocation *good = invocations.last_good_before(chosen);
		incidents.back().last_good_start = good ? good->first : 0;
		if (good && scan.recent.covers(minus(good->first, slack_before)))
			weaken_old_complaints(incidents.back(), read(*good));
		incidents.back().repeats = invocations.repeats(chosen);
		note_failure_before(incidents.back(), invocations, chosen, changed, newest_time);
		incidents.back().ignored_lines = invocations.take_ignored_lines();
	}
	if (incidents.empty()) {
		incidents.emplace_back();
		incidents.back().unit = unit;
	}
	return incidents;
}

} // namespace hardenctl
