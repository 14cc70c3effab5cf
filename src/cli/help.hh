// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#pragma once

#include <string>

namespace hardenctl {

/** All of --help, from the tables of verbs and options. */
std::string help_text();

} // namespace hardenctl
