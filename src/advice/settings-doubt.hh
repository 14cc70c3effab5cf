// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#pragma once

#include "advice/diagnose.hh"

#include <optional>

namespace hardenctl {

/**
 * Why the run may have had other settings than the unit files say: they are another host's, or were
 * changed since. Nothing if there is no reason to think so.
 */
std::optional<Diagnostic> doubt_settings(const Incident &incident, const SystemFacts &system,
	const std::optional<ChangedFile> &change);

} // namespace hardenctl
