// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#pragma once

#include "sandbox/sandbox.hh"

#include <span>
#include <string_view>

/** The parts of Sandbox::predict(), one file a family of mechanisms. All append to `out`. */
namespace hardenctl {

/** Views and modes of the file tree; for Path, Execute and Unix sockets. */
void predict_path(const Sandbox &sandbox, const Operation &operation, PredictedDenials &out);

/** What the view of one path refuses: mounts, devices, processes; no modes, no calls. */
void predict_mount_view(const Sandbox &sandbox, const Operation &operation, PredictedDenials &out);

/** File modes, seen by root without its capabilities and by users that the unit switches to. */
void predict_by_mode(const Sandbox &sandbox, const Operation &operation, PredictedDenials &out);

/** Programs that cannot be run: their own path, the loader and the libraries. */
void predict_execute(const Sandbox &sandbox, const Operation &operation, PredictedDenials &out);

/** Seccomp: SystemCallFilter=, SystemCallArchitectures= and the filters of other directives. */
void predict_calls(const Sandbox &sandbox, std::span<const std::string_view> calls,
	double likelihood, PredictedDenials &out, std::string_view name_space = {});

/** What the records' rows without a call say of a kind of operation. */
void predict_by_records(const Sandbox &sandbox, OperationKind kind, double likelihood,
	PredictedDenials &out, std::string_view resource = {});

/** Capabilities, users and user namespaces behind a call. */
void predict_privilege(const Sandbox &sandbox, const Operation &operation,
	std::span<const std::string_view> calls, PredictedDenials &out);

/** Something that needs this capability. */
void predict_capability(const Sandbox &sandbox, const Operation &operation, unsigned capability,
	int error_number, double likelihood, PredictedDenials &out);

/** capabilities(7), SECBIT_NOROOT: uid 0 gets nothing by execve(2) but what is ambient. */
void predict_by_secure_bits(const Sandbox &sandbox, const Operation &operation, int error_number,
	double likelihood, PredictedDenials &out);

/** RestrictNamespaces=: each line adds to the list of what is allowed, or with ~ takes from it. */
bool allows_namespace(const Settings &settings, std::string_view kind);

/** Users or groups: all may read them, and where they are hidden nobody is known. */
bool lists_accounts(std::string_view path) noexcept;

/** Is PrivateUsers= of the kind that knows the users of the host: the first 65536, or all? */
bool maps_all_users(const Settings &settings) noexcept;

/** Sockets, ports and addresses. */
void predict_socket(const Sandbox &sandbox, const Operation &operation, PredictedDenials &out);
void predict_bind(const Sandbox &sandbox, const Operation &operation, PredictedDenials &out);
void predict_connect(const Sandbox &sandbox, const Operation &operation, PredictedDenials &out);

/** Limits: of memory, files, processes. */
void predict_resource(const Sandbox &sandbox, const Operation &operation, PredictedDenials &out);
/** setrlimit(2) above the hard limit, which the unit has set. */
void predict_raise(const Sandbox &sandbox, const Operation &operation, PredictedDenials &out);
void predict_fork(const Sandbox &sandbox, const Operation &operation, PredictedDenials &out);
void predict_memory(const Sandbox &sandbox, const Operation &operation, PredictedDenials &out);

/** Steps of the manager before the program runs. */
void predict_setup(const Sandbox &sandbox, const Operation &operation, PredictedDenials &out);
void predict_unit(const Sandbox &sandbox, const Operation &operation, PredictedDenials &out);

} // namespace hardenctl
