// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "cli/verb-complete-line.hh"

#include "cli/boot.hh"

#include <algorithm>
#include <exception>
#include <utility>

namespace hardenctl {

namespace {

class Reader {
	TypedLine line_;

	void apply(const Option &option, const std::string &value);
	void read_long(std::string_view word);
	void read_letters(std::string_view letters);
	void read_argument(std::string_view word);

public:
	/** One that is complete. */
	void read(const std::string &word);
	/** The one that is being typed. */
	TypedLine finish(const std::string &word);
};

} // namespace

/** Options may be cut short as long as that is clear; see getopt_long(3). */
static const Option *find_long_option(std::string_view name)
{
	const Option *found = nullptr;
	for (const Option &option : options()) {
		if (option.name == name)
			return &option;
		if (option.name.starts_with(name)) {
			if (found != nullptr)
				return nullptr;
			found = &option;
		}
	}
	return found;
}

static const Option *find_letter(char letter)
{
	const auto found = std::ranges::find(options(), letter, &Option::letter);
	return found == options().end() ? nullptr : &*found;
}

void Reader::apply(const Option &option, const std::string &value)
{
	try {
		option.apply(line_.command_line, value);
	} catch (const std::exception &) {
		// To be said when the line is complete.
	}
}

void Reader::read_long(std::string_view word)
{
	const std::size_t equals = word.find('=');
	const Option *option = find_long_option(word.substr(0, equals));
	if (option == nullptr)
		return;
	if (equals != word.npos)
		apply(*option, std::string{word.substr(equals + 1)});
	else if (option->argument == Argument::Required)
		line_.option = option;
	else {
		apply(*option, "");
		line_.may_take = option->takes == WordKind::Boot ? option : nullptr;
	}
}

void Reader::read_letters(std::string_view letters)
{
	while (!letters.empty()) {
		const Option *option = find_letter(letters.front());
		letters.remove_prefix(1);
		if (option == nullptr)
			return;
		const bool takes_rest = option->argument != Argument::None;
		if (letters.empty() && option->argument == Argument::Required)
			line_.option = option;
		else
			apply(*option, takes_rest ? std::string{letters} : "");
		if (letters.empty() && option->takes == WordKind::Boot)
			line_.may_take = option;
		if (takes_rest)
			return;
	}
}

void Reader::read_argument(std::string_view word)
{
	const bool first = line_.verb == nullptr && !line_.unknown_verb;
	// "-b 0" has its value in the next word.
	if (!first || (line_.command_line.boot == "" && is_boot_descriptor(word)))
		return;
	const auto found = std::ranges::find(verbs(), word, &Verb::name);
	if (found == verbs().end())
		line_.unknown_verb = true;
	else
		line_.verb = &*found;
}

void Reader::read(const std::string &word)
{
	const std::string_view text{word};
	line_.in_command = line_.options_ended;
	line_.may_take = nullptr;
	if (line_.option != nullptr)
		apply(*std::exchange(line_.option, nullptr), word);
	else if (line_.options_ended || text.size() < 2 || text[0] != '-')
		read_argument(text);
	else if (text == "--")
		line_.options_ended = true;
	else if (text[1] == '-')
		read_long(text.substr(2));
	else
		read_letters(text.substr(1));
}

TypedLine Reader::finish(const std::string &word)
{
	const std::size_t equals = word.find('=');
	line_.typed = word;
	if (line_.option != nullptr || line_.options_ended || !word.starts_with("--") ||
		equals == word.npos)
		return std::move(line_);
	const Option *option = find_long_option(std::string_view{word}.substr(2, equals - 2));
	if (option != nullptr && option->argument != Argument::None) {
		line_.option = option;
		line_.before = word.substr(0, equals + 1);
		line_.typed = word.substr(equals + 1);
	}
	return std::move(line_);
}

TypedLine read_typed_line(std::span<const std::string> words)
{
	Reader reader;
	if (words.empty())
		return reader.finish("");
	for (const std::string &word : words.first(words.size() - 1))
		reader.read(word);
	return reader.finish(words.back());
}

} // namespace hardenctl
