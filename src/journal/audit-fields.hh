// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#pragma once

#include "base/text.hh"

#include <optional>
#include <string>
#include <string_view>

namespace hardenctl {

/** "SECCOMP", "1326", "AUDIT1326", "<audit-1326>", "UNKNOWN[1423]" */
std::optional<unsigned> audit_type(std::string_view text) noexcept;

/** The raw value of the first KEY= of the record, quotes kept; linux/kernel/audit.c writes them. */
std::optional<std::string_view> audit_field(std::string_view body, std::string_view key) noexcept;

/** Quotes or hex undone; "(null)" and "?" are empty. */
std::string audit_string(std::string_view body, std::string_view key);

template <typename Integer>
std::optional<Integer> audit_number(
	std::string_view body, std::string_view key, int base = 10) noexcept
{
	auto text = audit_field(body, key);
	if (!text)
		return std::nullopt;
	if (base == 16 && text->starts_with("0x"))
		text->remove_prefix(2);
	return parse_number<Integer>(*text, base);
}

} // namespace hardenctl
