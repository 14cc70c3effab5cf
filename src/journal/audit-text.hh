// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#pragma once

#include "journal/entry.hh"

#include <string_view>

namespace hardenctl {

/**
 * A line of auditd's own log ("type=SECCOMP msg=audit(1700000000.123:456): auid=…"), read into an
 * entry as journald would have made it: message "SECCOMP auid=…", type, serial, process.
 * @return is it one?
 */
bool read_auditd_line(std::string_view line, Entry &entry);

/** The same without type and stamp, as the audit socket's lines are pasted: "SECCOMP auid=…". */
bool read_audit_fragment(std::string_view line, Entry &entry);

/** Message of a journalctl line whose sender is "audit": "SECCOMP auid=…". */
void read_audit_message(Entry &entry);

} // namespace hardenctl
