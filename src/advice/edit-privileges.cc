// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "advice/edit-proposals.hh"

#include "advice/managed-directory.hh"
#include "base/path.hh"
#include "base/text.hh"
#include "knowledge/names.hh"
#include "knowledge/calls.hh"

#include <algorithm>
#include <fmt/format.h>
#include <linux/capability.h>

namespace hardenctl {

namespace {

/** PrivateUsers=identity; systemd.exec(5). */
constexpr unsigned identity_since = 257;

void add_unique(std::vector<unsigned> &capabilities, unsigned capability)
{
	if (std::ranges::find(capabilities, capability) == capabilities.end())
		capabilities.push_back(capability);
}

/** Capabilities that the operation may need, the likeliest first. */
std::vector<unsigned> needed_capabilities(const Operation &operation)
{
	std::vector<unsigned> capabilities;
	if (operation.capability)
		return {*operation.capability};
	if (const PrivilegedCall *row = find_privileged_call(operation.call))
		add_unique(capabilities, row->capability);
	for (const std::string_view call : system_calls_of(operation.call))
		if (const PrivilegedCall *row = find_privileged_call(call))
			add_unique(capabilities, row->capability);
	switch (operation.kind) {
	case OperationKind::Path:
		if (operation.access == Access::Read)
			add_unique(capabilities, CAP_DAC_READ_SEARCH);
		add_unique(capabilities, CAP_DAC_OVERRIDE);
		break;
	case OperationKind::Bind:
		add_unique(capabilities,
			operation.path.empty() ? CAP_NET_BIND_SERVICE : CAP_DAC_OVERRIDE);
		break;
	case OperationKind::Socket:
		add_unique(capabilities, CAP_NET_RAW);
		add_unique(capabilities, CAP_NET_ADMIN);
		break;
	case OperationKind::Unknown:
		for (const unsigned capability : {CAP_DAC_OVERRIDE, CAP_SETUID, CAP_SETGID,
			     CAP_CHOWN, CAP_NET_BIND_SERVICE, CAP_SYS_ADMIN})
			add_unique(capabilities, capability);
		break;
	default:
		break;
	}
	return capabilities;
}

std::vector<std::string> capability_lines(const RepairCase &repair, unsigned capability)
{
	std::vector<std::string> lines;
	if (repair.sandbox.capabilities().dropped_by(capability))
		lines.push_back(
			fmt::format("CapabilityBoundingSet={}", capability_name(capability)));
	if (!repair.sandbox.is_root(repair.denial.operation) && !repair.sandbox.starts_as_root())
		lines.push_back(fmt::format("AmbientCapabilities={}", capability_name(capability)));
	return lines;
}

/** Who changes one of user and group changes the other next. */
void propose_identity_pair(const RepairCase &repair, Proposals &out)
{
	const auto needed = needed_capabilities(repair.denial.operation);
	const bool is_root = repair.sandbox.is_root(repair.denial.operation);
	const bool changes_identity = std::ranges::any_of(needed, [](unsigned capability) {
		return capability == CAP_SETUID || capability == CAP_SETGID;
	});
	if (is_root && needed.size() == 1 && changes_identity)
		out.push_back({
			.scope = Scope::Wider,
			.lines = {"CapabilityBoundingSet=CAP_SETGID CAP_SETUID"},
			.why = "what a program that changes its user needs",
		});
}

} // namespace

/** Of a line that takes some away, where the log does not tell which of them it was. */
void propose_denied_capabilities(const RepairCase &repair, Proposals &out)
{
	const std::string_view value = strip(repair.through.value);
	if (repair.through.directive != Directive::CapabilityBoundingSet || !value.starts_with('~'))
		return;
	std::string words;
	for (const std::string_view word : split_blanks(value.substr(1)))
		if (find_capability(word)) /* systemd ignores others */
			words += (words.empty() ? "" : " ") + std::string{word};
	if (words.empty())
		return;
	out.push_back({
		.scope = Scope::Narrowest,
		.lines = {"CapabilityBoundingSet=" + words},
		.why = "all that this line takes away: the log does not name the capability",
	});
}

void propose_for_capabilities(const RepairCase &repair, Proposals &out)
{
	if (needed_capabilities(repair.denial.operation).empty())
		propose_denied_capabilities(repair, out);
	for (const unsigned capability : needed_capabilities(repair.denial.operation))
		if (auto lines = capability_lines(repair, capability); !lines.empty())
			out.push_back({
				.scope = Scope::Narrowest,
				.lines = std::move(lines),
				.why = "only the capability that was denied",
			});
	propose_identity_pair(repair, out);
}

/** A user that the unit file itself sets is what the service is made for: root is no repair then.
 */
void propose_root(const RepairCase &repair, Proposals &out)
{
	const UnitConfig &config = repair.config;
	if (config.first_giving(repair.written).origin.kind != OriginKind::DropIn ||
		config.before(repair.written))
		return;
	const bool is_dynamic = repair.sandbox.settings().is_on(Directive::DynamicUser);
	out.push_back({
		.scope = Scope::Off,
		.lines = {"User="},
		.why = is_dynamic ? "gives the directive up"
				  : "gives the directive up: the service runs as root again",
	});
}

void propose_for_user_namespace(const RepairCase &repair, Proposals &out)
{
	if (repair.sandbox.system().version() >= identity_since)
		out.push_back({
			.scope = Scope::Narrowest,
			.lines = {"PrivateUsers=identity"},
			.why = "still a user namespace, but one that knows all users",
		});
}

void propose_for_users(const RepairCase &repair, Proposals &out)
{
	const Operation &operation = repair.denial.operation;
	if (operation.kind != OperationKind::Path || operation.path.empty())
		return propose_for_capabilities(repair, out);
	const std::string path = canonical_path(operation.path);
	auto lines = managed_directory_lines(repair, path);
	if (!lines.empty() && managed_directory_state(repair, path) == DirectoryState::Free)
		out.push_back({
			.scope = Scope::Narrowest,
			.lines = std::move(lines),
			.why = "systemd makes the directory for the service's user",
		});
}

} // namespace hardenctl
