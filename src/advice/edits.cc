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

/** The value that a proposal gives the directive last; nothing if none. */
std::optional<std::string_view> value_in(const Proposal &proposal, Directive directive)
{
	std::optional<std::string_view> value;
	for (const LineParts &line : split_lines(proposal.lines))
		if (line.directive == directive)
			value = line.value;
	return value;
}

/** What a limit must be no log tells, and no model: twice as much is what can be asked for. */
bool raises_limit(const RepairCase &repair, const Proposal &proposal)
{
	const Directive directive = repair.written.directive;
	const auto before = soft_limit(directive, repair.written.value);
	const auto after = soft_limit(directive, value_in(proposal, directive).value_or(""));
	return before && after && *after > *before && *after / 2 >= *before;
}

/** Whose the files are, and what is there to be set up, the model does not know: without the line
 * that denied, it was as the other files say. */
bool restores_a_name(const RepairCase &repair, const Proposal &proposal)
{
	const ValueType type = record(repair.written.directive).type;
	const OperationKind kind = repair.denial.operation.kind;
	const bool is_file = kind == OperationKind::Path || kind == OperationKind::Execute;
	return proposal.restores && (type == ValueType::String || type == ValueType::Path) &&
	       (is_setup(repair.denial.operation) ||
		       (is_file && is_identity(repair.written.directive)));
}

bool names_path(const Proposal &proposal, const std::string &path)
{
	return std::ranges::any_of(split_lines(proposal.lines), [&](const LineParts &line) {
		const auto words = split_words(line.value);
		return words && std::ranges::any_of(*words, [&](const std::string &word) {
			return path_is_below(path, list_path(word));
		});
	});
}

bool has_mounts(Directive directive)
{
	const auto mechanisms = record(directive).mechanisms;
	return std::ranges::find(mechanisms, Mechanism::Mounts) != mechanisms.end();
}

/** No model has to bear out that these paths are writable or executable then. */
bool opens_known_paths(const RepairCase &repair, const Proposal &proposal)
{
	const Operation &operation = repair.denial.operation;
	return proposal.is_known_to_do && operation.access != Access::Read &&
	       has_mounts(repair.written.directive) &&
	       (operation.path.empty() || names_path(proposal, canonical_path(operation.path)));
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

constexpr int exit_chdir = 200;

/** Could the manager not change to a directory that another directive hides? */
bool hides_working_directory(const RepairCase &repair)
{
	return repair.denial.operation.exit_status == exit_chdir &&
	       has_mounts(repair.through.directive);
}

/** The directory is shown; the service goes there, more is not known. */
void propose_for_working_directory(const RepairCase &repair, Proposals &out)
{
	Denial denial = repair.denial;
	Operation &operation = denial.operation;
	if (operation.path.empty())
		operation.path = repair.sandbox.settings().working_directory();
	operation.kind = OperationKind::Path;
	operation.access = Access::Read;
	operation.exit_status.reset();
	propose_rows({.config = repair.config,
			     .sandbox = repair.sandbox,
			     .denial = denial,
			     .written = repair.written,
			     .through = repair.through,
			     .file_tree = repair.file_tree},
		out);
}

/** Is the denial gone with the lines of the proposal? */
bool is_repaired(
	const RepairCase &repair, const Proposal &proposal, double before, const Sandbox &after)
{
	const Denial denial = denial_with(repair.denial, proposal.lines);
	return denies(after, denial, repair.written) <= remaining_doubt * before &&
	       !denies_otherwise(after, denial, repair.written.directive);
}

/** Proven, or nothing. */
std::optional<Edit> to_edit(
	Proposal proposal, const RepairCase &repair, std::optional<unsigned> exposure_before)
{
	const System &system = repair.sandbox.system();
	/* a colon in a path, say, cannot stand in every list */
	if (!takes_lines(proposal.lines, system.systemd_version))
		return std::nullopt;
	const double before = denies(repair.sandbox, repair.denial, repair.written);
	const bool is_known = raises_limit(repair, proposal) || restores_a_name(repair, proposal) ||
			      opens_known_paths(repair, proposal);
	const UnitConfig changed = with_lines(repair.config, proposal.lines);
	const Sandbox after{changed, system};
	if (before <= 0 || (!is_known && !is_repaired(repair, proposal, before, after)))
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

LineParts split_line(std::string_view line)
{
	const auto equals = std::min(line.find('='), line.size());
	if (equals == line.size())
		return {line, std::nullopt, {}};
	return {line, find_directive(line.substr(0, equals)), line.substr(equals + 1)};
}

std::vector<LineParts> split_lines(const std::vector<std::string> &lines)
{
	std::vector<LineParts> parts;
	for (const std::string_view line : lines)
		parts.push_back(split_line(line));
	return parts;
}

bool takes_lines(const std::vector<std::string> &lines, unsigned systemd_version)
{
	return std::ranges::all_of(split_lines(lines), [&](const LineParts &line) {
		return !line.directive || line.value.empty() ||
		       check_value(record(*line.directive), line.value, systemd_version).validity ==
			       Validity::Valid;
	});
}

UnitConfig with_lines(const UnitConfig &config, const std::vector<std::string> &lines)
{
	UnitConfig changed = config;
	for (const LineParts &line : split_lines(lines))
		if (line.directive)
			merge_assignment(changed.assignments,
				{.directive = *line.directive,
					.value = expanded(line.value),
					.origin = {.kind = OriginKind::DropIn}});
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
	if (hides_working_directory(repair))
		propose_for_working_directory(repair, proposals);
	else
		propose_rows(repair, proposals);
	propose_off(repair, proposals);

	mark_restoring(proposals);
	std::ranges::stable_sort(proposals, {}, &Proposal::scope);
	const auto exposure_before = exposure_level(config, sandbox.system());
	std::vector<Edit> edits;
	bool is_restored = false;
	for (Proposal &proposal : proposals) {
		const bool known = std::ranges::any_of(
			edits, [&](const Edit &edit) { return edit.lines == proposal.lines; });
		if (known || (is_restored && value_in(proposal, repair.written.directive)))
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
