// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#pragma once

#include "cli/command-line.hh"
#include "cli/verb.hh"
#include "cli/word-kind.hh"

#include <string>
#include <string_view>
#include <vector>

/** The words that completions offer, in the order in which they are best shown. */
namespace hardenctl {

struct Word {
	std::string text;
	/** May be empty. */
	std::string description;
};

using Words = std::vector<Word>;

Words verb_words();

/** "-b", "--boot", "--boot=": a value follows the "=". @param verb nullptr for any */
Words option_words(const Verb *verb);

/** What an option or argument of that kind can be; nothing for files and units. */
Words value_words(WordKind kind);

Words directive_words();
/** Of the newest systemd that is known. */
Words group_words();
Words call_words();
Words capability_words();
Words family_words();
Words exit_status_words();
/** Errors and signals that some directive answers with. */
Words answer_words();

/** Those of `explain`; without a beginning only directives and groups, or the list is endless. */
Words name_words(std::string_view typed);

/**
 * Units that failed lately, newest first, then the others. A log that cannot be read quickly, or
 * not at all, is left out.
 */
Words unit_words(const CommandLine &command_line);

/** Units that `revert`, or `confirm`, can do something with; as far as they can be read. */
Words changed_unit_words(const CommandLine &command_line, bool unconfirmed);

} // namespace hardenctl
