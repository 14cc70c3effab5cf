// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#pragma once

#include <string>
#include <vector>

namespace hardenctl::test {

struct Outcome {
	int status;
	std::string out;
	std::string err;
};

/**
 * Runs the program under test, in a plain environment, with /dev/null as standard input.
 * @param variables more of its environment, each as NAME=VALUE
 */
Outcome run_program(
	const std::vector<std::string> &arguments, const std::vector<std::string> &variables = {});

/** Its path, from the command line of the test. */
void set_program(const char *path);

/** Of the files beside the test. */
std::string data_path(const std::string &name);

} // namespace hardenctl::test
