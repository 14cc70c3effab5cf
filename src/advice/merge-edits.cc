// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "advice/drop-in.hh"

#include "advice/edits.hh"
#include "base/path.hh"
#include "base/text.hh"
#include "knowledge/managed-directories.hh"
#include "sandbox/path-view.hh"
#include "unit/merge.hh"
#include "unit/words.hh"

#include <algorithm>
#include <fmt/format.h>

namespace hardenctl {

namespace {

constexpr std::string_view as_before = "as it was";
constexpr std::string_view reset_for = "the list is written anew below";

/** A word of a list, or a whole value where words mean something only together. */
struct Item {
	std::string text;
	std::vector<std::string> reasons;
};

/** What all edits together do to one directive. */
struct DirectiveChange {
	Directive directive;
	/** What the unit has, and what of it no edit takes out. */
	std::vector<std::string> original;
	std::vector<std::string> kept;
	std::vector<Item> added;
	/** Why the list is forgotten; empty if it is not. */
	std::vector<std::string> reset;
	/** Is a list of what is denied given up as a whole? */
	bool is_off = false;
	/** A value that counts for itself alone, and the widest scope of those that gave one. */
	std::optional<Item> single;
	Scope scope = Scope::Narrowest;
};

using DirectiveChanges = std::vector<DirectiveChange>;

bool contains(const std::vector<std::string> &items, const std::string &text)
{
	return std::ranges::find(items, text) != items.end();
}

void add_reason(std::vector<std::string> &reasons, const std::string &reason)
{
	if (!reason.empty() && !contains(reasons, reason))
		reasons.push_back(reason);
}

bool is_word_list(Directive directive) noexcept
{
	switch (record(directive).type) {
	case ValueType::PathList:
	case ValueType::BindList:
	case ValueType::InvertibleList:
	case ValueType::SystemCallList:
		return true;
	default:
		return managed_directory_base(directive) != nullptr;
	}
}

/** Quoted, as they stand in a line. */
std::vector<std::string> items_of(Directive directive, const std::string &value)
{
	if (value.empty() || !is_word_list(directive) || value.starts_with('~'))
		return value.empty() ? std::vector<std::string>{} : std::vector{value};
	std::vector<std::string> items;
	for (const std::string &word : split_words(value).value_or(std::vector<std::string>{}))
		items.push_back(quote_word(word));
	return items;
}

DirectiveChange &change_of(DirectiveChanges &changes, Directive directive, const UnitConfig &config)
{
	const auto found = std::ranges::find(changes, directive, &DirectiveChange::directive);
	if (found != changes.end())
		return *found;
	DirectiveChange change{.directive = directive};
	for (const Assignment &assignment : config.assignments)
		if (assignment.directive == directive)
			for (std::string &item : items_of(directive, assignment.value))
				change.original.push_back(std::move(item));
	change.kept = change.original;
	return changes.emplace_back(std::move(change));
}

void add_item(std::vector<Item> &items, const std::string &text, const std::string &reason)
{
	auto found = std::ranges::find(items, text, &Item::text);
	if (found == items.end())
		found = items.insert(items.end(), {text, {}});
	add_reason(found->reasons, reason);
}

/** Does this value make all earlier ones of its directive void? */
bool stands_alone(Directive directive, const std::string &value)
{
	std::vector<Assignment> assignments{{.directive = directive, .value = "before"}};
	merge_assignment(assignments, {.directive = directive, .value = value});
	return std::ranges::none_of(assignments,
		[](const Assignment &assignment) { return assignment.value == "before"; });
}

bool denies(Directive directive) noexcept
{
	return record(directive).restricts || record(directive).holds == Holds::Device;
}

/** The lines of one edit that are about one directive. */
struct EditPart {
	bool resets = false;
	std::vector<std::string> items;
	std::optional<std::string> single;
};

EditPart part_of(const Edit &edit, Directive directive)
{
	EditPart part;
	for (const LineParts &line : split_lines(edit.lines)) {
		if (!line.directive)
			continue;
		const std::string value{line.value};
		if (value.empty() && resets(*line.directive, directive))
			part = {.resets = true};
		else if (*line.directive != directive)
			continue;
		else if (stands_alone(directive, value))
			part = {.single = value};
		else
			for (std::string &item : items_of(directive, value))
				part.items.push_back(std::move(item));
	}
	return part;
}

std::string reason_of(const Edit &edit)
{
	return edit.cause.empty() ? edit.why
				  : fmt::format("{} denied it: {}", edit.cause, edit.why);
}

void apply_part(DirectiveChange &change, const EditPart &part, const Edit &edit)
{
	const std::string reason = reason_of(edit);
	if (part.resets) {
		add_reason(change.reset, reason);
		std::erase_if(change.kept,
			[&](const std::string &item) { return !contains(part.items, item); });
		change.is_off |= part.items.empty() && denies(change.directive);
	}
	if (part.single && (!change.single || edit.scope >= change.scope)) {
		const bool same = change.single && change.single->text == *part.single;
		if (!same)
			change.single = {*part.single, {}};
		add_reason(change.single->reasons, reason);
		change.scope = edit.scope;
	}
	for (const std::string &item : part.items)
		if (!contains(change.original, item))
			add_item(change.added, item, reason);
}

/** All calls of a word, in order; itself if it is no group. */
std::vector<std::string_view> calls_of(const std::string &word, const System &system)
{
	if (const SyscallGroup *group = system.find_group(word))
		return {group->calls.begin(), group->calls.end()};
	return {word};
}

bool covers(Directive directive, const std::string &wide, const std::string &narrow,
	const System &system)
{
	if (record(directive).type == ValueType::SystemCallList)
		return std::ranges::includes(calls_of(wide, system), calls_of(narrow, system));
	return record(directive).type == ValueType::PathList && !record(directive).restricts &&
	       path_is_below(list_path(narrow), list_path(wide));
}

/** The reasons of what is left out go to what covers it. */
void drop_covered(DirectiveChange &change, const System &system)
{
	for (auto item = change.added.begin(); item != change.added.end();) {
		const auto wide = std::ranges::find_if(change.added, [&](const Item &other) {
			return &other != &*item && other.text != item->text &&
			       covers(change.directive, other.text, item->text, system);
		});
		if (wide == change.added.end()) {
			++item;
			continue;
		}
		for (const std::string &reason : item->reasons)
			add_reason(wide->reasons, reason);
		item = change.added.erase(item);
	}
}

std::vector<Item> as_items(const std::vector<std::string> &texts)
{
	std::vector<Item> items;
	for (const std::string &text : texts)
		items.push_back({text, {std::string{as_before}}});
	return items;
}

/** One line, or one each where words mean something only together. */
void write_items(std::vector<DropInLine> &out, Directive directive, const std::vector<Item> &items)
{
	std::optional<std::size_t> list;
	for (const Item &item : items) {
		const bool joins = is_word_list(directive) && !item.text.starts_with('~');
		if (!joins || !list) {
			out.push_back({fmt::format("{}={}", name(directive), item.text), {}});
			list = joins ? std::optional{out.size() - 1} : std::nullopt;
		} else
			out[*list].text += " " + item.text;
		for (const std::string &reason : item.reasons)
			add_reason(out.back().reasons, reason);
	}
}

/** BindPaths= is reset by BindReadOnlyPaths= as well. */
bool is_reset_in(const std::vector<DropInLine> &lines, Directive directive)
{
	return std::ranges::any_of(lines, [&](const DropInLine &line) {
		const LineParts parts = split_line(line.text);
		return parts.directive && parts.value.empty() &&
		       resets(*parts.directive, directive);
	});
}

/** What the lines below do not tell themselves. */
std::vector<std::string> reset_reasons(const DirectiveChange &change)
{
	std::vector<std::string> reasons;
	for (const std::string &reason : change.reset)
		if (change.is_off || std::ranges::none_of(change.added, [&](const Item &item) {
			    return contains(item.reasons, reason);
		    }))
			reasons.push_back(reason);
	return reasons.empty() ? std::vector{std::string{reset_for}} : reasons;
}

void write_change(std::vector<DropInLine> &out, DirectiveChange change, const System &system)
{
	if (change.single) {
		out.push_back({fmt::format("{}={}", name(change.directive), change.single->text),
			change.single->reasons});
		return;
	}
	if (!change.reset.empty()) {
		if (!is_reset_in(out, change.directive))
			out.push_back({fmt::format("{}=", name(change.directive)),
				reset_reasons(change)});
		write_items(out, change.directive, as_items(change.kept));
	}
	if (change.is_off)
		return;
	drop_covered(change, system);
	write_items(out, change.directive, change.added);
}

std::vector<Directive> directives_in(const Edit &edit)
{
	std::vector<Directive> directives;
	for (const LineParts &line : split_lines(edit.lines))
		for (const DirectiveRecord &other : directive_records())
			if (line.directive &&
				(other.id == *line.directive ||
					(line.value.empty() && resets(*line.directive, other.id))))
				directives.push_back(other.id);
	return directives;
}

} // namespace

std::vector<DropInLine> merge_all_edits(
	const UnitConfig &config, const System &system, std::span<const Edit> edits)
{
	DirectiveChanges changes;
	for (const Edit &edit : edits) {
		std::vector<Directive> seen;
		for (const Directive directive : directives_in(edit)) {
			if (std::ranges::find(seen, directive) != seen.end())
				continue;
			seen.push_back(directive);
			apply_part(change_of(changes, directive, config), part_of(edit, directive),
				edit);
		}
	}
	std::vector<DropInLine> lines;
	for (const DirectiveChange &change : changes)
		write_change(lines, change, system);
	return lines;
}

} // namespace hardenctl
