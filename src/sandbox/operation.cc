// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "sandbox/operation.hh"

namespace hardenctl {

std::string_view operation_kind_name(OperationKind kind) noexcept
{
	switch (kind) {
	case OperationKind::Unknown:
		return "unknown";
	case OperationKind::SystemCall:
		return "syscall";
	case OperationKind::Path:
		return "path";
	case OperationKind::Execute:
		return "execute";
	case OperationKind::Fork:
		return "fork";
	case OperationKind::Socket:
		return "address-family";
	case OperationKind::Bind:
		return "bind";
	case OperationKind::Connect:
		return "connect";
	case OperationKind::Capability:
		return "capability";
	case OperationKind::Memory:
		return "memory";
	case OperationKind::Resource:
		return "resource";
	case OperationKind::SetupStep:
		return "setup-step";
	case OperationKind::UnitRefused:
		return "unit-refused";
	}
	return {};
}

} // namespace hardenctl
