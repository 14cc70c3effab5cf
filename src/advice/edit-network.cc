// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "advice/edit-proposals.hh"

#include "unit/names.hh"

#include <fmt/format.h>

namespace hardenctl {

namespace {

void propose_families(const Operation &operation, Proposals &out)
{
	if (operation.family) {
		out.push_back({
			.scope = Scope::Narrowest,
			.lines = {fmt::format(
				"RestrictAddressFamilies={}", family_name(*operation.family))},
			.why = "this address family and no other",
		});
		return;
	}
	out.push_back({
		.scope = Scope::Wider,
		.lines = {"RestrictAddressFamilies=AF_UNIX AF_INET AF_INET6 AF_NETLINK"},
		.why = "what network services use; the log does not name the family",
	});
}

} // namespace

void propose_for_network(const RepairCase &repair, Proposals &out)
{
	const Operation &operation = repair.denial.operation;
	switch (repair.through.directive) {
	case Directive::RestrictAddressFamilies:
		propose_families(operation, out);
		break;
	case Directive::SocketBindDeny:
		if (operation.port)
			out.push_back({
				.scope = Scope::Narrowest,
				.lines = {fmt::format("SocketBindAllow={}", *operation.port)},
				.why = "this port and no other",
			});
		break;
	case Directive::IPAddressDeny:
		out.push_back({
			.scope = Scope::Narrowest,
			.lines = {"IPAddressAllow=localhost"},
			.why = "traffic inside this machine; add what else it talks to",
		});
		break;
	default:
		break;
	}
}

} // namespace hardenctl
