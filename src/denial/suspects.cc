// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "denial/collect.hh"

#include "denial/manager.hh"
#include "journal/message-id.hh"

#include <algorithm>

namespace hardenctl {

namespace {

constexpr std::size_t max_failures = 20000;

bool is_service(std::string_view unit) noexcept
{
	return unit.ends_with(".service");
}

/** Exits that are no failure are among the entries of this kind. */
bool is_failure(const Entry &entry)
{
	if (entry.message_id != message_id::process_exited)
		return true;
	const auto exit = process_exit_of(entry);
	return exit && exit->is_failure();
}

void note(std::vector<Suspect> &suspects, const std::string &unit, const Entry &entry)
{
	const bool known = std::ranges::any_of(suspects, [&](const Suspect &suspect) {
		return suspect.unit == unit && suspect.hostname == entry.hostname;
	});
	if (!known)
		suspects.push_back(
			{.unit = unit, .hostname = entry.hostname, .last = entry.realtime});
}

} // namespace

std::vector<Suspect> find_suspects(Log &log, const TimeSpan &span)
{
	std::vector<Suspect> suspects;
	std::size_t seen = 0;
	const Query query{.select = Select::Failures,
		.since = span.since,
		.until = span.until,
		.boot_id = span.boot_id,
		.order = Order::NewestFirst};
	log.visit(query, [&](const Entry &entry) {
		const std::string &unit =
			entry.coredump_unit.empty() ? entry.about_unit : entry.coredump_unit;
		if (is_service(unit) && is_failure(entry))
			note(suspects, unit, entry);
		return ++seen < max_failures;
	});
	return suspects;
}

} // namespace hardenctl
