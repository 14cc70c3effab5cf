// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "base/text.hh"
#include "knowledge/names.hh"
#include "report/columns.hh"
#include "report/explain-entries.hh"
#include "report/explain-rows.hh"
#include "report/explain-support.hh"
#include "report/explain-value.hh"
#include "report/rows.hh"
#include "report/words.hh"

#include <algorithm>
#include <csignal>
#include <cstring>
#include <fmt/format.h>
#include <set>

namespace hardenctl {

/** In capitals, without braces: "ReadWritePaths=-PATH". */
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
		out.append(to_upper(placeholder));
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

/** As a drop-in has it. */
static std::string example_of(const DirectiveRecord &directive, const ReportStyle &style)
{
	const std::string_view command = directive.section == "Manager"
						 ? "# /etc/systemd/system.conf.d/NAME.conf"
						 : "# systemctl edit UNIT";
	return fmt::format("\n    {}\n    [{}]\n    {}\n\n", paint(style, Ink::Dim, command),
		directive.section,
		paint(style, Ink::Bold, fmt::format("{}={}", directive.name, directive.example)));
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

/** Versions may log the same denial in different words: it is shown once. */
static bool is_repeated(const DirectiveRecord &directive, const DenialRecord &denial)
{
	const auto same = std::ranges::find_if(directive.denies, [&](const DenialRecord &other) {
		return other.operation == denial.operation && other.answer == denial.answer;
	});
	return &*same != &denial;
}

/** An answer's words come where it is first named. */
static ExplainItems denials_of(const DirectiveRecord &directive)
{
	ExplainItems items;
	std::set<std::string_view> named;
	for (const DenialRecord &denial : directive.denies) {
		if (is_repeated(directive, denial))
			continue;
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

/** Of a long record the beginning is enough to recognize it. */
static std::string trace_in_brief(std::string_view trace, const ReportStyle &style)
{
	static constexpr std::size_t lines = 2;
	const std::size_t room = lines * (explain_width(style) - text_column) - lines * 4;
	return style.full ? std::string{trace} : shorten_back(trace, room, symbols(style).ellipsis);
}

/** The executor's own line, of a start that fails; REASON is an errno's text. */
static ExplainItems failed_steps_of(const DirectiveRecord &directive)
{
	ExplainItems items;
	if (std::ranges::any_of(directive.denies, [](const DenialRecord &denial) {
		    return denial.operation.starts_with("start,");
	    }))
		for (const unsigned status : directive.exit_statuses)
			items.push_back(
				{.text = fmt::format("Failed at step {} spawning PROGRAM: REASON",
					 exit_status_name(static_cast<int>(status))),
					.ink = Ink::Yellow});
	return items;
}

/** Each line once; without any the reader should know that there is none to look for. */
static ExplainItems traces_of(const DirectiveRecord &directive, const ReportStyle &style)
{
	ExplainItems items;
	for (const DenialRecord &denial : directive.denies)
		if (const std::string trace = trace_in_brief(denial.trace, style);
			!trace.empty() && !std::ranges::count(items, trace, &ExplainItem::text))
			items.push_back({.text = trace, .ink = Ink::Yellow});
	if (items.empty())
		items = failed_steps_of(directive);
	if (!items.empty() || directive.denies.empty())
		return items;
	const bool has_error = std::ranges::any_of(directive.denies,
		[](const DenialRecord &denial) { return !denial.answer.empty(); });
	return {{.text = has_error ? "only the program's own error message, if any" : "nothing"}};
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

static std::string see_also(const DirectiveEntry &entry, const ReportStyle &style)
{
	static constexpr std::size_t enough = 4;
	const std::size_t shown = style.full ? entry.related.size() : enough;
	const std::string related = directive_names(
		std::span{entry.related}.first(std::min(shown, entry.related.size())));
	const std::string_view manual = record(entry.directive).manual;
	return related.empty() ? std::string{manual} : fmt::format("{}, {}", manual, related);
}

static std::string_view level_in_words(TightenLevel level) noexcept
{
	switch (level) {
	case TightenLevel::Safe:
		return "safe for most services";
	case TightenLevel::Balanced:
		return "balanced: few services need what it denies";
	case TightenLevel::Strict:
		return "strict: test it, the service may need what it denies";
	}
	return {};
}

/** How safe the usual value is, by the levels of tighten. */
static std::string safety_of(const DirectiveRecord &directive)
{
	if (directive.proposals.empty())
		return {};
	const ProposalRow &row = directive.proposals.front();
	std::string out =
		fmt::format("{}={} is {}", directive.name, row.value, level_in_words(row.level));
	const bool as_root = row.level_as_root != row.level;
	const bool with_programs = row.level_with_programs != row.level;
	if (as_root && row.level_as_root == row.level_with_programs)
		return fmt::format("{}; {} if it starts as root or runs other programs.", out,
			name(row.level_as_root));
	if (as_root)
		out += fmt::format("; {} if it starts as root", name(row.level_as_root));
	if (with_programs)
		out += fmt::format("; {} if it runs other programs", name(row.level_with_programs));
	return out + '.';
}

/** What the units that were named have, and where. */
static ExplainItems units_of(const DirectiveEntry &entry, const Explanation &context)
{
	ExplainItems items;
	for (const EffectiveSandbox &unit : context.units)
		for (const EffectiveSetting &setting : unit.settings) {
			if (setting.directive != entry.directive)
				continue;
			items.push_back({.text = fmt::format("{}: {}={}", unit.unit,
						 name(setting.directive), setting.value),
				.ink = Ink::Bold});
			items.push_back({.text = origin_in_words(setting.origin), .indent = 2});
		}
	return items;
}

/** What can be told of the value or repaired, before what is known beside. */
static std::string cure_of(
	const DirectiveEntry &entry, const Explanation &context, const ReportStyle &style)
{
	static constexpr std::size_t value_lines = 3;
	static constexpr std::size_t denial_lines = 6;
	static constexpr std::size_t repair_lines = 9;
	const DirectiveRecord &directive = record(entry.directive);
	std::string out = explain_items(style, "in the unit", units_of(entry, context));
	out += explain_item(style, "this value", meaning_of(entry.value, directive));
	if (style.full) {
		out += explain_items(style, "value", type_of(directive));
		out += explain_items(
			style, "values", values_of(directive, context.systemd_version));
	} else {
		out += explain_text(style, "value", values_in_brief(directive), value_lines);
	}
	out += explain_items(style, "denies", denials_of(directive), denial_lines);
	return out + explain_items(style, "loosen", loosening_of(directive), repair_lines);
}

/** What its use looks like. */
static std::string experience_of(const DirectiveRecord &directive, const ReportStyle &style)
{
	static constexpr std::size_t trace_lines = 2;
	static constexpr std::size_t breakage_lines = 4;
	static constexpr std::size_t advice_lines = 3;
	std::string out =
		explain_items(style, "in the log", traces_of(directive, style), trace_lines);
	out += explain_item(style, "fails with", exit_statuses_of(directive));
	out += explain_items(style, "breaks", breakage_of(directive), breakage_lines);
	out += explain_text(style, "tighten", directive.tighten, advice_lines);
	return out + explain_item(style, "how safe", safety_of(directive));
}

/** What it hangs together with. */
static std::string surroundings_of(
	const DirectiveEntry &entry, const Explanation &context, const ReportStyle &style)
{
	static constexpr std::size_t few_lines = 2;
	const DirectiveRecord &directive = record(entry.directive);
	std::string out = explain_items(style, "implies", implied_of(directive), few_lines);
	out += explain_items(style, "implied by", implied_by_of(entry), few_lines);
	out += explain_items(style, "since", availability_of(directive, context));
	if (style.full) {
		out += explain_item(style, "needs", directive.needs);
		out += explain_item(style, "user units", directive.user_manager);
	}
	out += explain_item(style, "exposure", exposure_of(directive, context.systemd_version));
	return out + explain_item(style, "see also", see_also(entry, style));
}

std::string explain_entry(
	const DirectiveEntry &entry, const Explanation &context, const ReportStyle &style)
{
	const DirectiveRecord &directive = record(entry.directive);
	std::string out = title(entry, style);
	out += explain_summary(style, directive.summary);
	out += example_of(directive, style);
	if (style.full)
		out += explain_paragraphs(style, directive.description).substr(1) + '\n';
	out += cure_of(entry, context, style);
	out += experience_of(directive, style);
	out += surroundings_of(entry, context, style);
	if (!style.full && style.legend)
		out += fmt::format("\n`hardenctl explain -l {}` shows more.\n", directive.name);
	return out;
}

} // namespace hardenctl
