// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "advice/edit-proposals.hh"

#include "advice/managed-directory.hh"
#include "advice/repair-words.hh"
#include "base/path.hh"
#include "knowledge/names.hh"
#include "unit/words.hh"

#include <algorithm>
#include <fmt/format.h>
#include <fmt/ranges.h>

namespace hardenctl {

namespace {

/** An empty condition holds. */
template <typename Range, typename Value> bool admits(const Range &allowed, const Value &value)
{
	return allowed.empty() || std::ranges::find(allowed, value) != allowed.end();
}

bool admits_flag(std::optional<bool> wanted, bool value)
{
	return !wanted || *wanted == value;
}

RepairAccess access_of(const Operation &operation)
{
	if (only_reads(operation))
		return RepairAccess::Read;
	return operation.access == Access::Unknown ? RepairAccess::Unknown : RepairAccess::Write;
}

DirectoryState directory_state(const RepairCase &repair)
{
	return managed_directory_state(repair, canonical_path(repair.denial.operation.path));
}

/** One row for one denial. */
class RowFiller {
	const RepairCase &repair_;
	const RepairRow &row_;
	const std::string subject_;

	bool is_of_kind() const;
	bool names_what_it_must() const;
	bool suits_the_unit() const;
	Words words(Placeholder placeholder) const
	{
		return repair_words(repair_, row_, subject_, placeholder);
	}
	std::optional<std::vector<std::string>> whole_lines(Placeholder placeholder) const;
	bool add_line(const TemplateLine &line, std::vector<std::string> &lines) const;
	std::string why() const;
	Scope scope(const std::vector<std::string> &lines) const;
	bool has(Placeholder placeholder) const;

public:
	RowFiller(const RepairCase &repair, const RepairRow &row, std::string subject = {})
		: repair_(repair), row_(row), subject_(std::move(subject))
	{
	}

