// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#pragma once

#include "cli/command-line.hh"
#include "cli/verb.hh"

namespace hardenctl {

struct ParsedArguments {
	const Verb *verb;
	/** Or is it the default one? */
	bool names_verb = false;
	CommandLine command_line;
};

/**
 * By getopt_long(3): options and arguments in any order, names may be cut short, "--" ends the
 * options. Throws Error that names the option or command. --help and --version end it: what
 * else is given is not checked then.
 */
ParsedArguments parse_arguments(int argc, char *argv[]);

} // namespace hardenctl
