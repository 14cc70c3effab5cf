// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "trial/standing-cause.hh"

#include "advice/edits.hh"
#include "trial/drop-in-name.hh"

#include <algorithm>

namespace hardenctl {

namespace {

bool is_on_trial(const Origin &origin, const UnitConfig &config)
{
	return has_own_name(origin.path) &&
	       std::ranges::find(config.drop_ins, origin.path) == config.drop_ins.end();
}

/** The one in force without the trial; else the same without a place. */
Assignment standing(const Assignment &written, const UnitConfig &config)
{
	const auto before = std::ranges::find(config.assignments.rbegin(),
		config.assignments.rend(), written.directive, &Assignment::directive);
	if (before != config.assignments.rend())
		return *before;
	Assignment bare = written;
	bare.origin.path.clear();
	bare.origin.line = 0;
	return bare;
}

} // namespace

void name_standing_causes(Diagnosis &diagnosis, const UnitConfig &config)
{
	for (Finding &finding : diagnosis.findings)
		for (Edit &edit : finding.edits)
			if (edit.purpose && is_on_trial(edit.purpose->written.origin, config))
				edit.cause = cause_of(standing(edit.purpose->written, config));
}

} // namespace hardenctl
