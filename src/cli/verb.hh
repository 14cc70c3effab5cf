// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#pragma once

#include "cli/command-line.hh"
#include "cli/word-kind.hh"

#include <span>
#include <string_view>

namespace hardenctl {

enum class VerbId {
	List,
	Diagnose,
	Loosen,
	Confirm,
	Revert,
	Learn,
	Bisect,
	Tighten,
	Trace,
	Profiles,
	Show,
	Explain
};

/** A set of verbs, for the options that they take. */
using VerbSet = unsigned;

constexpr VerbSet verb_set(VerbId verb) noexcept
{
	return 1u << static_cast<unsigned>(verb);
}

inline constexpr VerbSet all_verbs = ~0u;

struct Verb {
	VerbId id;
	std::string_view name;
	/** "UNIT…" in the words of the help. */
	std::string_view arguments;
	/** Each of them. */
	WordKind takes = WordKind::Nothing;
	std::string_view help;
	/** What to say if there are fewer arguments than min_arguments. */
	std::string_view without_arguments;
	std::size_t min_arguments = 0;
	/** What follows "--" is a command to run. */
	bool takes_command = false;
	/** @return exit status */
	int (*run)(const CommandLine &);
};

/** The first one is the default. */
std::span<const Verb> verbs() noexcept;

/** Throws Error for an unknown one, with what was probably meant. */
const Verb &find_verb(std::string_view name);

} // namespace hardenctl
