// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#pragma once

#include "journal/audit-fields.hh"
#include "journal/entry.hh"

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

} // namespace hardenctl
