// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "cli/parse.hh"

#include "base/error.hh"
#include "base/text.hh"
#include "cli/boot.hh"
#include "cli/option.hh"

#include <algorithm>
#include <fmt/format.h>
#include <getopt.h>
#include <span>

namespace hardenctl {

/** Codes of options without a letter; the index is added. */
static constexpr int first_code = 0x100;

static int code_of(std::size_t index)
{
	const char letter = options()[index].letter;
	return letter != 0 ? letter : first_code + static_cast<int>(index);
}

static std::string short_options()
{
	// A leading colon tells a missing argument from an unknown option.
	std::string letters = ":";
	for (const Option &option : options()) {
		if (option.letter == 0)
			continue;
		letters += option.letter;
		if (option.argument != Argument::None)
			letters += option.argument == Argument::Required ? ":" : "::";
	}
	return letters;
}

static int has_argument(Argument argument) noexcept
{
	switch (argument) {
	case Argument::None:
		return no_argument;
	case Argument::Required:
		return required_argument;
	case Argument::Optional:
		return optional_argument;
	}
	return no_argument;
}

static std::vector<option> long_options()
{
	std::vector<option> all;
	for (std::size_t i = 0; i < options().size(); ++i) {
		const Option &row = options()[i];
		all.push_back({row.name.data(), has_argument(row.argument), nullptr, code_of(i)});
	}
	all.push_back({});
	return all;
}

static const Option *find_option(int code)
{
	for (std::size_t i = 0; i < options().size(); ++i)
		if (code_of(i) == code)
			return &options()[i];
	return nullptr;
}

[[noreturn]] static void refuse_unknown(std::string_view word)
{
	std::vector<std::string_view> names;
	for (const Option &option : options())
		names.push_back(option.name);
	const std::string_view name = word.substr(0, word.find('='));
	const auto near =
		name.starts_with("--") ? did_you_mean(name.substr(2), names) : std::nullopt;
	if (near)
		throw Error(fmt::format("Unknown option '{}': did you mean --{}?", name, *near));
	throw Error(fmt::format("Unknown option '{}': `hardenctl --help` lists them.", name));
}

/** getopt_long() tells little: the letter or code in optopt, or the word before optind. */
[[noreturn]] static void refuse(int result, const char *word)
{
	const Option *option = optopt == 0 ? nullptr : find_option(optopt);
	if (option == nullptr)
		refuse_unknown(optopt == 0 || std::string_view{word}.starts_with("--")
				       ? std::string{word}
				       : fmt::format("-{}", static_cast<char>(optopt)));
	if (result == ':')
		throw Error(fmt::format("--{}= needs a value: {}.", option->name, option->metavar));
	throw Error(fmt::format("--{} takes no value.", option->name));
}

/** -b may have its value in the next word, as in journalctl, if it looks like one. */
static std::string optional_value(const Option &option, int argc, char *argv[])
{
	if (optarg != nullptr)
		return optarg;
	const bool may_follow = option.letter == 'b' && optind < argc;
	if (!may_follow || !is_boot_descriptor(argv[optind]))
		return {};
	return argv[optind++];
}

/** @return the options given, for the verb to refuse what it does not take */
static std::vector<const Option *> parse_options(int argc, char *argv[], CommandLine &command_line)
{
	const std::string letters = short_options();
	const std::vector<option> names = long_options();
	std::vector<const Option *> given;
	opterr = 0;
	for (;;) {
		const int code = getopt_long(argc, argv, letters.c_str(), names.data(), nullptr);
		if (code == -1)
			return given;
		if (code == '?' || code == ':')
			refuse(code, argv[optind - 1]);
		const Option &option = *find_option(code);
		option.apply(command_line, optional_value(option, argc, argv));
		given.push_back(&option);
	}
}

static void check(const ParsedArguments &parsed, const std::vector<const Option *> &given)
{
	const Verb &verb = *parsed.verb;
	for (const Option *option : given)
		if ((option->verbs & verb_set(verb.id)) == 0)
			throw Error(fmt::format(
				"`hardenctl {}` does not take --{}.", verb.name, option->name));
	const CommandLine &command_line = parsed.command_line;
	// a log may name its units itself, a profile has a usual one, a command needs none
	const bool names_units =
		verb.id == VerbId::Diagnose
			? !(command_line.log.file.empty() && command_line.trace.empty())
			: !(command_line.profile.empty() && command_line.command.empty()) &&
				  !command_line.change.trial;
	if (command_line.arguments.size() < verb.min_arguments && !names_units)
		throw Error(std::string{verb.without_arguments});
	if (command_line.since > command_line.until)
		throw Error("--since= is later than --until=.");
}

/** Words behind "--", which getopt_long() leaves at the end. */
static std::size_t count_after_dashes(int argc, char *argv[])
{
	const std::span<char *> words{argv, static_cast<std::size_t>(argc)};
	const auto dashes = std::ranges::find(words, std::string_view{"--"});
	return dashes == words.end() ? 0 : static_cast<std::size_t>(words.end() - dashes) - 1;
}

ParsedArguments parse_arguments(int argc, char *argv[])
{
	ParsedArguments parsed{.verb = &verbs().front()};
	CommandLine &command_line = parsed.command_line;
	const std::size_t after_dashes = count_after_dashes(argc, argv);
	const auto given = parse_options(argc, argv, command_line);
	if (command_line.version)
		return parsed;
	if (optind < argc) {
		parsed.verb = &find_verb(argv[optind++]);
		parsed.names_verb = true;
	}
	if (command_line.help)
		return parsed;
	command_line.arguments.assign(argv + optind, argv + argc);
	if (parsed.verb->takes_command && after_dashes <= command_line.arguments.size()) {
		const auto first =
			command_line.arguments.end() - static_cast<std::ptrdiff_t>(after_dashes);
		command_line.command.assign(first, command_line.arguments.end());
		command_line.arguments.erase(first, command_line.arguments.end());
	}
	check(parsed, given);
	return parsed;
}

} // namespace hardenctl
