// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#pragma once

#include "cli/command-line.hh"
#include "cli/verb.hh"

namespace hardenctl {

struct ParsedArguments {
	const Verb *verb;
	CommandLine command_line;
};

/**
 * By getopt_long(3): options and arguments in any order, names may be cut short, "--" ends the
 * options. Throws Error that names the option or command. --help and --version end it: no verb is
 * checked then.
 */
ParsedArguments parse_arguments(int argc, char *argv[]);

} // namespace hardenctl
