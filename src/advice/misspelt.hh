// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#pragma once

#include "sandbox/settings.hh"
#include "unit/unit-config.hh"

#include <string>
#include <vector>

namespace hardenctl {

/** A word of a list that systemd does not know and therefore ignores. */
struct MisspeltWord {
	std::string word;
	/** The words that were most likely meant, separated by blanks; empty if none is near. */
	std::string meant;
	Origin origin;
};

/**
 * The unknown words of a directive that lists system calls, capabilities or address families as
 * allowed. systemd drops such a word and keeps the list (load-fragment.c,
 * config_parse_syscall_filter() and its like), so that what was meant is denied.
 */
std::vector<MisspeltWord> misspelt_words(
	const UnitConfig &config, Directive directive, const System &system);

} // namespace hardenctl
