// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#pragma once

#include "knowledge/directive.hh"

#include <string>
#include <string_view>
#include <vector>

namespace hardenctl {

enum class Validity {
	Valid,
	/** Some words are ignored, the others count. */
	Partly,
	Ignored,
};

struct ValueCheck {
	Validity validity = Validity::Valid;
	/** In the manner of systemd's warnings, without file and line. */
	std::vector<std::string> problems;
};

/**
 * Would this systemd take the value? It is not empty. Names of system calls are not looked up: the
 * libseccomp of the system has them.
 * @param systemd_version 0 if unknown: all values are known then
 */
ValueCheck check_value(
	const DirectiveRecord &directive, std::string_view value, unsigned systemd_version);

/** Does a bad value keep the unit from loading, for fear of running it with too many rights? */
bool is_fatal(const DirectiveRecord &directive, std::string_view value) noexcept;

/** Does systemd expand specifiers in it? */
bool takes_specifiers(const DirectiveRecord &directive) noexcept;

/** The text of a value that is ignored. */
std::string ignored_value(std::string_view key, std::string_view value, std::string_view reason);

} // namespace hardenctl
