// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "denial/line-filters.hh"

#include <cerrno>
#include <linux/capability.h>

namespace hardenctl {

namespace {

void set_resource(Operation &operation, const char *resource)
{
	operation.kind = OperationKind::Resource;
	operation.resource = resource;
}

/** chown of a file that the service sees and may write to fails for the ids, not for the path. */
bool is_about_ids(const Operation &operation, int error_number) noexcept
{
	const bool changes_owner =
		operation.call.ends_with("chown") || operation.call.ends_with("chownat");
	return changes_owner && (error_number == EPERM || error_number == EINVAL);
}

/** What answers the making of a Unix socket's file, and not a connection to it. */
bool is_of_a_file(int error_number) noexcept
{
	return error_number == EROFS || error_number == EADDRINUSE;
}

bool is_fork_or_exec(const Operation &operation) noexcept
{
	return operation.kind == OperationKind::Execute || operation.kind == OperationKind::Fork;
}

void refine_kind(Operation &operation, int error_number)
{
	const bool is_network = operation.kind == OperationKind::Socket ||
				operation.kind == OperationKind::Bind ||
				operation.kind == OperationKind::Connect;
	switch (error_number) {
	case EFBIG:
		set_resource(operation, "FSIZE");
		break;
	case EMFILE:
		set_resource(operation, "NOFILE");
		break;
	case ENOMEM:
		if (!is_fork_or_exec(operation) && operation.kind != OperationKind::Memory)
			set_resource(
				operation, operation.call.starts_with("mlock") ? "MEMLOCK" : "AS");
		break;
	case EAGAIN:
		if (operation.kind == OperationKind::Execute || operation.call == "unshare")
			operation.kind = OperationKind::Fork; /* or clone(2) with a namespace */
		else if (operation.call.starts_with("mlock"))
			set_resource(operation, "MEMLOCK");
		break;
	case EAFNOSUPPORT:
	case EPFNOSUPPORT:
	case EPROTONOSUPPORT:
		// a family is refused when the socket is made, whatever it was made for
		operation.kind = OperationKind::Socket;
		if (operation.call != "socketpair")
			operation.call = "socket";
		break;
	case ENETUNREACH:
	case EHOSTUNREACH:
	case ETIMEDOUT:
		if (!is_network || operation.kind == OperationKind::Socket)
			operation.kind = OperationKind::Connect;
		break;
	case EADDRNOTAVAIL:
		if (!is_network)
			operation.kind = OperationKind::Bind;
		break;
	default:
		break;
	}
}

} // namespace

bool may_have_path(OperationKind kind) noexcept
{
	switch (kind) {
	case OperationKind::Unknown:
	case OperationKind::Path:
	case OperationKind::Execute:
	case OperationKind::SystemCall:
	case OperationKind::Socket:
	case OperationKind::Bind:
	case OperationKind::Connect:
	case OperationKind::Resource:
		return true;
	case OperationKind::Fork:
	case OperationKind::Capability:
	case OperationKind::Memory:
	case OperationKind::SetupStep:
	case OperationKind::UnitRefused:
		return false;
	}
	return false;
}

void reclassify_by_errno(Operation &operation, int error_number)
{
	refine_kind(operation, error_number);
	if (is_about_ids(operation, error_number))
		operation.kind = OperationKind::SystemCall;
	const bool is_raw_socket =
		operation.kind == OperationKind::Capability && operation.call == "socket";
	if (is_raw_socket && error_number == EPERM)
		operation.capability = CAP_NET_RAW;
	else if (is_raw_socket)
		operation.kind = OperationKind::Socket;
	if (operation.kind == OperationKind::Unknown && !operation.path.empty())
		operation.kind = OperationKind::Path;
	if (operation.kind == OperationKind::Socket && !operation.path.empty())
		operation.kind =
			is_of_a_file(error_number) ? OperationKind::Bind : OperationKind::Connect;
	const bool is_missing_file = error_number == ENOENT || error_number == EROFS;
	if (operation.kind == OperationKind::SystemCall && is_missing_file &&
		operation.path.starts_with('/')) {
		operation.kind = OperationKind::Path;
		operation.call.clear();
	}
	// only the kernel's view of files answers so
	const bool is_files = error_number == EROFS || error_number == ENOTDIR;
	if (is_files && (operation.kind == OperationKind::Unknown ||
				operation.kind == OperationKind::Execute))
		operation.kind = OperationKind::Path;
	// whatever the words say: nothing that only reads is answered so
	if (error_number == EROFS &&
		(operation.access == Access::Unknown || operation.access == Access::Read))
		operation.access = Access::Write;
}

} // namespace hardenctl