	bool holds() const { return is_of_kind() && suits_the_unit() && names_what_it_must(); }
	std::optional<Proposal> proposal() const;
};

bool RowFiller::is_of_kind() const
{
	const Operation &operation = repair_.denial.operation;
	const RepairCondition &when = row_.when;
	const std::string_view kind = operation_kind_name(operation.kind);
	if (when.operation.empty() && row_.scope != Scope::Off && is_setup(operation))
		return false;
	return admits(when.operation, kind) &&
	       std::ranges::find(when.unless_operation, kind) == when.unless_operation.end() &&
	       admits(when.access, access_of(operation)) &&
	       admits(when.errors, repair_.denial.answer.error_number);
}

bool RowFiller::suits_the_unit() const
{
	const RepairCondition &when = row_.when;
	const Sandbox &sandbox = repair_.sandbox;
	const System &system = sandbox.system();
	const std::string_view value = repair_.through.value;
	const auto count = [&] {
		return split_words(repair_.written.value).value_or(Words{}).size();
	};
	return admits(when.value, value) &&
	       std::ranges::find(when.unless_value, value) == when.unless_value.end() &&
	       (when.words == 0 || count() == when.words) &&
	       admits_flag(when.root, sandbox.is_root(repair_.denial.operation)) &&
	       admits_flag(when.dynamic, sandbox.settings().has_dynamic_user()) &&
	       admits_flag(when.restorable, repair_.config.before(repair_.written) != nullptr) &&
	       admits_flag(when.user_manager, system.user_manager) &&
	       (!when.from_drop_in || repair_.config.first_giving(repair_.written).origin.kind ==
					      OriginKind::DropIn) &&
	       system.version() >= when.since;
}

bool RowFiller::names_what_it_must() const
{
	const Operation &operation = repair_.denial.operation;
	const RepairCondition &when = row_.when;
	const auto is_known = [&](Placeholder placeholder) { return !words(placeholder).empty(); };
	const std::string path = canonical_path(operation.path);
	const bool is_below =
		when.below.empty() || std::ranges::any_of(when.below, [&](std::string_view place) {
			return path_is_below(path, place);
		});
	const Words needed = when.capability.empty() ? Words{} : needed_capabilities(repair_);
	return is_below && admits(when.call, operation.call) &&
	       admits(when.family, family_name(operation.family.value_or(-1))) &&
	       (when.capability.empty() ||
		       (needed.size() == 1 && admits(when.capability, needed.front()))) &&
	       (when.directory.empty() || admits(when.directory, directory_state(repair_))) &&
	       std::ranges::all_of(when.known, is_known) &&
	       std::ranges::none_of(when.unknown, is_known);
}

/** A line without these is left out; without others the row does not apply. */
bool is_optional(Placeholder placeholder) noexcept
{
	return placeholder == Placeholder::Ambient || placeholder == Placeholder::Bounded ||
	       placeholder == Placeholder::Guarded || placeholder == Placeholder::Kept ||
	       placeholder == Placeholder::Program;
}

/** Of what is no word, but lines: lists anew and managed directories. Nothing if none fits. */
std::optional<std::vector<std::string>> RowFiller::whole_lines(Placeholder placeholder) const
{
	if (placeholder == Placeholder::Rest)
		return lines_without_entry(repair_);
	if (placeholder == Placeholder::Marked)
		return marked_lines(repair_);
	const std::string path = canonical_path(repair_.denial.operation.path);
	auto lines = is_setup(repair_.denial.operation) ? managed_directory_itself(path)
							: managed_directory_lines(repair_, path);
	if (lines.empty() || directory_state(repair_) == DirectoryState::Foreign)
		return std::nullopt;
	return lines;
}

bool is_whole_line(Placeholder placeholder) noexcept
{
	return placeholder == Placeholder::Rest || placeholder == Placeholder::Marked ||
	       placeholder == Placeholder::Name;
}

/** @return false if something that it needs is not known */
bool RowFiller::add_line(const TemplateLine &line, std::vector<std::string> &lines) const
{
	std::vector<std::string> filled;
	for (const TemplateWord &word : line.words) {
		if (is_whole_line(word.placeholder)) {
			const auto more = whole_lines(word.placeholder);
			if (more)
				lines.insert(lines.end(), more->begin(), more->end());
			return more.has_value();
		}
		if (word.placeholder == Placeholder::None) {
			filled.emplace_back(word.before);
			continue;
		}
		const Words values = words(word.placeholder);
		if (values.empty() && !is_optional(word.placeholder))
			return false;
		for (const std::string &value : values) {
			const auto text = fmt::format("{}{}{}", word.before, value, word.after);
			filled.push_back(
				word.placeholder == Placeholder::Value ? text : quote_word(text));
		}
	}
	const auto text = fmt::format("{}={}", name(line.directive), fmt::join(filled, " "));
	const bool is_set = line.directive == repair_.through.directive && !filled.empty() &&
			    fmt::format("{}", fmt::join(filled, " ")) == repair_.through.value;
	if (!is_set && (line.words.empty() || !filled.empty()))
		lines.push_back(text);
	return true;
}

std::string RowFiller::why() const
{
	std::string text;
	for (const TemplateWord &part : row_.why)
		text += fmt::format("{}{}", part.before, fmt::join(words(part.placeholder), " "));
	return text;
}

bool RowFiller::has(Placeholder placeholder) const
{
	return std::ranges::any_of(row_.lines, [&](const TemplateLine &line) {
		return std::ranges::find(line.words, placeholder, &TemplateWord::placeholder) !=
		       line.words.end();
	});
}

/** A list of which nothing is left is off. A directory that may be another's is not given to a
 * user that stays without a question. */
Scope RowFiller::scope(const std::vector<std::string> &lines) const
{
	if (row_.scope == Scope::Wider && lines.size() == 1 && lines.front().ends_with('='))
		return Scope::Off;
	if (has(Placeholder::Name) && directory_state(repair_) == DirectoryState::Unknown &&
		!repair_.sandbox.settings().has_dynamic_user())
		return Scope::Wider;
	return row_.scope;
}

std::optional<Proposal> RowFiller::proposal() const
{
	std::vector<std::string> lines;
	for (const TemplateLine &line : row_.lines)
		if (!add_line(line, lines))
			return std::nullopt;
	/* where /usr/lib64 holds links alone, what they lead to is enough */
	const bool is_known =
		has(Placeholder::Libraries) && words(Placeholder::Libraries).size() == 1;
	return Proposal{
		.scope = scope(lines),
		.lines = std::move(lines),
		.why = why(),
		.is_known_to_do = is_known,
	};
}

Words subjects_of(const RepairCase &repair, const RepairRow &row)
{
	switch (row.for_each) {
	case RepairSubject::Capability:
		return needed_capabilities(repair);
	case RepairSubject::Group:
		return groups_in_line(repair);
	case RepairSubject::None:
		break;
	}
	return {""};
}

/** @return does the row apply? What it says may be set already, or be optional and unknown. */
bool propose_row(const RepairCase &repair, const RepairRow &row, Proposals &out)
{
	bool applies = false;
	for (std::string &subject : subjects_of(repair, row)) {
		const RowFiller filler{repair, row, std::move(subject)};
		if (!filler.holds())
			continue;
		auto proposal = filler.proposal();
		applies |= proposal.has_value();
		if (proposal && !proposal->lines.empty())
			out.push_back(std::move(*proposal));
	}
	return applies;
}

} // namespace

void propose_rows(const RepairCase &repair, Proposals &out)
{
	const bool of_setup = is_setup(repair.denial.operation);
	bool has_applied = false;
	for (const RepairRow &row :
		repair_rows((of_setup ? repair.written : repair.through).directive))
		if (row.scope != Scope::Off && !(row.otherwise && has_applied))
			has_applied = propose_row(repair, row, out);
}

void propose_off(const RepairCase &repair, Proposals &out)
{
	for (const RepairRow &row : repair_rows(repair.written.directive))
		if (row.scope == Scope::Off)
			propose_row(repair, row, out);
}

} // namespace hardenctl
