// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#pragma once

#include "cli/unit-arguments.hh"

#include <string>
#include <vector>

namespace hardenctl {

/** Throws Error: it is no service, or its processes are a container engine's. */
void check_is_tightenable(const UnitConfig &config);

/**
 * The service that an argument means: of a socket, what it starts. Throws Error: there is none, or
 * none that could be tightened.
 * @param notes get what to know of that, one sentence each
 */
UnitConfig load_service(
	DiagnosisContext &context, const UnitArgument &argument, std::vector<std::string> &notes);

} // namespace hardenctl
