// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#pragma once

#include <string>
#include <vector>

namespace hardenctl {

struct PagerChoice {
	/** To be tried in this order; empty for none. */
	std::vector<std::vector<std::string>> commands;
	/** LESSSECURE=1: no shell, no writing of files. */
	bool secure = false;
};

/** From the environment; see write_output(). */
PagerChoice choose_pager();

} // namespace hardenctl
