// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#pragma once

#include "unit/unit-config.hh"
#include "unit/unit-files.hh"

#include <string>
#include <string_view>

namespace hardenctl {

/**
 * Do the files of another unit in the load path name this directory in the same directive
 * (StateDirectory= and its like)? Files that cannot be read do not count.
 * @param name one word, as in "StateDirectory=NAME"
 */
bool is_claimed_by_another_unit(const UnitSearch &search, const UnitConfig &own,
	Directive directive, std::string_view name);

} // namespace hardenctl
