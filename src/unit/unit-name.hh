// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace hardenctl {

/** The parts of "foo-bar@inst.service"; systemd.unit(5). */
struct UnitName {
	/** "foo-bar" */
	std::string prefix;
	/** "inst"; empty but there for a template, nothing for "foo-bar.service". */
	std::optional<std::string> instance;
	/** "service" */
	std::string type;

	std::string full() const;
	/** "foo-bar@.service" for an instance, else nothing. */
	std::optional<std::string> template_name() const;
	bool is_template() const noexcept { return instance && instance->empty(); }
};

/** Nothing if it is no valid name of a unit or template. */
std::optional<UnitName> parse_unit_name(std::string_view name);

/** Undoes systemd-escape(1): "-" is "/", "\x2d" is "-". Bad escapes stay as they are. */
std::string unescape_unit_name(std::string_view text);

} // namespace hardenctl
