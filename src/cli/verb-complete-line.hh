// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#pragma once

#include "cli/command-line.hh"
#include "cli/option.hh"
#include "cli/verb.hh"

#include <span>
#include <string>
#include <string_view>

namespace hardenctl {

/** A command line that somebody is still typing, and where its last word stands. */
struct TypedLine {
	/** nullptr if there is none yet, or it is unknown. */
	const Verb *verb = nullptr;
	bool unknown_verb = false;
	/** After "--" there are no options. */
	bool options_ended = false;
	/** Is there a word behind "--" before this one? */
	bool in_command = false;
	/** What the options say so far; those that are wrong are left out. */
	CommandLine command_line;
	/** The last word is its value; nullptr if it is no value. */
	const Option *option = nullptr;
	/** -b right before: its value may be a word of its own. */
	const Option *may_take = nullptr;
	/** "--log=", if the value is in the same word. */
	std::string before;
	/** The rest of the last word. */
	std::string typed;
};

/** @param words without the program's name; the last one may be empty */
TypedLine read_typed_line(std::span<const std::string> words);

} // namespace hardenctl
