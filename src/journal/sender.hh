// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#pragma once

#include "journal/field-set.hh"

#include <sys/types.h>

namespace hardenctl {

/** Who sent an entry, as far as the fields that journald added prove it. */
enum class Sender {
	/** A service, the kernel, anybody: only its message counts. */
	Other,
	/** PID 1. */
	Manager,
	/** Its child that is in init.scope still, up to 253: an executor of any unit. */
	EarlyExecutor,
	/** A process in the init.scope of a user@.service. It may speak of user units only. */
	UserManager,
	/** What the manager forked to become a service: still named "(name)", inside that very
	   unit. */
	Executor,
	UserExecutor,
	/** Says that it is an executor, and is gone: journald found neither its control group nor
	   its program. Any process of root may have made it up. */
	LostExecutor,
	/** systemd-coredump, in a unit of its own. */
	CoreDump,
	/** journald itself. */
	Driver,
};

/** Whoever logs in has a number from here on: SYS_UID_MAX of login.defs(5) is below it. */
inline constexpr uid_t first_user = 1000;

/**
 * A service may send any field that has no leading underscore, name itself "(name)" and, with
 * LD_PRELOAD, speak through any program: an executor is believed only about the unit that it runs
 * in, and no more than that service itself.
 */
Sender judge_sender(const FieldSet &fields) noexcept;

/** Is the transport really the kernel's? Processes that write to /dev/kmsg have another facility.
 */
bool is_from_kernel(const FieldSet &fields) noexcept;

} // namespace hardenctl
