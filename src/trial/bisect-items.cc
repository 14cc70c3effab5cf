// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "trial/bisect-items.hh"

#include "advice/edits.hh"
#include "advice/likelihoods.hh"
#include "base/text.hh"
#include "unit/words.hh"

#include <algorithm>
#include <fmt/format.h>

namespace hardenctl {

namespace {

/** Limits and labels are set with care, or are not what a sandbox is made of. */
constexpr double other_kind = 0.3;

/** The first line says whether those without ~ allow or make exceptions. */
bool has_signs(const DirectiveRecord &directive) noexcept
{
	return directive.merge == Merge::Invertible && directive.holds != Holds::Capability &&
	       directive.holds != Holds::Namespace;
}

bool is_off(const Assignment &assignment)
{
	const DirectiveRecord &directive = record(assignment.directive);
	return directive.off.front() == fmt::format("{}={}", directive.name, assignment.value) ||
	       (directive.merge != Merge::Append && parse_boolean(assignment.value) == false);
}

std::string line_of(const Assignment &assignment)
{
	std::string value;
	for (const std::string &word :
		split_words(assignment.value).value_or(std::vector<std::string>{}))
		value += (value.empty() ? "" : " ") + quote_word(word);
	return fmt::format("{}={}", name(assignment.directive), value);
}

BisectItem &item_for(std::vector<BisectItem> &items, const UnitConfig &config, std::size_t index)
{
	const Assignment &assignment = config.assignments[index];
	const DirectiveRecord &directive = record(assignment.directive);
	const bool own_item = directive.denies_by_line ||
			      (has_signs(directive) && assignment.value.starts_with('~'));
	const auto found = std::ranges::find_if(items, [&](const BisectItem &item) {
		return item.directive == directive.id && !own_item &&
		       !(has_signs(directive) &&
			       config.assignments[item.assignments[0]].value.starts_with('~'));
	});
	if (found != items.end())
		return *found;
	return items.emplace_back(BisectItem{.directive = directive.id});
}

/** Exceptions from a list of what is denied restrict nothing. */
bool is_exception(const UnitConfig &config, std::size_t index)
{
	const Assignment &assignment = config.assignments[index];
	if (!has_signs(record(assignment.directive)) || assignment.value.starts_with('~'))
		return false;
	const auto first =
		std::ranges::find(config.assignments, assignment.directive, &Assignment::directive);
	return first->value.starts_with('~');
}

bool is_item(const UnitConfig &config, std::size_t index)
{
	const Assignment &assignment = config.assignments[index];
	const DirectiveRecord &known = record(assignment.directive);
	return known.restricts && !known.off.empty() && !known.identity && !is_off(assignment) &&
	       !is_exception(config, index);
}

/** What stays of a list. A first line without ~ would allow, where it made exceptions. */
std::vector<std::string> lines_that_stay(
	const UnitConfig &config, Directive directive, const std::vector<std::size_t> &gone)
{
	std::vector<std::string> lines{fmt::format("{}=", name(directive))};
	bool first = true;
	const auto start = std::ranges::find(config.assignments, directive, &Assignment::directive);
	const bool still_allows =
		has_signs(record(directive)) && !start->value.starts_with('~') &&
		std::ranges::find(gone,
			static_cast<std::size_t>(start - config.assignments.begin())) == gone.end();
	for (std::size_t i = 0; i < config.assignments.size(); ++i) {
		const Assignment &assignment = config.assignments[i];
		if (assignment.directive != directive || std::ranges::find(gone, i) != gone.end())
			continue;
		const bool denies = assignment.value.starts_with('~');
		if (first && has_signs(record(directive)) && !still_allows && !denies)
			continue;
		first = false;
		lines.push_back(line_of(assignment));
	}
	return lines;
}

Edit edit_without(const UnitConfig &config, const std::vector<BisectItem> &items,
	const std::vector<std::size_t> &removed, Directive directive)
{
	std::vector<std::size_t> gone;
	std::size_t there = 0;
	Edit edit{.scope = Scope::Off};
	for (const BisectItem &item : items)
		there += item.directive == directive;
	for (const std::size_t index : removed) {
		const BisectItem &item = items[index];
		if (item.directive != directive)
			continue;
		--there;
		gone.insert(gone.end(), item.assignments.begin(), item.assignments.end());
		const Origin &origin = config.assignments[item.assignments[0]].origin;
		edit.cause += fmt::format("{}{} ({}:{})", edit.cause.empty() ? "" : ", ",
			item_text(config, item), origin.path, origin.line);
	}
	const auto off = record(directive).off;
	edit.lines = there == 0 ? std::vector<std::string>{off.begin(), off.end()}
				: lines_that_stay(config, directive, gone);
	edit.why = "found by trial: the unit is well without it, and not with it";
	return edit;
}

/** From the strongest to the weakest, and what counted before the drop-in that sets it. */
std::vector<Edit> weaker_values(const UnitConfig &config, const Assignment &assignment)
{
	const std::string now = fmt::format("{}={}", name(assignment.directive), assignment.value);
	std::vector<Edit> weaker;
	const auto add = [&](std::string line, std::string why) {
		weaker.push_back({.scope = Scope::Wider,
			.lines = {std::move(line)},
			.why = "found by trial: " + why,
			.cause = fmt::format("{} ({}:{})", now, assignment.origin.path,
				assignment.origin.line)});
	};
	for (const std::string_view value : record(assignment.directive).weaker)
		if (value == assignment.value)
			weaker.clear(); // those before it are stronger
		else
			add(fmt::format("{}={}", name(assignment.directive), value),
				"less than giving it up");
	if (auto restored = restored_line(config, assignment);
		restored && !is_off(*config.before(assignment)))
		add(std::move(restored->text), std::move(restored->why));
	return weaker;
}

} // namespace

std::vector<BisectItem> bisect_items(const UnitConfig &config)
{
	std::vector<BisectItem> items;
	for (std::size_t i = 0; i < config.assignments.size(); ++i)
		if (is_item(config, i))
			item_for(items, config, i).assignments.push_back(i);
	return items;
}

std::vector<Edit> edits_without(const UnitConfig &config, const std::vector<BisectItem> &items,
	const std::vector<std::size_t> &removed)
{
	std::vector<Directive> directives;
	for (const std::size_t index : removed)
		if (std::ranges::find(directives, items[index].directive) == directives.end())
			directives.push_back(items[index].directive);
	std::vector<Edit> edits;
	for (const Directive directive : directives)
		edits.push_back(edit_without(config, items, removed, directive));
	return edits;
}

std::vector<std::string> identity_settings(const UnitConfig &config)
{
	std::vector<std::string> settings;
	for (const Assignment &assignment : config.assignments) {
		std::string text = fmt::format("{}=", name(assignment.directive));
		if (record(assignment.directive).restricts &&
			record(assignment.directive).identity &&
			std::ranges::find(settings, text) == settings.end())
			settings.push_back(std::move(text));
	}
	return settings;
}

std::string item_text(const UnitConfig &config, const BisectItem &item)
{
	static constexpr std::size_t longest = 60;
	std::string text{name(item.directive)};
	text += '=';
	for (const std::size_t index : item.assignments)
		text += (text.ends_with('=') ? "" : " ") + config.assignments[index].value;
	return text.size() > longest ? text.substr(0, longest) + "..." : text;
}

double item_weight(const UnitConfig &config, const BisectItem &item)
{
	double weight = 0;
	for (const std::size_t index : item.assignments)
		weight = std::max(weight, prior_of(config.assignments[index], config));
	const bool is_other =
		std::ranges::all_of(record(item.directive).mechanisms, [](Mechanism mechanism) {
			return mechanism == Mechanism::ResourceLimit ||
			       mechanism == Mechanism::CgroupLimit ||
			       mechanism == Mechanism::LsmLabel || mechanism == Mechanism::Keyring;
		});
	return is_other ? weight * other_kind : weight;
}

std::vector<Hint> hints_of(
	const Diagnosis &diagnosis, const UnitConfig &config, const std::vector<BisectItem> &items)
{
	std::vector<Hint> suspects;
	for (const Finding &finding : diagnosis.findings)
		for (std::size_t i = 0; i < items.size(); ++i) {
			if (items[i].directive != finding.directive)
				continue;
			const bool same_line =
				std::ranges::any_of(items[i].assignments, [&](std::size_t index) {
					return config.assignments[index].origin == finding.origin;
				});
			const double weight = finding.confidence * finding_weight;
			suspects.push_back({i, same_line ? weight : weight / 2});
		}
	std::ranges::stable_sort(suspects, std::ranges::greater{}, &Hint::weight);
	std::erase_if(suspects, [](const Hint &suspect) { return suspect.weight <= 0; });
	return suspects;
}

std::vector<Edit> narrower_edits(const UnitConfig &config, const System &system,
	const BisectItem &item, const std::vector<Finding> &findings)
{
	std::vector<Edit> edits;
	for (const Finding &finding : findings)
		for (const Edit &edit : finding.edits)
			if (finding.directive == item.directive && edit.scope != Scope::Off &&
				std::ranges::find(edits, edit.lines, &Edit::lines) == edits.end())
				edits.push_back(edit);
	for (Edit &edit : weaker_values(config, config.assignments[item.assignments[0]]))
		if (takes_lines(edit.lines, system.systemd_version) &&
			std::ranges::find(edits, edit.lines, &Edit::lines) == edits.end())
			edits.push_back(std::move(edit));
	return edits;
}

} // namespace hardenctl
