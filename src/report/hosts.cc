// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "report/hosts.hh"

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

} // namespace hardenctl
