// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "denial/invocations.hh"

#include "denial/evidence.hh"
#include "denial/manager.hh"
#include "journal/message-id.hh"

#include <algorithm>
#include <csignal>

namespace hardenctl {

namespace {

/** An invocation with more entries is not followed to its beginning. */
constexpr std::size_t max_entries = 2000;
/** Runs that are looked at for repeats. */
constexpr std::size_t max_invocations = 24;
constexpr std::size_t max_ignored_lines = 16;
/** Lines of one daemon-reload come together. */
constexpr std::uint64_t reload_span = 5000000;
/** An entry without invocation belongs to the run whose other entries are so near. */
constexpr std::uint64_t same_run = 5000000;
/** A socket starts its service again so soon, as long as a connection waits. */
constexpr std::uint64_t at_once = 500000;
/** A service that a person restarts has run for longer. */
constexpr std::uint64_t short_life = 1000000;

bool is_refused_repeat(const Entry &entry)
{
	return entry.from_manager && !entry.from_executor &&
	       entry.message.find("Start request repeated too quickly") != entry.message.npos;
}

/** A stopped service dies of the signal that stopped it. */
bool is_bad_exit(const ProcessExit &exit) noexcept
{
	return exit.is_failure() &&
	       !(exit.by_signal() && (exit.status == SIGTERM || exit.status == SIGHUP));
}

void note_exit(Invocation &run, const Entry &entry)
{
	const auto exit = process_exit_of(entry);
	if (!exit)
		return;
	run.ran = true;
	if (is_bad_exit(*exit)) {
		run.exit = exit->code + " " + exit->printed;
		run.failed = run.failed || !run.succeeded;
	}
}

void note_manager(Invocation &run, const Entry &entry)
{
	const std::string result = unit_result_of(entry);
	if (!result.empty() && run.result.empty())
		run.result = result;
	if ((!result.empty() && result != "success") || is_start_failure(entry) ||
		is_dependency_failure(entry))
		run.failed = true;
	if (entry.message_id == message_id::unit_succeeded ||
		entry.message_id == message_id::unit_stopped)
		run.succeeded = run.succeeded || run.result.empty();
	if (entry.message_id == message_id::unit_starting)
		run.begins = true;
	if (entry.message_id == message_id::unit_started)
		run.started = true;
	if (entry.message_id == message_id::spawn_failed)
		run.failed = true;
	note_exit(run, entry);
}

} // namespace

const std::string &invocation_of(const Entry &entry) noexcept
{
	if (!entry.about_invocation.empty())
		return entry.about_invocation;
	static const std::string none;
	return source_of(entry) == Source::Program || source_of(entry) == Source::Manager
		       ? (entry.from_manager && entry.pid == pid_t{1} ? none : entry.invocation)
		       : none;
}

Invocation &Invocations::group_of(const Entry &entry)
{
	const std::string &id = invocation_of(entry);
	const bool is_first = list_.empty();
	if (!is_first && (id.empty() || id == list_.back().id))
		return list_.back();
	for (Invocation &known : list_)
		if (!id.empty() && known.id == id)
			return known;
	const bool adopts = !is_first && list_.back().id.empty() && !list_.back().failed &&
			    entry.realtime + same_run >= list_.back().first;
	if (adopts) {
		list_.back().id = id;
		return list_.back();
	}
	list_.push_back({.id = id,
		.hostname = entry.hostname,
		.boot_id = entry.boot_id,
		.first = entry.realtime,
		.last = entry.realtime});
	return list_.back();
}

void Invocations::note_ignored_line(const Entry &entry)
{
	if (ignored_lines_.empty())
		ignored_since_ = minus(entry.realtime, reload_span);
	const bool known = std::ranges::find(ignored_lines_, entry.message, &Evidence::message) !=
			   ignored_lines_.end();
	if (entry.realtime >= ignored_since_ && !known && ignored_lines_.size() < max_ignored_lines)
		ignored_lines_.push_back(evidence_of(entry, Source::Manager));
}

void Invocations::add(const Entry &entry)
{
	if (is_ignored_line(entry))
		return note_ignored_line(entry);
	if (entry.message_id == message_id::restart_scheduled) {
		group_of(entry).restarted = true;
		return;
	}
	Invocation &run = group_of(entry);
	++run.entries;
	run.first = std::min(run.first, entry.realtime);
	run.last = std::max(run.last, entry.realtime);
	if (entry.from_manager)
		note_manager(run, entry);
	else
		run.ran = true;
	if (is_refused_repeat(entry))
		run.restarted = true;
}

bool Invocations::settled() const noexcept
{
	if (list_.empty())
		return false;
	return list_.back().entries >= max_entries || list_.size() > max_invocations;
}

static bool is_short(const Invocation &run) noexcept
{
	return run.last <= run.first + short_life;
}

/** By the manager, for Restart= or because of a socket. */
static bool was_restarted(const Invocation &before, const Invocation &run) noexcept
{
	const bool by_socket = is_short(before) && run.first <= before.last + at_once;
	return before.restarted || by_socket;
}

/** It came no further than the one before, and is hardly older than that was when it failed. */
static bool is_too_young(
	const Invocation &run, const Invocation &before, std::uint64_t now) noexcept
{
	const bool was_seen_starting = before.begins && !before.started;
	return is_short(before) && !was_seen_starting && now <= run.first + short_life;
}

/** It came further than the run before, or a person started it: no mere next try of a loop. */
static bool has_recovered(const Invocation &run, const Invocation &before) noexcept
{
	return run.started && (!before.started || !was_restarted(before, run));
}

bool was_changed_between(
	const Invocation &failure, const Invocation &run, std::uint64_t changed) noexcept
{
	return changed > failure.first && changed <= run.first;
}

/** Of a loop: what fails again and again, each time like the run before. */
static bool is_next_try(const Invocation &run, const Invocation &before, std::uint64_t changed,
	FunctionRef<std::uint64_t()> newest_time)
{
	if (!before.failed || run.succeeded ||
		(run.started && was_changed_between(before, run, changed)))
		return false;
	const std::uint64_t now = newest_time();
	const bool goes_on =
		!has_recovered(run, before) && (was_restarted(before, run) || !run.ran);
	return (goes_on || is_too_young(run, before, now)) && run.first + recovery > now;
}

std::span<const Invocation> Invocations::before(const Invocation &chosen) const noexcept
{
	const auto index = static_cast<std::size_t>(&chosen - list_.data());
	return std::span{list_}.subspan(index + 1);
}

const Invocation *Invocations::failure_before(const Invocation &chosen) const
{
	constexpr std::size_t far = 2;
	const auto runs = before(chosen);
	for (const Invocation &run : runs.first(std::min(far, runs.size())))
		if (run.failed)
			return &run;
	return nullptr;
}

const Invocation &Invocations::choose(
	FunctionRef<std::uint64_t()> newest_time, std::uint64_t changed) const
{
	const Invocation &newest = list_.front();
	for (std::size_t i = 0; i < list_.size(); ++i) {
		const Invocation &run = list_[i];
		if (run.failed && (run.ran || !run.result.empty() || list_.size() == 1 ||
					  i + 1 == list_.size()))
			return run.ran || i + 1 == list_.size() || !list_[i + 1].restarted
				       ? run
				       : list_[i + 1];
		if (i + 1 == list_.size() || !is_next_try(run, list_[i + 1], changed, newest_time))
			return run;
	}
	return newest;
}

const Invocation *Invocations::last_good_before(const Invocation &chosen) const noexcept
{
	for (const Invocation &run : list_)
		if (run.last < chosen.first && run.started && !run.failed && run.begins)
			return &run;
	return nullptr;
}

unsigned Invocations::repeats(const Invocation &chosen) const
{
	unsigned count = 0;
	bool after = false;
	for (const Invocation &run : list_) {
		if (after &&
			!(run.failed && run.result == chosen.result && run.exit == chosen.exit))
			break;
		count += after ? 1 : 0;
		after = after || &run == &chosen;
	}
	return count;
}

std::vector<Evidence> Invocations::take_ignored_lines()
{
	std::ranges::reverse(ignored_lines_);
	return std::move(ignored_lines_);
}

} // namespace hardenctl
