// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "advice/edits.hh"

#include "advice/drop-in.hh"
#include "advice/edit-proposals.hh"
#include "advice/exposure.hh"
#include "advice/likelihoods.hh"
#include "sandbox/limit.hh"
#include "unit/merge.hh"

#include <algorithm>
#include <fmt/format.h>

namespace hardenctl {

namespace {

/** What an answer must lose to count as repaired: a log that names no path leaves some doubt. */
constexpr double remaining_doubt = 0.5;

/** How strongly the setting at this place (file, line) answers as it was seen. */
double denies(const Sandbox &sandbox, const Denial &denial, const Assignment &written)
{
	double most = 0;
	for (const Refusal &refusal : sandbox.refusals(denial.operation)) {
		const Setting &setting =
			sandbox.settings()[sandbox.settings().written(refusal.setting)];
		if (setting.assignment.directive == written.directive)
			most = std::max(most, answer_match(denial, refusal, sandbox));
	}
	return most;
}

/** What a limit must be no log tells, and no model: twice as much is what can be asked for. */
bool raises_limit(const RepairCase &repair, const Proposal &proposal)
{
	const std::string key = fmt::format("{}=", name(repair.written.directive));
	const auto before = parse_limit(repair.written.value);
	for (const std::string &line : proposal.lines)
		if (line.starts_with(key) && before)
			if (const auto after = parse_limit(line.substr(key.size())))
				return *after > *before && *after / 2 >= *before;
	return false;
}

/** Another user may be the one who tries then. */
Denial denial_after(const RepairCase &repair, const Proposal &proposal)
{
	Denial denial = repair.denial;
	const bool changes_user = std::ranges::any_of(proposal.lines, [](const std::string &line) {
		return line == "User=" || line.starts_with("DynamicUser=");
	});
	if (changes_user)
		denial.operation.uid.reset();
	return denial;
}

bool repairs(const RepairCase &repair, const Proposal &proposal)
{
	const Sandbox after{with_lines(repair.config, proposal.lines), repair.sandbox.system()};
	const double before = denies(repair.sandbox, repair.denial, repair.written);
	if (before > 0 && raises_limit(repair, proposal))
		return true;
	return before > 0 && denies(after, denial_after(repair, proposal), repair.written) <=
				     remaining_doubt * before;
}

bool is_setup(const Operation &operation) noexcept
{
	return operation.kind == OperationKind::SetupStep ||
	       operation.kind == OperationKind::UnitRefused;
}

void propose_for_mechanisms(const RepairCase &repair, Proposals &out)
{
	switch (repair.through.directive) {
	case Directive::SystemCallFilter:
		return propose_for_calls(repair, out);
	case Directive::CapabilityBoundingSet:
	case Directive::AmbientCapabilities:
		return propose_for_capabilities(repair, out);
	case Directive::User:
	case Directive::DynamicUser:
		return propose_for_users(repair, out);
	case Directive::PrivateUsers:
		return propose_for_user_namespace(repair, out);
	case Directive::PrivateDevices:
	case Directive::DeviceAllow:
	case Directive::DevicePolicy:
		return propose_for_devices(repair, out);
	default:
		break;
	}
	propose_for_modes(repair, out);
	for (const Mechanism mechanism : record(repair.through.directive).mechanisms)
		switch (mechanism) {
		case Mechanism::Mounts:
		case Mechanism::BpfFileSystem:
			propose_for_paths(repair, out);
			break;
		case Mechanism::SeccompErrno:
		case Mechanism::SeccompKill:
		case Mechanism::BpfNetwork:
		case Mechanism::BpfSocketBind:
			propose_for_network(repair, out);
			break;
		case Mechanism::ResourceLimit:
		case Mechanism::CgroupLimit:
			propose_for_limits(repair, out);
			break;
		case Mechanism::BpfDevice:
			propose_for_devices(repair, out);
			break;
		case Mechanism::Capabilities:
		case Mechanism::Credentials:
		case Mechanism::NoNewPrivileges:
		case Mechanism::MemoryProtection:
		case Mechanism::NetworkNamespace:
		case Mechanism::UserNamespace:
		case Mechanism::PidNamespace:
		case Mechanism::IpcNamespace:
		case Mechanism::UtsNamespace:
		case Mechanism::CgroupNamespace:
		case Mechanism::Setup:
		case Mechanism::LsmLabel:
		case Mechanism::Personality:
		case Mechanism::Scheduling:
		case Mechanism::Keyring:
		case Mechanism::Other:
			break;
		}
}

/** "ProtectSystem=strict (/etc/…/90-x.conf:3)" */
std::string cause_of(const Assignment &assignment)
{
	static constexpr std::size_t longest_value = 60;
	std::string value = assignment.value;
	if (value.size() > longest_value)
		value = value.substr(0, longest_value) + "...";
	const Origin &origin = assignment.origin;
	const std::string place =
		origin.line ? fmt::format(" ({}:{})", origin.path, origin.line) : "";
	return fmt::format("{}={}{}", name(assignment.directive), value, place);
}

Edit to_edit(Proposal proposal, const RepairCase &repair, std::optional<unsigned> exposure_before)
{
	const System &system = repair.sandbox.system();
	Edit edit{
		.scope = proposal.scope,
		.lines = std::move(proposal.lines),
		.why = std::move(proposal.why),
		.cause = cause_of(repair.written),
		.exposure_before = exposure_before,
	};
	edit.exposure_after = exposure_level(with_lines(repair.config, edit.lines), system);
	edit.drop_in =
		drop_in_text(repair.config.id, merge_edits(repair.config, system, {&edit, 1}),
			edit.exposure_before, edit.exposure_after);
	return edit;
}

} // namespace

UnitConfig with_lines(const UnitConfig &config, const std::vector<std::string> &lines)
{
	UnitConfig changed = config;
	for (const std::string &line : lines) {
		const auto equals = line.find('=');
		const auto directive = find_directive(std::string_view{line}.substr(0, equals));
		if (!directive || equals == line.npos)
			continue;
		merge_assignment(
			changed.assignments, {
						     .directive = *directive,
						     .value = line.substr(equals + 1),
						     .origin = {.kind = OriginKind::DropIn},
					     });
	}
	return changed;
}

std::vector<Edit> propose_edits(const Suspicion &suspicion, const Denial &denial,
	const UnitConfig &config, const Sandbox &sandbox,
	const std::optional<std::string> &file_tree)
{
	const RepairCase repair{
		.config = config,
		.sandbox = sandbox,
		.denial = denial,
		.written = sandbox.settings()[suspicion.setting].assignment,
		.through = sandbox.settings()[suspicion.through].assignment,
		.file_tree = file_tree,
	};
	Proposals proposals;
	if (is_setup(denial.operation))
		propose_for_lists(repair, proposals);
	else
		propose_for_mechanisms(repair, proposals);
	propose_off(repair, proposals);

	std::ranges::stable_sort(proposals, {}, &Proposal::scope);
	const auto exposure_before = exposure_level(config, sandbox.system());
	std::vector<Edit> edits;
	for (Proposal &proposal : proposals) {
		const bool known = std::ranges::any_of(
			edits, [&](const Edit &edit) { return edit.lines == proposal.lines; });
		if (!known && repairs(repair, proposal))
			edits.push_back(to_edit(std::move(proposal), repair, exposure_before));
	}
	return edits;
}

} // namespace hardenctl
