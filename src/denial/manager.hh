// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#pragma once

#include "denial/denial.hh"
#include "journal/entry.hh"

#include <optional>
#include <string>
#include <string_view>

namespace hardenctl {

/** How a process of the unit ended, by the manager's fields or, in pasted text, by its words. */
struct ProcessExit {
	/** "exited", "killed" or "dumped" */
	std::string code;
	/** Exit status or signal. */
	int status = 0;
	/** "226/NAMESPACE" as printed. */
	std::string printed;

	bool by_signal() const noexcept { return code != "exited"; }
	bool is_failure() const noexcept { return by_signal() || status != 0; }
};
std::optional<ProcessExit> process_exit_of(const Entry &entry);

/** "exit-code" of "Failed with result 'exit-code'."; empty if the entry is no such message. */
std::string unit_result_of(const Entry &entry);

/** The job's end as failed: the unit did not come up. */
bool is_start_failure(const Entry &entry);

/** An exit that is one, a failed start, a core dump, an OOM kill: of Select::Failures. */
bool tells_failure(const Entry &entry);

/** Whose failure such an entry tells; empty if it does not say. */
const std::string &failed_unit_of(const Entry &entry) noexcept;

/** A dependency's failure kept the unit from being started. */
bool is_dependency_failure(const Entry &entry);

/** "FILE:LINE: …, ignoring": a line of the unit is not in force. */
bool is_ignored_line(const Entry &entry);

/** The message without "nginx.service: ". */
std::string_view without_unit_prefix(std::string_view message) noexcept;

/** A set-up step that failed, a refusal of the unit, a kill by a filter or a limit. */
std::optional<Denial> detect_manager(const Entry &entry);

} // namespace hardenctl
