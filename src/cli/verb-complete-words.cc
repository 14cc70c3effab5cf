// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "cli/verb-complete-words.hh"

#include "advice/profile.hh"
#include "base/file.hh"
#include "base/text.hh"
#include "cli/option-value.hh"
#include "cli/option.hh"
#include "unit/container.hh"

#include <cstdlib>
#include <fmt/format.h>
#include <unistd.h>

namespace hardenctl {

Words verb_words()
{
	Words words;
	for (const Verb &verb : verbs())
		words.push_back({std::string{verb.name}, std::string{verb.help}});
	return words;
}

static void add_option(Words &words, const Option &option)
{
	const std::string help{option.help};
	if (option.argument != Argument::Required)
		words.push_back({fmt::format("--{}", option.name), help});
	if (option.argument != Argument::None)
		words.push_back({fmt::format("--{}=", option.name), help});
	if (option.letter != 0)
		words.push_back({fmt::format("-{}", option.letter), help});
}

Words option_words(const Verb *verb)
{
	Words words;
	for (const Option &option : options())
		if (verb == nullptr || (option.verbs & verb_set(verb->id)) != 0)
			add_option(words, option);
	return words;
}

static Words json_mode_words()
{
	Words words;
	for (const std::string_view word : json_words())
		words.push_back({std::string{word}, ""});
	return words;
}

/** The kinds of things that are asked for; an edit says which ones. */
static Words opening_words()
{
	Words words = capability_words();
	for (Word &group : group_words())
		words.push_back(std::move(group));
	return words;
}

static Words profile_words()
{
	Words words;
	for (const Profile &profile : profiles())
		words.push_back({std::string{profile.name}, std::string{profile.units}});
	return words;
}

static Words machine_words()
{
	Words words{{".host", "this system"}};
	for (std::string &name : list_containers())
		words.push_back({std::move(name), ""});
	return words;
}

/** Those that the user's ssh has a name for. */
static Words host_words()
{
	constexpr std::size_t max_size = 256 * 1024;
	const char *home = getenv("HOME");
	const std::string path = (home ? std::string{home} : std::string{}) + "/.ssh/config";
	Words words{{"localhost", "this system, over ssh"}};
	if (access(path.c_str(), R_OK) < 0)
		return words;
	const std::string text = read_file(path, max_size);
	for (const std::string_view line : split(text, '\n')) {
		const auto names = split_blanks(strip(line));
		if (names.empty() || !equal_ignoring_case(names[0], "Host"))
			continue;
		for (const std::string_view name : std::span{names}.subspan(1))
			if (name.find_first_of("*?!") == name.npos)
				words.push_back({std::string{name}, ""});
	}
	return words;
}

Words value_words(WordKind kind)
{
	switch (kind) {
	case WordKind::JsonMode:
		return json_mode_words();
	case WordKind::Boot:
		return {{"0", "the newest boot"}, {"-1", "the one before it"}, {"-2", ""},
			{"1", "the oldest in the log"}, {"all", "every boot"}};
	case WordKind::Date:
		return {{"today", ""}, {"yesterday", ""}, {"now", ""}, {"-10min", ""}, {"-1h", ""},
			{"-1d", ""}, {"-1week", ""}};
	case WordKind::Count:
		return {{"1", ""}, {"3", ""}, {"10", ""}, {"all", ""}};
	case WordKind::Timespan:
		return {{"5s", ""}, {"10s", ""}, {"30s", ""}, {"1min", ""}, {"5min", ""}};
	case WordKind::Opening:
		return opening_words();
	case WordKind::Profile:
		return profile_words();
	case WordKind::TightenLevel:
		return {{"safe", "what its programs show no way to use"},
			{"balanced", "what such services hardly ever need, too"},
			{"strict", "all that was not seen to be needed"}};
	case WordKind::Machine:
		return machine_words();
	case WordKind::Host:
		return host_words();
	case WordKind::Nothing:
	case WordKind::File:
	case WordKind::Directory:
	case WordKind::Unit:
	case WordKind::UnitOrFile:
	case WordKind::ChangedUnit:
	case WordKind::UnconfirmedUnit:
	case WordKind::Command:
	case WordKind::Name:
		return {};
	}
	return {};
}

} // namespace hardenctl
