// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#pragma once

#include "advice/attribute.hh"
#include "advice/finding.hh"

#include <string>
#include <vector>

namespace hardenctl {

/** "ProtectSystem=strict"; lists are cut to "RestrictAddressFamilies=". */
std::string short_name(const Assignment &assignment);

/** What to know besides: what implies what, what the edit cannot cure. One sentence each. */
std::vector<std::string> notes_for(
	const Hypothesis &hypothesis, const Denial &denial, const Sandbox &sandbox);

/** Mistakes of the unit that are behind the denial: words that systemd ignores, and a list that an
 * empty assignment resets, if one of the edits restores it. */
std::vector<std::string> mistakes_behind(
	const Finding &finding, const UnitConfig &config, const System &system);

/** One sentence for the verdict and what it rests on. */
std::string summarize(const Diagnosis &diagnosis);

} // namespace hardenctl
