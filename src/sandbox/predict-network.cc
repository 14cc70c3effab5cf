// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "sandbox/predict.hh"

#include "base/text.hh"
#include "knowledge/likelihood-values.hh" // generated
#include "sandbox/family-words.hh"
#include "unit/ip-network.hh"
#include "unit/words.hh"

#include <algorithm>
#include <cerrno>
#include <linux/capability.h>
#include <sys/socket.h>

namespace hardenctl {

namespace {

constexpr unsigned first_unprivileged_port = 1024;

void add_if_on(const Sandbox &sandbox, Directive directive, int error_number, double likelihood,
	PredictedDenials &out)
{
	if (const auto index = sandbox.settings().find(directive);
		index && sandbox.settings().is_on(directive))
		out.push_back({
			.setting = *index,
			.answer = {.error_number = error_number},
			.likelihood = likelihood,
		});
}

/** RestrictAddressFamilies= after all assignments; which one refuses a family. */
class FamilyFilter {
	bool active_ = false;
	bool allow_list_ = false;
	std::size_t mode_setting_ = 0;
	std::vector<std::pair<int, std::size_t>> listed_;

	void apply(std::size_t setting, std::string_view value, unsigned systemd_version)
	{
		const bool invert = value.starts_with('~');
		if (!active_) {
			active_ = true;
			allow_list_ = !invert;
			mode_setting_ = setting;
		}
		for (const int family : parse_families(value.substr(invert), systemd_version)) {
			if (invert == allow_list_)
				std::erase_if(listed_,
					[&](const auto &row) { return row.first == family; });
			else
				listed_.emplace_back(family, setting);
		}
	}

public:
	FamilyFilter(const Settings &settings, unsigned systemd_version)
	{
		for (const std::size_t index : settings.of(Directive::RestrictAddressFamilies))
			if (const std::string_view value = strip(settings[index].assignment.value);
				!value.empty())
				apply(index, value, systemd_version);
	}

