// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#pragma once

#include "unit/unit-files.hh"
#include "unit/unit-name.hh"

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace hardenctl {

struct Expansion {
	std::string text;
	/** Letters of those that are kept as written, because only the running system knows them.
	 */
	std::string unknown;
};

/** What "%n" and the like stand for; systemd.unit(5), "Specifiers". */
class Specifiers {
	UnitSearch search_;
	UnitName name_;
	std::string fragment_;
	/** Read at the first need. */
	mutable std::optional<std::vector<std::pair<std::string, std::string>>> os_release_;

	std::optional<std::string> of_name(char letter) const;
	std::optional<std::string> of_directories(char letter) const;
	std::optional<std::string> of_user(char letter) const;
	std::optional<std::string> of_system(char letter) const;
	std::optional<std::string> of_release(char letter) const;

public:
	Specifiers(const UnitSearch &search, UnitName name, std::string fragment)
		: search_(search), name_(std::move(name)), fragment_(std::move(fragment))
	{
	}

	/** Nothing if it is not known offline. */
	std::optional<std::string> value(char letter) const;
	/** Never throws for its text; "%%" becomes "%", what is no specifier stays. */
	Expansion expand(std::string_view text) const;
};

} // namespace hardenctl
