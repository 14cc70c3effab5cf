// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#pragma once

#include "cli/command-line.hh"
#include "cli/verb.hh"
#include "cli/word-kind.hh"

#include <span>
#include <string_view>

namespace hardenctl {

enum class Argument { None, Required, Optional };

enum class OptionGroup { Source, Time, Change, Output, Other };

struct Option {
	std::string_view name;
	/** 0 if there is none. */
	char letter = 0;
	Argument argument = Argument::None;
	/** "DIR", for the help. */
	std::string_view metavar;
	/** Of the value. */
	WordKind takes = WordKind::Nothing;
	std::string_view help;
	OptionGroup group = OptionGroup::Other;
	VerbSet verbs = all_verbs;
	/** Throws Error for a value that is wrong; an absent one is empty. */
	void (*apply)(CommandLine &, const std::string &value);
};

/** In the order of the help. */
std::span<const Option> options() noexcept;

} // namespace hardenctl
