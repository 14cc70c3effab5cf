// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "advice/edits.hh"

#include "advice/drop-in.hh"
#include "advice/edit-proof.hh"
#include "advice/edit-proposals.hh"
#include "advice/exposure.hh"
#include "advice/limits.hh"
#include "base/path.hh"
#include "unit/amount.hh"
#include "unit/merge.hh"
#include "unit/value-check.hh"
#include "unit/words.hh"

#include <algorithm>
#include <fmt/format.h>

namespace hardenctl {

namespace {

/** What an answer must lose to count as repaired: a log that names no path leaves some doubt. */
constexpr double remaining_doubt = 0.5;

/** What a limit must be no log tells, and no model: twice as much is what can be asked for. */
bool raises_limit(const RepairCase &repair, const Proposal &proposal)
{
	const std::string key = fmt::format("{}=", name(repair.written.directive));
	const auto before = soft_limit(repair.written.directive, repair.written.value);
	for (const std::string &line : proposal.lines)
		if (line.starts_with(key) && before)
			if (const auto after = soft_limit(repair.written.directive,
				    std::string_view{line}.substr(key.size())))
				return *after > *before && *after / 2 >= *before;
	return false;
}

/** Whose the files are, and what is there to be set up, the model does not know: without the line
 * that denied, it was as the other files say. */
bool restores_a_name(const RepairCase &repair, const Proposal &proposal)
{
	const ValueType type = record(repair.written.directive).type;
	if (!proposal.restores || (type != ValueType::String && type != ValueType::Path))
		return false;
	switch (repair.denial.operation.kind) {
	case OperationKind::SetupStep:
	case OperationKind::UnitRefused:
		return true;
	case OperationKind::Path:
	case OperationKind::Execute:
		return repair.written.directive == Directive::User ||
		       repair.written.directive == Directive::Group;
	default:
		return false;
	}
}

bool names_path(const Proposal &proposal, const std::string &path)
{
	return std::ranges::any_of(proposal.lines, [&](const std::string &line) {
		const auto words = split_words(line.substr(line.find('=') + 1));
		return words && std::ranges::any_of(*words, [&](const std::string &word) {
			return path_is_below(path, list_path(word));
		});
	});
}

/** No model has to bear out that these paths are writable or executable then. */
bool opens_known_paths(const RepairCase &repair, const Proposal &proposal)
{
	const Operation &operation = repair.denial.operation;
	const auto mechanisms = record(repair.written.directive).mechanisms;
	return proposal.is_known_to_do && operation.access != Access::Read &&
	       std::ranges::find(mechanisms, Mechanism::Mounts) != mechanisms.end() &&
	       (operation.path.empty() || names_path(proposal, canonical_path(operation.path)));
}

bool sets(const Proposal &proposal, Directive directive)
{
	const std::string key = fmt::format("{}=", name(directive));
	return std::ranges::any_of(
		proposal.lines, [&](const std::string &line) { return line.starts_with(key); });
}

/** A value that is proposed for itself may be the one that counted before. */
void mark_restoring(Proposals &proposals)
{
	const auto restoring = std::ranges::find(proposals, true, &Proposal::restores);
	if (restoring == proposals.end())
		return;
	for (Proposal &proposal : proposals)
		proposal.restores = proposal.lines == restoring->lines;
}

/** What has to be gone after an edit. */
struct RepairProof {
	const Assignment &written;
	Denial denial;
	/** How strongly the directive denied it before. */
	double before = 0;
};

/** What has to hold after the edit. */
RepairProof proof_for(const RepairCase &repair, const Proposal &proposal)
{
	return RepairProof{
		.written = repair.written,
		.denial = denial_with(repair.denial, proposal.lines),
		.before = denies(repair.sandbox, repair.denial, repair.written),
	};
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
	case Directive::RestrictNamespaces:
		return propose_for_namespaces(repair, out);
	case Directive::SystemCallArchitectures:
		return propose_for_architectures(repair, out);
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

constexpr int exit_chdir = 200;

/** Could the manager not change to a directory that another directive hides? */
bool hides_working_directory(const RepairCase &repair)
{
	const auto mechanisms = record(repair.through.directive).mechanisms;
	return repair.denial.operation.exit_status == exit_chdir &&
	       std::ranges::find(mechanisms, Mechanism::Mounts) != mechanisms.end();
}

/** The directory is shown; the service goes there, more is not known. */
void propose_for_working_directory(const RepairCase &repair, Proposals &out)
{
	Denial denial = repair.denial;
	Operation &operation = denial.operation;
	if (operation.path.empty())
		operation.path = repair.sandbox.settings().value(Directive::WorkingDirectory);
	operation.kind = OperationKind::Path;
	operation.access = Access::Read;
	operation.exit_status.reset();
	propose_for_paths({.config = repair.config,
				  .sandbox = repair.sandbox,
				  .denial = denial,
				  .written = repair.written,
				  .through = repair.through,
				  .file_tree = repair.file_tree},
		out);
}

bool is_repaired(const RepairProof &proof, const Sandbox &after)
{
	return denies(after, proof.denial, proof.written) <= remaining_doubt * proof.before &&
	       !denies_otherwise(after, proof.denial, proof.written.directive);
}

/** Proven, or nothing. */
std::optional<Edit> to_edit(
	Proposal proposal, const RepairCase &repair, std::optional<unsigned> exposure_before)
{
	const System &system = repair.sandbox.system();
	/* a colon in a path, say, cannot stand in every list */
	if (!takes_lines(proposal.lines, system.systemd_version))
		return std::nullopt;
	const RepairProof proof = proof_for(repair, proposal);
	const bool is_known = raises_limit(repair, proposal) || restores_a_name(repair, proposal) ||
			      opens_known_paths(repair, proposal);
	const UnitConfig changed = with_lines(repair.config, proposal.lines);
	const Sandbox after{changed, system};
	if (proof.before <= 0 || (!is_known && !is_repaired(proof, after)))
		return std::nullopt;
	Edit edit{
		.scope = proposal.scope,
		.lines = std::move(proposal.lines),
		.why = std::move(proposal.why),
		.cause = cause_of(repair.written),
		.purpose = Purpose{repair.written, repair.denial},
		.exposure_before = exposure_before,
	};
	set_openings(edit, repair.sandbox, after, repair.file_tree);
	edit.exposure_after = exposure_level(changed, system);
	edit.drop_in =
		drop_in_text(repair.config.id, merge_edits(repair.config, system, {&edit, 1}),
			edit.exposure_before, edit.exposure_after);
	return edit;
}

} // namespace

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

std::optional<RestoredLine> restored_line(const UnitConfig &config, const Assignment &assignment)
{
	const Assignment *before = config.before(assignment);
	if (!before || before->value.find('%') != std::string::npos)
		return std::nullopt;
	return RestoredLine{
		.text = fmt::format("{}={}", name(before->directive), before->value),
		.why = fmt::format("{}:{} counts again", before->origin.path, before->origin.line),
	};
}

/** Lines are written with "%" doubled; an assignment's value has specifiers expanded. */
static std::string expanded(std::string_view value)
{
	std::string text{value};
	for (auto at = text.find("%%"); at != text.npos; at = text.find("%%", at + 1))
		text.erase(at, 1);
	return text;
}

namespace {

struct LineParts {
	Directive directive;
	std::string_view value;
};

/** Of "Directive=value"; nothing if it is none. */
std::optional<LineParts> split_line(std::string_view line)
{
	const auto equals = line.find('=');
	const auto directive = find_directive(line.substr(0, equals));
	if (!directive || equals == line.npos)
		return std::nullopt;
	return LineParts{*directive, line.substr(equals + 1)};
}

} // namespace

bool takes_lines(const std::vector<std::string> &lines, unsigned systemd_version)
{
	return std::ranges::all_of(lines, [&](std::string_view line) {
		const auto parts = split_line(line);
		return !parts || parts->value.empty() ||
		       check_value(record(parts->directive), parts->value, systemd_version)
				       .validity == Validity::Valid;
	});
}

UnitConfig with_lines(const UnitConfig &config, const std::vector<std::string> &lines)
{
	UnitConfig changed = config;
	for (const std::string &line : lines) {
		const auto parts = split_line(line);
		if (!parts)
			continue;
		merge_assignment(
			changed.assignments, {
						     .directive = parts->directive,
						     .value = expanded(parts->value),
						     .origin = {.kind = OriginKind::DropIn},
					     });
	}
	return changed;
}

std::vector<Edit> propose_edits(const Hypothesis &hypothesis, const Denial &denial,
	const UnitConfig &config, const Sandbox &sandbox,
	const std::optional<std::string> &file_tree)
{
	const RepairCase repair{
		.config = config,
		.sandbox = sandbox,
		.denial = denial,
		.written = sandbox.settings()[hypothesis.setting].assignment,
		.through = sandbox.settings()[hypothesis.through].assignment,
		.file_tree = file_tree,
	};
	Proposals proposals;
	propose_emptied(repair, proposals);
	propose_misspelt(repair, proposals);
	propose_restored(repair, proposals);
	if (!is_setup(denial.operation))
		propose_for_mechanisms(repair, proposals);
	else if (hides_working_directory(repair))
		propose_for_working_directory(repair, proposals);
	else
		propose_for_lists(repair, proposals);
	propose_off(repair, proposals);

	mark_restoring(proposals);
	std::ranges::stable_sort(proposals, {}, &Proposal::scope);
	const auto exposure_before = exposure_level(config, sandbox.system());
	std::vector<Edit> edits;
	bool is_restored = false;
	for (Proposal &proposal : proposals) {
		const bool known = std::ranges::any_of(
			edits, [&](const Edit &edit) { return edit.lines == proposal.lines; });
		if (known || (is_restored && sets(proposal, repair.written.directive)))
			continue;
		const bool restores = proposal.restores;
		if (auto edit = to_edit(std::move(proposal), repair, exposure_before)) {
			is_restored |= restores;
			edits.push_back(std::move(*edit));
		}
	}
	return edits;
}

} // namespace hardenctl
