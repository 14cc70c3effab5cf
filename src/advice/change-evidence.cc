// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "advice/change-evidence.hh"

#include "unit/file-change.hh"

#include <algorithm>

namespace hardenctl {

namespace {

/** Between the start that worked and the one that failed. */
class Between {
	std::uint64_t good_;
	std::uint64_t failed_;

	bool holds(std::uint64_t time) const noexcept { return time > good_ && time <= failed_; }

public:
	explicit Between(const Incident &incident)
		: good_(incident.last_good_start), failed_(incident.started)
	{
	}

	bool is_known() const noexcept { return good_ != 0 && failed_ > good_; }

	/**
	 * A package's file is as old as its build by one time, as new as its installation by the
	 * other; a copied tree has the time of the copy.
	 */
	RecentChange judge(const FileTimes &times) const noexcept
	{
		if (holds(times.written) || holds(times.placed))
			return RecentChange::AfterGoodStart;
		return times.placed != 0 && times.placed <= good_ ? RecentChange::BeforeGoodStart
								  : RecentChange::Unknown;
	}
};

bool is_all_old(const Between &between, const UnitConfig &config, const SystemFacts &system)
{
	const auto is_changed = [&](const std::string &path) {
		return between.judge(file_times(*system.unit_tree, path)) ==
		       RecentChange::AfterGoodStart;
	};
	return std::ranges::none_of(unit_file_places(config, system.user_manager), is_changed) &&
	       std::ranges::none_of(config.commands,
		       [&](const ExecCommand &command) { return is_changed(command.program); });
}

} // namespace

std::vector<RecentChange> look_at_changes(const Incident &incident, const Settings &settings,
	const UnitConfig &config, const SystemFacts &system)
{
	std::vector<RecentChange> changes(settings.all().size(), RecentChange::Unknown);
	const Between between{incident};
	// what a service does later than at its start, a good start has not tried
	if (!system.unit_tree || !between.is_known() || incident.outcome != Outcome::Failed)
		return changes;
	const bool all_old = is_all_old(between, config, system);
	for (std::size_t i = 0; i < changes.size(); i++) {
		const Origin &origin = settings[settings.written(i)].assignment.origin;
		if (!origin.path.starts_with('/'))
			continue;
		const RecentChange change =
			between.judge(file_times(*system.unit_tree, origin.path));
		if (change == RecentChange::AfterGoodStart || all_old)
			changes[i] = change;
	}
	return changes;
}

} // namespace hardenctl
