// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "report/ranking.hh"

#include "report/report.hh"

#include <algorithm>
#include <cmath>
#include <tuple>

namespace hardenctl {

std::uint64_t last_of(const Diagnosis &diagnosis) noexcept
{
	std::uint64_t last = diagnosis.incident.ended;
	for (const Denial &denial : diagnosis.incident.denials)
		last = std::max(last, denial.last);
	return last == 0 ? diagnosis.incident.started : last;
}

/** The smaller, the worse. Confidence counts by whole percents, so that time decides among equals.
 */
static auto rank(const Diagnosis &diagnosis)
{
	const Incident &incident = diagnosis.incident;
	const double best = diagnosis.findings.empty() ? 0 : diagnosis.findings.front().confidence;
	return std::tuple{diagnosis.verdict, incident.outcome < Outcome::Failed,
		-std::lround(best * 100), ~last_of(diagnosis)};
}

void sort_worst_first(std::vector<Diagnosis> &diagnoses)
{
	std::ranges::stable_sort(diagnoses, {}, rank);
}

} // namespace hardenctl
