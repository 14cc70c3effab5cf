// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#pragma once

#include "base/file.hh"

#include <string>
#include <sys/types.h>

namespace hardenctl {

/** One hardenctl at a time changes a unit; the kernel gives the lock up for one that is killed. */
class UnitLock {
	std::string path_;
	FileDescriptor file_;

public:
	/**
	 * Removes what killed ones have left of other units' locks, too. Throws Error that names
	 * the other's PID, or what is wrong with the file or its directory.
	 */
	UnitLock(const std::string &unit, bool user);
	UnitLock(const UnitLock &) = delete;
	UnitLock &operator=(const UnitLock &) = delete;
	/** Removes the file, too. */
	~UnitLock() noexcept;
};

/** Is a hardenctl at work on it right now? Takes nothing. Throws Error as UnitLock. */
bool is_unit_locked(const std::string &unit, bool user);

/**
 * Sends a signal to the process that holds the lock, by what it has open, not by its number alone.
 * Throws Error if nobody holds it, or it cannot be found or reached.
 * @return its PID
 */
pid_t signal_lock_holder(const std::string &unit, bool user, int signal);

} // namespace hardenctl
