// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "unit/exec-command.hh"

#include "unit/words.hh"

#include <algorithm>
#include <array>
#include <span>

namespace hardenctl {

namespace {

/** @return does argv[0] follow as a word of its own ("@")? */
bool take_prefixes(std::string_view &word, ExecCommand &command)
{
	bool has_name = false;
	unsigned exclamations = 0;
	for (; !word.empty(); word.remove_prefix(1)) {
		if (word[0] == '-')
			command.ignore_failure = true;
		else if (word[0] == '+')
			command.full_privileges = true;
		else if (word[0] == '!')
			exclamations++;
		else if (word[0] == '@')
			has_name = true;
		else if (word[0] != ':' && word[0] != '|')
			break;
	}
	// "!!" is for kernels without ambient capabilities only.
	command.no_setuid = exclamations == 1;
	return has_name;
}

ExecCommand make_command(std::span<const std::string> words, const Specifiers &specifiers)
{
	ExecCommand command;
	std::string_view program = words[0];
	const std::size_t first_argument = take_prefixes(program, command) ? 2 : 1;
	command.program = specifiers.expand(program).text;
	for (std::size_t i = first_argument; i < words.size(); i++)
		command.arguments.push_back(
			words[i] == "\\;" ? ";" : specifiers.expand(words[i]).text);
	return command;
}

/** split_words() knows no escape "\;": doubled here, single again in make_command(). */
std::string protect_semicolons(std::string_view value)
{
	std::string out;
	for (std::size_t i = 0; i < value.size(); i++) {
		const auto pair = value.substr(i, 2);
		if (pair == "\\;")
			out += "\\\\;";
		else if (value[i] == '\\')
			out += pair;
		else
			out += value[i];
		i += value[i] == '\\';
	}
	return out;
}

} // namespace

bool is_exec_setting(std::string_view key) noexcept
{
	constexpr std::array<std::string_view, 8> settings{"ExecCondition", "ExecReload",
		"ExecReloadPost", "ExecStart", "ExecStartPost", "ExecStartPre", "ExecStop",
		"ExecStopPost"};
	return std::ranges::binary_search(settings, key);
}

std::optional<std::vector<ExecCommand>> parse_exec_line(const std::string &setting,
	std::string_view value, const Specifiers &specifiers, const Origin &origin)
{
	const auto words = split_words(protect_semicolons(value));
	if (!words)
		return std::nullopt;
	std::vector<ExecCommand> commands;
	for (auto start = words->begin(); start != words->end();) {
		const auto end = std::find(start, words->end(), ";");
		if (start != end) {
			auto &command =
				commands.emplace_back(make_command({start, end}, specifiers));
			command.setting = setting;
			command.origin = origin;
		}
		start = end == words->end() ? end : end + 1;
	}
	return commands;
}

} // namespace hardenctl
