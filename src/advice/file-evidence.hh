// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#pragma once

#include "advice/diagnose.hh"
#include "unit/file-access.hh"

#include <vector>

namespace hardenctl {

/**
 * By denial: would plain files have refused it to that user, too? Unknown where no tree is at hand,
 * for a unit with a root of its own, and for what is no access to a file. The files are those of
 * now, not of then.
 */
std::vector<FileAccess> look_at_files(
	const Incident &incident, const UnitConfig &config, const SystemFacts &system);

} // namespace hardenctl
