// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "denial/kill-owners.hh"

#include "base/path.hh"
#include "denial/evidence.hh"
#include "denial/manager.hh"
#include "journal/unit-name.hh"

#include <algorithm>
#include <csignal>

namespace hardenctl {

namespace {

constexpr std::size_t max_kills = 5000;

bool is_near(std::uint64_t a, std::uint64_t b) noexcept
{
	return a <= b + same_event_time && b <= a + same_event_time;
}

std::optional<Kill> kill_of(const Entry &entry)
{
	if (entry.coredump_signal == SIGSYS && !entry.coredump_unit.empty())
		return Kill{entry.coredump_unit, entry.realtime, entry.coredump_pid};
	const auto exit = process_exit_of(entry);
	if (!exit || (exit->by_signal() ? exit->status != SIGSYS : exit->status != 128 + SIGSYS))
		return std::nullopt;
	return Kill{entry.about_unit, entry.realtime, {}};
}

/** The core dump and the exit of one process; the manager names no PID. */
bool is_same_kill(const Kill &a, const Kill &b) noexcept
{
	return a.unit == b.unit && a.pid.has_value() != b.pid.has_value() &&
	       is_near(a.time, b.time);
}

void add_kill(std::vector<Kill> &kills, Kill kill)
{
	const auto known = std::ranges::find_if(
		kills, [&](const Kill &other) { return is_same_kill(other, kill); });
	if (known == kills.end())
		kills.push_back(std::move(kill));
	else if (kill.pid)
		known->pid = kill.pid;
}

bool is_template_instance(std::string_view unit) noexcept
{
	return unit.find('@') != unit.npos;
}

bool is_named_like(const Denial &record, std::string_view name) noexcept
{
	return !name.empty() &&
	       (record.comm == name.substr(0, comm_length) || base_name(record.exe) == name);
}

class Owners {
	std::span<const Denial *const> records_;
	std::span<const Kill> kills_;
	std::string_view unit_;
	ProgramTest is_program_of_unit_;
	std::vector<const Kill *> found_;
	std::vector<bool> taken_;

	bool fits(const Denial &record, const Kill &kill) const
	{
		const bool is_asked = kill.unit == unit_;
		const bool is_sibling = is_template_instance(unit_) &&
					is_template_instance(kill.unit) &&
					unit_stem(kill.unit) == unit_stem(unit_);
		if ((is_asked || is_sibling) && is_program_of_unit_(record))
			return true;
		const std::string_view unit = kill.unit;
		return is_named_like(record, unit_stem(unit)) ||
		       is_named_like(record, unit.substr(0, unit.rfind('.')));
	}

	template <typename Test> void assign(bool again, Test test)
	{
		for (std::size_t i = 0; i < records_.size(); ++i) {
			for (std::size_t j = 0; j < kills_.size() && !found_[i]; ++j) {
				if ((taken_[j] && !again) || !test(*records_[i], kills_[j]))
					continue;
				found_[i] = &kills_[j];
				taken_[j] = true;
			}
		}
	}

public:
	Owners(std::span<const Denial *const> records, std::span<const Kill> kills,
		std::string_view unit, ProgramTest is_program_of_unit)
		: records_(records), kills_(kills), unit_(unit),
		  is_program_of_unit_(is_program_of_unit), found_(records.size()),
		  taken_(kills.size())
	{
	}

	std::vector<std::string> find()
	{
		const auto near = [](const Denial &record, const Kill &kill) {
			return is_near(record.first, kill.time);
		};
		const auto near_and_fits = [&](const Denial &record, const Kill &kill) {
			return near(record, kill) && fits(record, kill);
		};
		assign(true, [](const Denial &record, const Kill &kill) {
			return record.pid && record.pid == kill.pid;
		});
		assign(false, near_and_fits);
		assign(true, near_and_fits);
		assign(false, near);
		assign(true, near);
		std::vector<std::string> units;
		for (const Kill *kill : found_)
			units.push_back(kill ? kill->unit : std::string{});
		return units;
	}
};

} // namespace

std::vector<Kill> find_kills(Log &log, const Query &span)
{
	std::vector<Kill> kills;
	Query query = span;
	query.select = Select::Failures;
	query.order = Order::OldestFirst;
	std::size_t seen = 0;
	log.visit(query, [&](const Entry &entry) {
		if (auto kill = kill_of(entry); kill && !kill->unit.empty())
			add_kill(kills, std::move(*kill));
		return ++seen < max_kills;
	});
	return kills;
}

std::vector<std::string> find_owners(std::span<const Denial *const> records,
	std::span<const Kill> kills, std::string_view unit, ProgramTest is_program_of_unit)
{
	return Owners{records, kills, unit, is_program_of_unit}.find();
}

} // namespace hardenctl
