// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#pragma once

#include "base/file.hh"

#include <string>

namespace hardenctl {

/** One hardenctl at a time changes a unit; the kernel gives the lock up for one that is killed. */
class UnitLock {
	std::string path_;
	FileDescriptor file_;

public:
	/** Throws Error that names the other's PID, or that nobody but root may. */
	UnitLock(const std::string &unit, bool user);
	UnitLock(const UnitLock &) = delete;
	UnitLock &operator=(const UnitLock &) = delete;
	/** Removes the file, too. */
	~UnitLock() noexcept;
};

/** Is a hardenctl at work on it right now? */
bool is_unit_locked(const std::string &unit, bool user) noexcept;

} // namespace hardenctl
