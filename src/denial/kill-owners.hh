// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#pragma once

#include "base/function-ref.hh"
#include "denial/denial.hh"
#include "journal/log.hh"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <sys/types.h>
#include <vector>

namespace hardenctl {

/** A process that died of SIGSYS, as the manager or systemd-coredump saw it. */
struct Kill {
	std::string unit;
	std::uint64_t time = 0;
	/** systemd-coredump knows it. */
	std::optional<pid_t> pid;
};

/** Those of all units in a part of the log, oldest first; each once. */
std::vector<Kill> find_kills(Log &log, const Query &span);

/** Is this the record of a program that the unit asked for starts? */
using ProgramTest = FunctionRef<bool(const Denial &)>;

/**
 * Whose are the kernel's records of killed processes, which name no unit? Each belongs to one: by
 * the PID of a core dump, then by the program's name, then by the order in which they died. Empty
 * where no unit had such a death near it.
 * @param records oldest first
 * @param unit the one that is asked for: only its programs are known
 */
std::vector<std::string> find_owners(std::span<const Denial *const> records,
	std::span<const Kill> kills, std::string_view unit, ProgramTest is_program_of_unit);

} // namespace hardenctl
