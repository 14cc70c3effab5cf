// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#pragma once

#include "sandbox/sandbox.hh"

#include <span>
#include <string_view>

/** The parts of Sandbox::refusals(), one file a family of mechanisms. All append to `out`. */
namespace hardenctl {

/** Views and modes of the file tree; for Path, Execute and Unix sockets. */
void refuse_path(const Sandbox &sandbox, const Operation &operation, Refusals &out);

/** What the view of one path refuses: mounts, devices, processes; no modes, no calls. */
void refuse_place(const Sandbox &sandbox, const Operation &operation, Refusals &out);

/** RootDirectory= and its like: what is not in the other root does not exist. */
void refuse_other_root(const Sandbox &sandbox, Refusals &out);

/** File modes, seen by root without its capabilities and by users that the unit switches to. */
void refuse_by_mode(const Sandbox &sandbox, const Operation &operation, Refusals &out);

/** Programs that cannot be run: their own path, the loader and the libraries. */
void refuse_execute(const Sandbox &sandbox, const Operation &operation, Refusals &out);

/** Seccomp: SystemCallFilter=, SystemCallArchitectures= and the filters of other directives. */
void refuse_calls(const Sandbox &sandbox, std::span<const std::string_view> calls,
	double likelihood, Refusals &out);

/** Capabilities, users and user name spaces behind a call. */
void refuse_privilege(const Sandbox &sandbox, const Operation &operation,
	std::span<const std::string_view> calls, Refusals &out);

/** Something that needs this capability. */
void refuse_capability(const Sandbox &sandbox, const Operation &operation, unsigned capability,
	int error_number, double likelihood, Refusals &out);

/** capabilities(7), SECBIT_NOROOT: uid 0 gets nothing by execve(2) but what is ambient. */
void refuse_by_secure_bits(const Sandbox &sandbox, const Operation &operation, int error_number,
	double likelihood, Refusals &out);

/** Users or groups: all may read them, and where they are hidden nobody is known. */
bool lists_accounts(std::string_view path) noexcept;

/** Is PrivateUsers= of the kind that knows the users of the host: the first 65536, or all? */
bool maps_all_users(const Settings &settings) noexcept;

/** Sockets, ports and addresses. */
void refuse_socket(const Sandbox &sandbox, const Operation &operation, Refusals &out);
void refuse_bind(const Sandbox &sandbox, const Operation &operation, Refusals &out);
void refuse_connect(const Sandbox &sandbox, const Operation &operation, Refusals &out);

/** Limits: of memory, files, processes. */
void refuse_resource(const Sandbox &sandbox, const Operation &operation, Refusals &out);
/** setrlimit(2) above the hard limit, which the unit has set. */
void refuse_raise(const Sandbox &sandbox, const Operation &operation, Refusals &out);
void refuse_fork(const Sandbox &sandbox, const Operation &operation, Refusals &out);
void refuse_memory(const Sandbox &sandbox, const Operation &operation, Refusals &out);

/** Steps of the manager before the program runs. */
void refuse_setup(const Sandbox &sandbox, const Operation &operation, Refusals &out);
void refuse_unit(const Sandbox &sandbox, const Operation &operation, Refusals &out);

} // namespace hardenctl
