// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "journal/version-text.hh"

#include "base/scan.hh"

namespace hardenctl {

std::optional<unsigned> parse_version_banner(std::string_view message) noexcept
{
	if (!skip_prefix(message, "systemd "))
		return std::nullopt;
	skip_prefix(message, "v");
	const auto version = take_number<unsigned>(message);
	if (!version || *version < 100 || message.find(" running in ") == std::string_view::npos)
		return std::nullopt;
	return version;
}

} // namespace hardenctl
