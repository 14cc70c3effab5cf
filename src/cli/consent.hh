// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#pragma once

#include "base/interruption.hh"
#include "cli/command-line.hh"
#include "trial/consent.hh"

#include <map>
#include <string>

namespace hardenctl {

/**
 * The person's part in a change: each drop-in is shown on standard error before it is tried, and
 * what --accept= does not name is asked for, if standard input and error are a terminal.
 */
class ConsentDialog {
	const CommandLine &command_line_;
	Interruption &interruption_;
	/** By Opening::what. */
	std::map<std::string, bool> answers_;

	bool accepts(const ProposedChange &change, const Opening &opening);

public:
	ConsentDialog(const CommandLine &command_line, Interruption &interruption);

	/** May this be tried? Throws Interrupted while it asks. */
	bool ask(const ProposedChange &change);
};

} // namespace hardenctl
