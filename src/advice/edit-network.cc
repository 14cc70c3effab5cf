// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "advice/edit-proposals.hh"

#include "knowledge/names.hh"
#include "unit/ip-network.hh"

#include <algorithm>
#include <fmt/format.h>
#include <span>
#include <sys/socket.h>

namespace hardenctl {

namespace {

bool is_internet(int family) noexcept
{
	return family == AF_INET || family == AF_INET6;
}

/** Of these, those that are refused so far. */
std::string refused_of(const RepairCase &repair, std::span<const int> usual)
{
	std::string families;
	for (const int family : usual) {
		const Operation socket{.kind = OperationKind::Socket, .family = family};
		for (const PredictedDenial &predicted : repair.sandbox.predict(socket))
			if (repair.sandbox.settings()[predicted.setting].assignment.directive ==
				Directive::RestrictAddressFamilies) {
				families += families.empty() ? "" : " ";
				families += family_name(family);
				break;
			}
	}
	return families;
}

/** Of an unnamed family: those that services use, and if they have them all, those that a few do.
 */
std::string missing_families(const RepairCase &repair)
{
	static constexpr int usual[]{AF_UNIX, AF_INET, AF_INET6};
	static constexpr int rare[]{AF_NETLINK, AF_PACKET};
	if (repair.denial.operation.call == "socketpair")
		return "AF_UNIX"; /* nothing else has pairs */
	const std::string families = refused_of(repair, usual);
	return families.empty() ? refused_of(repair, rare) : families;
}

void propose_families(const RepairCase &repair, Proposals &out)
{
	const Operation &operation = repair.denial.operation;
	if (operation.family) {
		out.push_back({
			.scope = Scope::Narrowest,
			.lines = {fmt::format(
				"RestrictAddressFamilies={}", family_name(*operation.family))},
			.why = "only the address family that was denied",
		});
		if (is_internet(*operation.family))
			out.push_back({
				.scope = Scope::Wider,
				.lines = {"RestrictAddressFamilies=AF_INET AF_INET6"},
				.why = "IPv4 and IPv6: servers listen on both",
			});
		return;
	}
	if (const std::string families = missing_families(repair); !families.empty())
		out.push_back({
			.scope = Scope::Narrowest,
			.lines = {"RestrictAddressFamilies=" + families},
			.why = "what services use of those that are refused; the log does not "
			       "name the family",
		});
	out.push_back({
		.scope = Scope::Wider,
		.lines = {"RestrictAddressFamilies=AF_UNIX AF_INET AF_INET6 AF_NETLINK"},
		.why = "what network services use",
	});
}

void propose_address(const RepairCase &repair, Proposals &out)
{
	const auto address = parse_ip_network(repair.denial.operation.address);
	if (!address)
		return;
	const auto local = ip_networks("localhost");
	const bool is_local = std::ranges::any_of(
		local, [&](const IpNetwork &network) { return is_within(*address, network); });
	out.push_back({
		.scope = Scope::Narrowest,
		.lines = {"IPAddressAllow=" +
			  (is_local ? "localhost" : repair.denial.operation.address)},
		.why = is_local ? "traffic inside this machine"
				: "only the address that was denied; more may turn up next",
	});
}

} // namespace

void propose_for_network(const RepairCase &repair, Proposals &out)
{
	const Operation &operation = repair.denial.operation;
	switch (repair.through.directive) {
	case Directive::RestrictAddressFamilies:
		propose_families(repair, out);
		break;
	case Directive::SocketBindDeny:
		if (operation.port)
			out.push_back({
				.scope = Scope::Narrowest,
				.lines = {fmt::format("SocketBindAllow={}", *operation.port)},
				.why = "only the port that was denied",
			});
		break;
	case Directive::IPAddressDeny:
		propose_address(repair, out);
		break;
	default:
		break;
	}
}

} // namespace hardenctl
