// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#pragma once

#include "base/text.hh"
#include "journal/entry.hh"

#include <optional>
#include <string>
#include <string_view>

namespace hardenctl {

/** One audit record: from printk, from journald's audit socket or from auditd's log. */
struct AuditRecord {
	unsigned type;
	/** "S.MS:SERIAL", the same in all forms of one record. */
	std::string key;
	/** The key=value pairs; points into the entry. */
	std::string_view body;
};

/** Only for entries of the kernel or the audit socket, and pasted text. */
std::optional<AuditRecord> parse_audit_record(const Entry &entry);

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
