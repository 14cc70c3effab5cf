// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "base/text.hh"
#include "knowledge/names.hh"
#include "report/explain-entries.hh"
#include "report/explain-rows.hh"
#include "report/explain-support.hh"
#include "report/words.hh"

#include <algorithm>
#include <csignal>
#include <cstring>
#include <fmt/format.h>
#include <set>

namespace hardenctl {

static std::string_view value_type_in_words(ValueType type) noexcept
{
	switch (type) {
	case ValueType::Boolean:
		return "yes or no";
	case ValueType::Enum:
		return "one of these values";
	case ValueType::String:
		return "a text";
	case ValueType::Path:
		return "a path";
	case ValueType::PathList:
		return "a list of paths";
	case ValueType::BindList:
		return "a list of SOURCE[:DESTINATION[:OPTIONS]]";
	case ValueType::List:
		return "a list of words";
	case ValueType::InvertibleList:
		return "a list of words; with ~ before it, all but these";
	case ValueType::SystemCallList:
		return "a list of system calls and @groups; with ~ before it, all but these";
	case ValueType::Limit:
		return "SOFT[:HARD], or infinity";
	case ValueType::Number:
		return "a number or size, or infinity";
	case ValueType::Mode:
		return "an octal mode";
	}
	return {};
}

/** What several lines of it do. */
static std::string_view merge_in_words(Merge merge) noexcept
{
	switch (merge) {
	case Merge::Last:
		return "Of several lines the last valid one counts.";
	case Merge::LastOrReset:
		return "Of several lines the last one counts; an empty one gives the default back.";
	case Merge::Append:
		return "Several lines add up; an empty one forgets those before it.";
	case Merge::Invertible:
		return "Several lines count in their order: each adds or, with ~, takes away.";
	}
	return {};
}

/** In capitals, without braces: "ReadWritePaths=-PATH"; groups keep their @. */
static std::string fill_in_placeholders(std::string_view edit)
{
	std::string out;
	for (;;) {
		const auto open = edit.find('{');
		const auto close = edit.find('}', open);
		if (open == edit.npos || close == edit.npos)
			return out.append(edit);
		out += edit.substr(0, open);
		const std::string_view placeholder = edit.substr(open + 1, close - open - 1);
		out.append(placeholder == "group" ? "@" : "").append(to_upper(placeholder));
		edit.remove_prefix(close + 1);
	}
}

static std::string title(const DirectiveEntry &entry, const ReportStyle &style)
{
	std::string out = paint(style, Ink::Bold, fmt::format("{}=", name(entry.directive)));
	if (!entry.alias.empty())
		out += fmt::format(" (old name: {}=)", entry.alias);
	return out + '\n';
}

static ExplainItems type_of(const DirectiveRecord &directive)
{
	std::string type{value_type_in_words(directive.type)};
	if (!directive.default_value.empty())
		type += fmt::format("; default: {}", directive.default_value);
	return {{.text = std::move(type)}, {.text = std::string{merge_in_words(directive.merge)}}};
}

static std::string since_of(
	const ValueRecord &value, const DirectiveRecord &directive, unsigned systemd_version)
{
	if (value.since <= std::max(directive.since, any_version))
		return {};
	const bool missing = knows(systemd_version, value.since) == false;
	return fmt::format(" (since {}{})", value.since,
		missing ? fmt::format(", not in the {} here", systemd_version) : "");
}

static ExplainItems values_of(const DirectiveRecord &directive, unsigned systemd_version)
{
	ExplainItems items;
	for (const ValueRecord &value : directive.values)
		items.push_back(
			{.text = fmt::format("{}{}: {}", value.value,
				 since_of(value, directive, systemd_version), value.meaning)});
	return items;
}

/** Of the value that was asked for; empty where its record says nothing of it. */
static std::string meaning_of(std::string_view value, const DirectiveRecord &directive)
{
	const auto known = std::ranges::find(directive.values, value, &ValueRecord::value);
	return known == directive.values.end()
		       ? std::string{}
		       : fmt::format("{}: {}", known->value, known->meaning);
}

/** As logs have it: programs print an errno's text, the manager a signal's number and name. */
static std::string answer_in_words(std::string_view answer)
{
	if (const auto number = find_errno(answer))
		return errno_in_words(*number);
	for (int number = 1; number < NSIG; number++)
		if (const char *name = sigabbrev_np(number);
			name && answer.starts_with("SIG") && answer.substr(3) == name)
			return fmt::format("{} (status={}/{})", answer, number, name);
	return std::string{answer};
}

/** An answer's words come where it is first named. */
static ExplainItems denials_of(const DirectiveRecord &directive)
{
	ExplainItems items;
	std::set<std::string_view> named;
	for (const DenialRecord &denial : directive.denies) {
		const std::string_view answer = denial.answer;
		std::string text{denial.operation};
		if (!answer.empty())
			text += fmt::format(": {}", named.insert(answer).second
							    ? answer_in_words(answer)
							    : std::string{answer});
		items.push_back({.text = std::move(text)});
	}
	return items;
}

/** Each line once; without any the reader should know that there is none to look for. */
static ExplainItems traces_of(const DirectiveRecord &directive)
{
	ExplainItems items;
	for (const DenialRecord &denial : directive.denies)
		if (!denial.trace.empty() &&
			!std::ranges::count(items, denial.trace, &ExplainItem::text))
			items.push_back({.text = std::string{denial.trace}, .ink = Ink::Yellow});
	if (items.empty() && !directive.denies.empty())
		items.push_back({.text = "nothing but what the program itself says of the error"});
	return items;
}

static std::string exit_statuses_of(const DirectiveRecord &directive)
{
	std::string out;
	for (const unsigned status : directive.exit_statuses)
		out += fmt::format("{}{}/{}", out.empty() ? "" : ", ", status,
			exit_status_name(static_cast<int>(status)));
	return out;
}

/** "ProtectSystem=strict (if …)" */
static std::string conditional(const std::string &assignment, const Implication &implication)
{
	return implication.condition.empty()
		       ? assignment
		       : fmt::format("{} ({})", assignment, implication.condition);
}

static ExplainItems implied_of(const DirectiveRecord &directive)
{
	ExplainItems items;
	for (const Implication &implication : directive.implies)
		items.push_back(
			{.text = conditional(fmt::format("{}={}", name(implication.directive),
						     implication.value),
				 implication)});
	return items;
}

/** ", as strict (if …)": what is said of the implication after the name of the other directive. */
static std::string implied_how(const Implication &implication)
{
	const std::string words = fmt::format(", as {}", implication.value);
	// "with yes" says no more than "ProtectHostname=yes" does.
	const bool is_told = implication.condition == fmt::format("with {}", implication.from);
	return is_told ? words : conditional(words, implication);
}

/** Those of which the same is said share an item: NoNewPrivileges= is implied by twenty. */
static ExplainItems implied_by_of(const DirectiveEntry &entry)
{
	std::vector<std::pair<std::string, std::string>> names_and_how;
	for (const ImpliedBy &by : entry.implied_by) {
		const std::string named =
			fmt::format("{}={}", name(by.directive), by.implication->from);
		std::string how = implied_how(*by.implication);
		const auto same = std::ranges::find(
			names_and_how, how, &std::pair<std::string, std::string>::second);
		if (same == names_and_how.end())
			names_and_how.emplace_back(named, std::move(how));
		else
			same->first += ", " + named;
	}
	ExplainItems items;
	for (const auto &[names, how] : names_and_how)
		items.push_back({.text = names + how});
	return items;
}

static std::string since_in_words(unsigned since)
{
	return since <= any_version ? "every version in use" : fmt::format("systemd {}", since);
}

/** What can be told of the system at hand. */
static ExplainItems availability_of(const DirectiveRecord &directive, const Explanation &context)
{
	ExplainItems items{{.text = since_in_words(directive.since)}};
	if (const auto known = knows(context.systemd_version, directive.since))
		items[0].text +=
			*known ? fmt::format("; the {} here has it", context.systemd_version)
			       : fmt::format(
					 "; the {} here does not know it and ignores the line with "
					 "a warning",
					 context.systemd_version);
	const auto needed = needed_kernel(directive);
	const auto running = parse_kernel_version(context.kernel);
	if (needed && running)
		items.push_back(
			{.text = fmt::format("Linux {}.{} runs here: {} ({}.{})", running->major,
				 running->minor, *running < *needed ? "too old" : "new enough",
				 needed->major, needed->minor)});
	return items;
}

static ExplainItems loosening_of(const DirectiveRecord &directive)
{
	ExplainItems items;
	for (const LooseningRecord &loosening : directive.loosen) {
		for (const std::string_view line : split(strip(loosening.edit), '\n'))
			items.push_back({.text = fill_in_placeholders(line), .ink = Ink::Bold});
		if (!loosening.when.empty())
			items.push_back(
				{.text = fill_in_placeholders(loosening.when), .indent = 2});
	}
	return items;
}

static ExplainItems breakage_of(const DirectiveRecord &directive)
{
	ExplainItems items;
	for (const BreakageRecord &breakage : directive.breaks)
		items.push_back(
			{.text = fmt::format("{}: {}", breakage.program_class, breakage.what)});
	return items;
}

static std::string exposure_of(const DirectiveRecord &directive, unsigned systemd_version)
{
	const double share = exposure_share(directive, systemd_version);
	if (share == 0)
		return {};
	const std::size_t rows = directive.exposure.size();
	return fmt::format("up to {:.1f} of 10 in systemd-analyze security ({} check{})",
		std::max(share, 0.1), rows, rows == 1 ? "" : "s");
}

static std::string see_also(const DirectiveEntry &entry)
{
	const std::string related = directive_names(entry.related);
	const std::string_view manual = record(entry.directive).manual;
	return related.empty() ? std::string{manual} : fmt::format("{}, {}", manual, related);
}

std::string explain_entry(
	const DirectiveEntry &entry, const Explanation &context, const ReportStyle &style)
{
	const DirectiveRecord &directive = record(entry.directive);
	const unsigned version = context.systemd_version;
	std::string out = title(entry, style);
	out += explain_summary(style, directive.summary);
	out += explain_paragraphs(style, directive.description) + '\n';
	out += explain_item(style, "this value", meaning_of(entry.value, directive));
	out += explain_items(style, "value", type_of(directive));
	out += explain_items(style, "values", values_of(directive, version));
	out += explain_items(style, "denies", denials_of(directive));
	out += explain_items(style, "in the log", traces_of(directive));
	out += explain_item(style, "fails with", exit_statuses_of(directive));
	out += explain_items(style, "breaks", breakage_of(directive));
	out += explain_items(style, "loosen", loosening_of(directive));
	out += explain_item(style, "tighten", directive.tighten);
	out += explain_items(style, "implies", implied_of(directive));
	out += explain_items(style, "implied by", implied_by_of(entry));
	out += explain_items(style, "since", availability_of(directive, context));
	out += explain_item(style, "needs", directive.needs);
	out += explain_item(style, "user units", directive.user_manager);
	out += explain_item(style, "exposure", exposure_of(directive, version));
	out += explain_item(style, "see also", see_also(entry));
	return out;
}

} // namespace hardenctl
