// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "cli/help.hh"
#include "cli/output.hh"
#include "cli/pager.hh"
#include "cli/parse.hh"
#include "cli/verb-complete.hh"

#include <clocale>
#include <cstdlib>
#include <exception>
#include <string_view>
#include <vector>

using namespace hardenctl;

static int run(int argc, char *argv[])
{
	const ParsedArguments parsed = parse_arguments(argc, argv);
	const CommandLine &command_line = parsed.command_line;
	if (command_line.help)
		write_output(parsed.names_verb ? help_text(*parsed.verb) : help_text(),
			command_line.pager);
	else if (command_line.version)
		write_output("hardenctl " HARDENCTL_VERSION "\n", false);
	else
		return parsed.verb->run(command_line);
	return EXIT_SUCCESS;
}

int main(int argc, char *argv[])
{
	std::setlocale(LC_ALL, "");
	// Not by the parser: what follows are words of a line that is not complete.
	if (argc > 1 && std::string_view{argv[1]} == complete_verb)
		return run_complete(std::vector<std::string>{argv + 2, argv + argc});
	try {
		return run(argc, argv);
	} catch (const std::exception &error) {
		write_diagnostic({Level::Error, error.what()}, style_of({}));
		return EXIT_FAILURE;
	}
}
