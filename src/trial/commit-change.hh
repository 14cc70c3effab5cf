// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#pragma once

#include "trial/change-record.hh"
#include "unit/manager-interface.hh"

#include <string>
#include <string_view>

namespace hardenctl {

/**
 * What is on trial stays: its drop-in moves from /run to where it was meant to be, with that of its
 * companion, the manager reloads and confirms it. The record, of ChangePhase::Keeping from the
 * first change on, lists what is written; with its end, the change is kept. Throws Error: it cannot
 * be written, or the manager does not confirm it; roll_back() with this record undoes all then.
 * @param text, companion_text whole sections, no header
 * @return path
 */
std::string keep_change(ManagerInterface &manager, ChangeRecord &record, std::string_view text,
	std::string_view companion_text);

} // namespace hardenctl