	std::optional<std::size_t> refuses(int family) const
	{
		if (!active_)
			return std::nullopt;
		const auto found =
			std::ranges::find(listed_, family, &std::pair<int, std::size_t>::first);
		if (allow_list_)
			return found == listed_.end() ? std::optional{mode_setting_} : std::nullopt;
		return found == listed_.end() ? std::nullopt : std::optional{found->second};
	}
};

/** Families that services use, with how often an unnamed one is it. */
struct TypicalFamily {
	int family;
	double share;
};

constexpr TypicalFamily typical_families[]{
	{AF_INET, 0.9}, {AF_INET6, 0.7}, {AF_UNIX, 0.7}, {AF_NETLINK, 0.35}, {AF_PACKET, 0.1}};

/** An unnamed address or port that is bound is one of the network, or a path. */
double share_of(const TypicalFamily &row, const Operation &operation)
{
	const bool is_address = row.family != AF_NETLINK && row.family != AF_PACKET;
	return operation.kind == OperationKind::Bind && !is_address
		       ? likelihood::unnamed_bind_of_path * row.share
		       : row.share;
}

void predict_family(const Sandbox &sandbox, const Operation &operation, PredictedDenials &out)
{
	const FamilyFilter filter{sandbox.settings(), sandbox.system().version()};
	for (const TypicalFamily &row : typical_families) {
		const int wanted = operation.family.value_or(row.family);
		if (const auto setting = filter.refuses(wanted)) {
			const double likelihood = operation.family ? 1 : share_of(row, operation);
			out.push_back({
				.setting = *setting,
				.answer = {.error_number = EAFNOSUPPORT},
				.likelihood = likelihood,
			});
			out.push_back({
				.setting = *setting,
				.answer = {.error_number = EPROTONOSUPPORT},
				.likelihood = 0.3 * likelihood,
			});
		}
		if (operation.family)
			break;
	}
}

/** SocketBindDeny= less SocketBindAllow=; "any", "80", "ipv4:tcp:80-90". */
bool bind_rule_covers(std::string_view value, std::optional<std::uint16_t> port)
{
	const auto colon = value.rfind(':');
	std::string_view ports = colon == value.npos ? value : value.substr(colon + 1);
	if (ports == "any" || ports == "tcp" || ports == "udp" || ports.starts_with("ip"))
		return true;
	if (!port)
		return false;
	const auto dash = ports.find('-');
	const auto first = parse_number<std::uint16_t>(ports.substr(0, dash));
	const auto last =
		dash == ports.npos ? first : parse_number<std::uint16_t>(ports.substr(dash + 1));
	return first && last && *first <= *port && *port <= *last;
}

void refuse_bind_rules(const Sandbox &sandbox, const Operation &operation, PredictedDenials &out)
{
	const Settings &settings = sandbox.settings();
	for (const std::size_t allow : settings.of(Directive::SocketBindAllow))
		if (bind_rule_covers(settings[allow].assignment.value, operation.port))
			return;
	for (const std::size_t deny : settings.of(Directive::SocketBindDeny))
		if (bind_rule_covers(settings[deny].assignment.value, operation.port) ||
			!operation.port)
			out.push_back({.setting = deny,
				.answer = {.error_number = EPERM},
				.likelihood = 1});
}

/** An address that is not known may be one of any list that denies, and of none that allows. */
bool has_address(const Assignment &assignment, const Operation &operation, bool if_unknown)
{
	const auto address = parse_ip_network(operation.address);
	if (!address)
		return if_unknown;
	return std::ranges::any_of(ip_networks(assignment.value),
		[&](const IpNetwork &network) { return is_within(*address, network); });
}

bool is_allowed_address(const Sandbox &sandbox, const Operation &operation)
{
	const Settings &settings = sandbox.settings();
	return std::ranges::any_of(
		settings.of(Directive::IPAddressAllow), [&](const std::size_t allow) {
			return has_address(settings[allow].assignment, operation, false);
		});
}

void refuse_addresses(const Sandbox &sandbox, const Operation &operation, PredictedDenials &out)
{
	const bool is_allowed = is_allowed_address(sandbox, operation);
	for (const std::size_t deny : sandbox.settings().of(Directive::IPAddressDeny)) {
		if (is_allowed ||
			!has_address(sandbox.settings()[deny].assignment, operation, true))
			continue;
		for (const auto &[error_number, likelihood] : {std::pair{EPERM, 0.9},
			     {ETIMEDOUT, 0.7}, {EAGAIN, 0.2}, {EHOSTUNREACH, 0.1}})
			out.push_back({
				.setting = deny,
				.answer = {.error_number = error_number},
				.likelihood = likelihood,
			});
	}
}

} // namespace

void predict_socket(const Sandbox &sandbox, const Operation &operation, PredictedDenials &out)
{
	static constexpr std::string_view socket_calls[]{"socket"};
	static constexpr std::string_view pair_calls[]{"socketpair"};
	const bool is_pair = operation.call == "socketpair";
	predict_calls(sandbox, is_pair ? pair_calls : socket_calls, 1, out);
	predict_family(sandbox, operation, out);
	if (operation.family == AF_PACKET || operation.call.find("raw") != std::string::npos)
		predict_capability(sandbox, operation, CAP_NET_RAW, EPERM, 1, out);
	else if (!operation.family)
		predict_capability(sandbox, operation, CAP_NET_RAW, EPERM, 0.2, out);
	/* a user namespace owns no network but one of its own */
	add_if_on(sandbox, Directive::PrivateUsers, EPERM,
		operation.family == AF_PACKET || !operation.family ? 0.5 : 0.05, out);
	if (operation.family == AF_NETLINK)
		predict_capability(sandbox, operation, CAP_NET_ADMIN, EPERM, 0.3, out);
}

void predict_bind(const Sandbox &sandbox, const Operation &operation, PredictedDenials &out)
{
	static constexpr std::string_view calls[]{"bind"};
	predict_calls(sandbox, calls, 1, out);
	if (operation.family == AF_UNIX || operation.path.starts_with('/')) {
		Operation file = operation;
		file.access = Access::Create;
		predict_path(sandbox, file, out);
		return;
	}
	predict_family(sandbox, operation, out);
	const bool low_port = operation.port && *operation.port < first_unprivileged_port;
	if (low_port || !operation.port) {
		const double likelihood = low_port ? 1 : 0.6;
		predict_capability(
			sandbox, operation, CAP_NET_BIND_SERVICE, EACCES, likelihood, out);
		add_if_on(sandbox, Directive::PrivateUsers, EACCES, 0.8 * likelihood, out);
	}
	refuse_bind_rules(sandbox, operation, out);
	predict_by_records(sandbox, OperationKind::Bind, 1, out);
}

/** It listens in a network where nobody is, or what anybody sends to it is dropped. */
static void predict_reached(const Sandbox &sandbox, PredictedDenials &out)
{
	const Settings &settings = sandbox.settings();
	add_if_on(sandbox, Directive::PrivateNetwork, 0, 0.9, out);
	for (const std::size_t index : settings.of(Directive::NetworkNamespacePath))
		out.push_back({.setting = index, .likelihood = 0.2});
	/* who asks is not known: one that is allowed, maybe, or one that is not denied */
	if (!settings.of(Directive::IPAddressAllow).empty())
		return;
	for (const std::size_t index : settings.of(Directive::IPAddressDeny))
		if (std::ranges::any_of(ip_networks(settings[index].assignment.value),
			    [](const IpNetwork &network) { return network.prefix == 0; }))
			out.push_back({.setting = index, .likelihood = 0.6});
}

void predict_connect(const Sandbox &sandbox, const Operation &operation, PredictedDenials &out)
{
	if (operation.from_outside)
		return predict_reached(sandbox, out);
	static constexpr std::string_view calls[]{"connect", "sendto", "sendmsg", "socket"};
	predict_calls(sandbox, calls, 0.9, out);
	if (operation.family == AF_UNIX || operation.path.starts_with('/')) {
		Operation file = operation;
		file.access = Access::Read; /* a read-only mount does not stop connect(2) */
		predict_path(sandbox, file, out);
		predict_family(sandbox, operation, out);
		return;
	}
	predict_family(sandbox, operation, out);
	refuse_addresses(sandbox, operation, out);
	predict_by_records(sandbox, OperationKind::Connect, 1, out);
}

} // namespace hardenctl
