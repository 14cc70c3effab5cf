// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#pragma once

#include "journal/entry-builder.hh"
#include "journal/log.hh"

namespace hardenctl {

/**
 * Does the entry that the builder has finished belong to the selection? Decided by what its sender
 * may say: a service's INVOCATION_ID= of another unit does not count. Asks about everything but the
 * time. @param user units of a user manager
 */
bool belongs(
	const EntryBuilder &builder, const Entry &entry, const Query &query, bool user) noexcept;

/**
 * The same for pasted text, which seldom names a unit: all that could be the unit's belongs to it.
 * Kernel and audit lines are of no unit; they come by Select::Kernel. An invocation is never known,
 * so it is answered as the unit is.
 */
bool could_belong(const Entry &entry, const Query &query) noexcept;

} // namespace hardenctl
