// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <utility>
#include <vector>

/** What a user and the manager can see of the units of a scenario. */
namespace hardenctl::test {

struct UnitView {
	std::vector<std::pair<std::string, std::string>> drop_ins;
	std::map<std::string, std::string> settings;
	std::string active_state;
	std::map<std::string, std::string> running;
	bool operator==(const UnitView &) const = default;
};

struct View {
	/** Path to permissions and contents; directories, too. */
	std::map<std::string, std::string> files;
	std::map<std::string, UnitView> units;
	/** Not compared: */
	std::string record;
	std::size_t timers = 0;
	std::string leftovers;
	std::string outdated;

	bool is_same(const View &other) const
	{
		return files == other.files && units == other.units;
	}
	bool is_over() const
	{
		return record.empty() && timers == 0 && leftovers.empty() && outdated.empty();
	}
};

/** Files below root(), record and timers, and what the manager has in memory. */
View look();

std::string in_words(const View &view);

} // namespace hardenctl::test
