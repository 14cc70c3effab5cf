// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#pragma once

#include "cli/verb.hh"

#include <string>

namespace hardenctl {

/** All of --help, from the tables of verbs and options. */
std::string help_text();
/** Of one verb: its options alone. */
std::string help_text(const Verb &verb);

} // namespace hardenctl
