// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "cli/verb-complete.hh"

#include "base/text.hh"
#include "cli/verb-complete-line.hh"
#include "cli/verb-complete-words.hh"

#include <algorithm>
#include <array>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <fmt/format.h>

namespace hardenctl {

namespace {

struct List {
	std::string_view kind;
	Words (*words)();
};

constexpr std::array lists{
	List{"verbs", verb_words},
	List{"options", [] { return option_words(nullptr); }},
	List{"directives", directive_words},
	List{"groups", group_words},
	List{"calls", call_words},
	List{"capabilities", capability_words},
	List{"families", family_words},
	List{"exit-statuses", exit_status_words},
	List{"answers", answer_words},
	List{"units", [] { return unit_words({}); }},
};

} // namespace

static void print(const Word &word, std::string_view before)
{
	std::string line = std::string{before} + word.text;
	if (!word.description.empty())
		line += '\t' + word.description;
	line += '\n';
	std::fputs(line.c_str(), stdout);
}

/** Case does not matter: `prot` becomes ProtectSystem. */
static void print_matching(const Words &words, const TypedLine &line)
{
	const std::string typed = to_lower(line.typed);
	for (const Word &word : words)
		if (to_lower(word.text).starts_with(typed))
			print(word, line.before);
}

/** Shells know files best, with their quotes, tildes and colours; patterns may be empty. */
static void print_request(const char *what, const TypedLine &line, const char *patterns)
{
	std::fputs(fmt::format("{}\n{}\n{}\n", what, line.before, patterns).c_str(), stdout);
}

static void print_units(const TypedLine &line, bool or_file)
{
	const bool is_path = line.typed.starts_with('.') || line.typed.starts_with('~') ||
			     line.typed.find('/') != std::string::npos;
	if (or_file && is_path)
		print_request(":files", line, "*.service *.socket *.mount *.swap");
	else
		print_matching(unit_words(line.command_line), line);
}

static void print_values(WordKind kind, const TypedLine &line)
{
	switch (kind) {
	case WordKind::File:
		return print_request(":files", line, "");
	case WordKind::Directory:
		return print_request(":directories", line, "");
	case WordKind::Unit:
	case WordKind::UnitOrFile:
		return print_units(line, kind == WordKind::UnitOrFile);
	case WordKind::ChangedUnit:
	case WordKind::UnconfirmedUnit:
		return print_matching(
			changed_unit_words(line.command_line, kind == WordKind::UnconfirmedUnit),
			line);
	case WordKind::Command:
		return print_request(line.in_command ? ":files" : ":commands", line, "");
	case WordKind::Name:
		return print_matching(name_words(line.typed), line);
	case WordKind::Nothing:
	case WordKind::JsonMode:
	case WordKind::Boot:
	case WordKind::Date:
	case WordKind::Count:
	case WordKind::Timespan:
	case WordKind::Opening:
	case WordKind::Profile:
	case WordKind::TightenLevel:
	case WordKind::Machine:
	case WordKind::Host:
		return print_matching(value_words(kind), line);
	}
}

static void complete_line(std::span<const std::string> words)
{
	const TypedLine line = read_typed_line(words);
	if (line.may_take != nullptr)
		print_matching(value_words(line.may_take->takes), line);
	if (line.option != nullptr)
		print_values(line.option->takes, line);
	else if (line.typed.starts_with('-') && !line.options_ended)
		print_matching(option_words(line.verb), line);
	else if (line.verb != nullptr && line.verb->takes_command && line.options_ended)
		print_values(WordKind::Command, line);
	else if (line.verb != nullptr)
		print_values(line.verb->takes, line);
	else if (!line.unknown_verb)
		print_matching(verb_words(), line);
}

static bool print_list(std::string_view kind)
{
	const auto found = std::ranges::find(lists, kind, &List::kind);
	if (found == lists.end())
		return false;
	for (const Word &word : found->words())
		print(word, "");
	return true;
}

static bool complete(std::span<const std::string> arguments)
{
	if (arguments.empty())
		return false;
	if (arguments.front() == "words")
		complete_line(arguments.subspan(1));
	else if (arguments.size() == 1)
		return print_list(arguments.front());
	else if (arguments.front() == "options")
		for (const Word &word : option_words(&find_verb(arguments[1])))
			print(word, "");
	else
		return false;
	return true;
}

int run_complete(std::span<const std::string> arguments) noexcept
{
	try {
		return complete(arguments) ? EXIT_SUCCESS : EXIT_FAILURE;
	} catch (const std::exception &) {
		return EXIT_FAILURE;
	}
}

} // namespace hardenctl
