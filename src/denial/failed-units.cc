// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "denial/collect.hh"

#include "denial/evidence.hh"
#include "denial/kernel-limits.hh"
#include "denial/manager.hh"
#include "denial/seccomp.hh"
#include "process/proc-text.hh"

#include <algorithm>

namespace hardenctl {

namespace {

constexpr std::size_t max_failures = 20000;
/** Processes whose unit is looked up. */
constexpr std::size_t max_processes = 64;
constexpr std::size_t max_owner_lines = 16;

bool is_service(std::string_view unit) noexcept
{
	return unit.ends_with(".service");
}

void note(std::vector<FailedUnit> &suspects, const std::string &unit, const std::string &hostname,
	std::uint64_t time)
{
	const bool known = std::ranges::any_of(suspects, [&](const FailedUnit &suspect) {
		return suspect.unit == unit && suspect.hostname == hostname;
	});
	if (!known)
		suspects.push_back({.unit = unit, .hostname = hostname, .last = time});
}

/** Units that the index shows as failed, and when. */
class Failures {
	std::vector<FailedUnit> &suspects_;
	/** Newest first. */
	std::vector<std::uint64_t> times_;

public:
	explicit Failures(std::vector<FailedUnit> &suspects) : suspects_(suspects) {}

	void add(const Entry &entry)
	{
		const std::string &unit = failed_unit_of(entry);
		if (!is_service(unit) || !tells_failure(entry))
			return;
		note(suspects_, unit, entry.hostname, entry.realtime);
		times_.push_back(entry.realtime);
	}

	bool is_near(std::uint64_t time) const
	{
		const auto first = std::ranges::lower_bound(
			times_, time + same_event_time, std::ranges::greater{});
		return first != times_.end() && *first + same_event_time >= time;
	}
};

/** The kernel names the control group of what it killed or refused, hence the unit. */
void note_limited(const Entry &entry, bool user, std::vector<FailedUnit> &suspects)
{
	const auto limit = detect_kernel_limit(entry);
	const std::string unit{limit ? unit_of_cgroup(limit->cgroup, user) : ""};
	if (is_service(unit))
		note(suspects, unit, entry.hostname, entry.realtime);
}

/** A worker that was killed while its unit stays active leaves the kernel's record only. */
std::vector<Denial> find_lonely_records(
	Log &log, const Query &span, const Failures &failures, std::vector<FailedUnit> &suspects)
{
	std::vector<Denial> records;
	Query query = span;
	query.select = Select::Kernel;
	std::size_t seen = 0;
	log.visit(query, [&](const Entry &entry) {
		note_limited(entry, log.is_of_user(), suspects);
		auto record = detect_seccomp(entry);
		const bool known =
			!record || !record->pid || failures.is_near(entry.realtime) ||
			std::ranges::find(records, record->pid, &Denial::pid) != records.end();
		if (!known)
			records.push_back(std::move(*record));
		return ++seen < max_kernel_entries && records.size() < max_processes;
	});
	return records;
}

/** By what the process wrote before. */
void note_owner(
	Log &log, const Query &span, const Denial &record, std::vector<FailedUnit> &suspects)
{
	Query query = span;
	query.select = Select::Process;
	query.pid = *record.pid;
	query.until = std::min(query.until, record.last + same_event_time);
	std::size_t seen = 0;
	log.visit(query, [&](const Entry &entry) {
		const bool wrote = entry.transport != Transport::Kernel &&
				   entry.transport != Transport::Audit && is_service(entry.unit);
		if (wrote)
			note(suspects, entry.unit, entry.hostname, record.last);
		return !wrote && ++seen < max_owner_lines;
	});
}

} // namespace

std::vector<FailedUnit> find_failed_units(Log &log, const TimeSpan &span)
{
	std::vector<FailedUnit> suspects;
	Failures failures{suspects};
	std::size_t seen = 0;
	Query query{.select = Select::Failures,
		.since = span.since,
		.until = span.until,
		.boot_id = span.boot_id,
		.order = Order::NewestFirst};
	log.visit(query, [&](const Entry &entry) {
		failures.add(entry);
		return ++seen < max_failures;
	});
	for (const Denial &record : find_lonely_records(log, query, failures, suspects))
		note_owner(log, query, record, suspects);
	std::ranges::stable_sort(suspects, std::ranges::greater{}, &FailedUnit::last);
	return suspects;
}

} // namespace hardenctl
