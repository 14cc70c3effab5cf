// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "report/hosts.hh"

#include "report/words.hh"

#include <algorithm>
#include <fmt/format.h>
#include <map>
#include <string_view>

namespace hardenctl {

bool has_many_hosts(std::span<const Diagnosis> diagnoses) noexcept
{
	std::string_view first;
	for (const Diagnosis &diagnosis : diagnoses) {
		const std::string_view host = diagnosis.incident.hostname;
		if (!first.empty() && !host.empty() && host != first)
			return true;
		if (first.empty())
			first = host;
	}
	return false;
}

std::string cause_of(const Diagnosis &diagnosis)
{
	const Incident &incident = diagnosis.incident;
	std::string cause = fmt::format("{}\n{}\n", incident.unit, verdict_name(diagnosis.verdict));
	if (!diagnosis.findings.empty()) {
		const Finding &best = diagnosis.findings.front();
		return cause + assignment_in_words(best) + '\n' + origin_in_words(best.origin);
	}
	for (const Denial &denial : diagnosis.unexplained)
		if (denial.other_cause && !denial.other_cause_reason.empty())
			return cause + denial.other_cause_reason;
	return cause + incident.exit;
}

std::string cause_and_denial_of(const Diagnosis &diagnosis)
{
	const std::string cause = cause_of(diagnosis);
	if (diagnosis.findings.empty())
		return cause;
	return cause + '\n' + operation_in_words(diagnosis.findings.front().denial.operation);
}

/** Asked for twice. */
static bool has_host(const SameOnHosts &same, const Diagnosis &diagnosis)
{
	return std::ranges::any_of(same, [&](const Diagnosis *other) {
		return other->incident.hostname == diagnosis.incident.hostname;
	});
}

std::vector<SameOnHosts> fold_hosts(
	std::span<const Diagnosis> diagnoses, std::string (*key)(const Diagnosis &))
{
	std::vector<SameOnHosts> folded;
	std::map<std::string, std::size_t> places;
	for (const Diagnosis &diagnosis : diagnoses) {
		std::size_t place = folded.size();
		if (key)
			place = places.try_emplace(key(diagnosis), place).first->second;
		if (place < folded.size() && !has_host(folded[place], diagnosis))
			folded[place].push_back(&diagnosis);
		else
			folded.push_back({&diagnosis});
	}
	return folded;
}

} // namespace hardenctl
