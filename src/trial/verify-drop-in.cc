// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "trial/verify-drop-in.hh"

#include "base/error.hh"

#include <fmt/format.h>

namespace hardenctl {

void verify_drop_in(const UnitSearch &search, const std::string &unit, std::string_view text)
{
	const UnitConfig config = load_unit_text(search, unit, text);
	if (!config.diagnostics.empty())
		throw Error{fmt::format("Not written, systemd would not take it: {}",
			config.diagnostics.front().message)};
}

} // namespace hardenctl
