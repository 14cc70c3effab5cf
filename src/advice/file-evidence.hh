// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#pragma once

#include "advice/diagnose.hh"
#include "unit/file-access.hh"

#include <vector>

namespace hardenctl {

/** What it asks of the file, so far as is known. */
AccessMode wanted_of(const Operation &operation);

/**
 * The user that the log names, with its groups; else the one that the unit sets; root if neither.
 * @return false if there is no such user below tree
 */
bool find_asking_user(
	const Denial &denial, const UnitConfig &config, const std::string &tree, FileUser &user);

/**
 * By denial: would plain files have refused it to that user, too? Unknown where no tree is at hand,
 * for a unit with a root of its own, and for what is no access to a file. The files are those of
 * now, not of then.
 */
std::vector<FileAccess> look_at_files(
	const Incident &incident, const UnitConfig &config, const SystemFacts &system);

} // namespace hardenctl
