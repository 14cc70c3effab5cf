// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "advice/settings-doubt.hh"

#include "base/text.hh"

#include <fmt/format.h>

namespace hardenctl {

namespace {

/** "web1" of "web1.example.org": logs have one or the other. */
std::string first_label(std::string_view hostname)
{
	return to_lower(hostname.substr(0, hostname.find('.')));
}

bool is_other_host(const std::string &one, const std::string &other)
{
	return !one.empty() && !other.empty() && first_label(one) != first_label(other);
}

} // namespace

std::optional<Diagnostic> doubt_settings(const Incident &incident, const SystemFacts &system,
	const std::optional<ChangedFile> &change)
{
	if (is_other_host(incident.hostname, system.hostname))
		return Diagnostic{Level::Warning,
			fmt::format(
				"The log is of host {0}, the unit files are of {1}: {0} may have "
				"other settings. --root=DIR reads its own.",
				incident.hostname, system.hostname)};
	if (change && incident.started != 0 && change->time > incident.started)
		return Diagnostic{Level::Warning,
			fmt::format(
				"{} was changed after this run: it may have had other settings.",
				change->path)};
	return std::nullopt;
}

} // namespace hardenctl
