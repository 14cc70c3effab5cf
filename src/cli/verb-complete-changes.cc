// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "base/path.hh"
#include "cli/verb-complete-words.hh"
#include "journal/unit-name.hh"
#include "trial/change-record.hh"
#include "trial/drop-in-name.hh"

#include <exception>
#include <filesystem>
#include <set>

namespace hardenctl {

/** Names in a directory that end so, without that end; none if it cannot be read. */
static std::vector<std::string> names_with(const std::string &directory, std::string_view suffix)
{
	std::vector<std::string> names;
	std::error_code error;
	for (const auto &entry : std::filesystem::directory_iterator{directory, error}) {
		const std::string name = entry.path().filename();
		if (name.ends_with(suffix) &&
			is_unit_name(name.substr(0, name.size() - suffix.size())))
			names.push_back(name.substr(0, name.size() - suffix.size()));
	}
	return names;
}

static void add_recorded(std::set<std::string> &units, bool user, bool unconfirmed)
{
	for (const std::string &unit : names_with(state_directory(user), ".change")) {
		const auto record = read_change_record(unit, user);
		if (record && (!unconfirmed || record->phase == ChangePhase::AwaitsConfirmation))
			units.insert(unit);
	}
}

static void add_kept(std::set<std::string> &units, bool user)
{
	const DropInDirectories any = drop_in_directories("any.service", user);
	for (const std::string &path : {any.persistent, any.runtime})
		for (const std::string &unit : names_with(std::string{parent_path(path)}, ".d"))
			if (!own_drop_ins(drop_in_directories(unit, user)).empty())
				units.insert(unit);
}

Words changed_unit_words(const CommandLine &command_line, bool unconfirmed)
{
	const bool user = command_line.log.user;
	std::set<std::string> units;
	try {
		if (!unconfirmed)
			add_kept(units, user);
		add_recorded(units, user, unconfirmed);
	} catch (const std::exception &) {
		// another user's, or no session
	}
	Words words;
	for (const std::string &unit : units)
		words.push_back({unit, ""});
	return words;
}

} // namespace hardenctl
