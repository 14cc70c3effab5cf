// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "cli/help.hh"

#include "cli/option.hh"
#include "cli/verb.hh"
#include "report/columns.hh"

#include <fmt/format.h>

namespace hardenctl {

static constexpr std::size_t help_column = 27;
static constexpr std::size_t help_width = 80;

/** "  LEFT      TEXT" with the text broken at 80 columns. */
static std::string entry(const std::string &left, std::string_view text)
{
	std::string out = pad("  " + left, help_column - 1) + ' ';
	bool first = true;
	for (const std::string &line : wrap(text, help_width - help_column)) {
		if (!first)
			out.append(help_column, ' ');
		out += line + '\n';
		first = false;
	}
	return out;
}

static std::string verb_help(const Verb &verb)
{
	const bool is_default = &verb == &verbs().front();
	std::string left{verb.name};
	if (is_default)
		left = '[' + left + ']';
	if (!verb.arguments.empty())
		left.append(" ").append(verb.arguments);
	return entry(left, verb.help);
}

static std::string argument_of(const Option &option)
{
	switch (option.argument) {
	case Argument::None:
		return {};
	case Argument::Required:
		return fmt::format("={}", option.metavar);
	case Argument::Optional:
		return fmt::format("[={}]", option.metavar);
	}
	return {};
}

static std::string option_help(const Option &option)
{
	const std::string letter = option.letter == 0 ? "  " : fmt::format("-{}", option.letter);
	return entry(
		fmt::format("{} --{}{}", letter, option.name, argument_of(option)), option.help);
}

static std::string_view title(OptionGroup group) noexcept
{
	switch (group) {
	case OptionGroup::Source:
		return "Where to look:";
	case OptionGroup::Time:
		return "When:";
	case OptionGroup::Change:
		return "Changing a unit:";
	case OptionGroup::Output:
		return "Output:";
	case OptionGroup::Other:
		return "Other options:";
	}
	return {};
}

/** Of the options that one of the verbs takes. */
static std::string group_help(OptionGroup group, VerbSet of)
{
	std::string rows;
	for (const Option &option : options())
		if (option.group == group && (option.verbs & of) != 0)
			rows += option_help(option);
	return rows.empty() ? rows : fmt::format("\n{}\n{}", title(group), rows);
}

static std::string option_groups(VerbSet of)
{
	std::string out;
	for (const OptionGroup group : {OptionGroup::Source, OptionGroup::Time, OptionGroup::Change,
		     OptionGroup::Output, OptionGroup::Other})
		out += group_help(group, of);
	return out;
}

std::string help_text(const Verb &verb)
{
	std::string out =
		fmt::format("hardenctl [OPTIONS...] {} {}\n\n", verb.name, verb.arguments);
	for (const std::string &line : wrap(fmt::format("{}.", verb.help), help_width))
		out += line + '\n';
	return out + option_groups(verb_set(verb.id)) + "\nhardenctl(1) says more.\n";
}

std::string help_text()
{
	std::string out =
		"hardenctl [OPTIONS...] COMMAND ...\n\n"
		"Find the sandboxing directive that broke a service, and the smallest repair.\n\n"
		"Commands:\n";
	for (const Verb &verb : verbs())
		out += verb_help(verb);
	out += option_groups(all_verbs);
	out += "\nThe exit status is 0 if the question was answered, whatever the answer, else "
	       "1.\n";
	return out;
}

} // namespace hardenctl
