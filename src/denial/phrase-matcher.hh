// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#pragma once

#include "knowledge/phrase.hh"

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

/**
 * Looks for phrases in a line. Compiling a pattern takes longer than all that is done with most
 * lines, so that is put off until a line holds one of its literals. Not for two threads at once.
 */
namespace hardenctl {

/** A phrase and where it stands. */
struct PhraseHit {
	const Phrase *phrase;
	std::size_t begin;
	std::size_t end;
};

/**
 * The first phrase of a family that the line holds; nullptr if there is none.
 * @param capture what the first group of its pattern matched, if it has one
 */
const Phrase *find_phrase(
	std::span<const Phrase> family, std::string_view line, std::string *capture = nullptr);

/** All phrases of a family that the line holds, each at its first place. */
std::vector<PhraseHit> find_phrases(std::span<const Phrase> family, std::string_view line);

bool is_of_kind(LineKind kind, std::string_view line);

} // namespace hardenctl
