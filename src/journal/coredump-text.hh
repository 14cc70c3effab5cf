// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#pragma once

#include "journal/entry.hh"

namespace hardenctl {

/**
 * Reads "Process PID (COMM) of user UID dumped core." and "… terminated abnormally with signal
 * 31/SYS, processing...", systemd-coredump's own sentences, into the fields that are still empty.
 * The caller knows that systemd-coredump sent it, or that pasted text claims so.
 */
void complete_coredump_facts(Entry &entry);

} // namespace hardenctl
