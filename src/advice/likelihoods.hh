// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#pragma once

#include "advice/change-evidence.hh"
#include "denial/denial.hh"
#include "sandbox/sandbox.hh"
#include "unit/file-access.hh"

#include <optional>

namespace hardenctl {

/**
 * The numbers behind a confidence, in one place. They are relative: a directive that surely answers
 * so counts 1. Source: labelled breakage on systemd 252, 257 and 262; `tests/score` shows how well
 * the confidences that come of them hold.
 */

/** How often a directive of this kind and origin is what breaks a service, before any evidence. */
double prior_of(const Assignment &assignment, const UnitConfig &config);

/** The same, by the age of its file: a factor. */
double change_prior(RecentChange change);

/** How often such a line comes of file modes, missing files, limits, bugs: of no directive at all.
 */
double other_cause_likelihood(const Denial &denial, const Sandbox &sandbox);

/** The same where plain files were looked at; nothing if they say nothing of this answer. */
std::optional<double> file_other_cause(const Denial &denial, FileAccess file);

/** What the files make of a setting that would answer so: 1 if they say nothing. */
double file_match(FileAccess file, const PredictedDenial &predicted, const Sandbox &sandbox);

/** How often such a line stands in the log of a unit whose trouble is something else. */
double background_likelihood(const Denial &denial);

/** What a setting's answer is worth as an explanation of what was seen: 0 to 1. */
double answer_match(const Denial &denial, const PredictedDenial &predicted, const Sandbox &sandbox);

} // namespace hardenctl
