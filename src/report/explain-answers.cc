// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "knowledge/names.hh"
#include "report/explain-entries.hh"
#include "report/explain-rows.hh"
#include "report/words.hh"

#include <algorithm>
#include <cstring>
#include <fmt/format.h>

namespace hardenctl {

/** Does the heading say the answer already, as of an errno or a signal? */
enum class Answers { InHeading, InRow };

static std::string row_in_words(const DenialRecord &denial, Answers answers)
{
	const auto number = answers == Answers::InRow ? find_errno(denial.answer) : std::nullopt;
	return number ? fmt::format("{}: {}", denial.operation, errno_in_words(*number))
		      : std::string{denial.operation};
}

/** Versions may log the same denial in different words. */
static bool is_same(const AnsweredBy &row, const AnsweredBy &other) noexcept
{
	return row.directive == other.directive && row.denial->operation == other.denial->operation;
}

/** "ProtectSystem=, PrivateTmp=": each once, as their rows come together. */
static void add_name(std::string &names, Directive directive)
{
	const std::string own = fmt::format("{}=", name(directive));
	if (names.empty())
		names = own;
	else if (names != own && !names.ends_with(", " + own))
		names += ", " + own;
}

/** "PrivateTmp=: a file that …", the rows of one directive together. */
static ExplainItems rows_of(std::span<const AnsweredBy> rows, Answers answers = Answers::InHeading)
{
	ExplainItems items;
	std::string starting;
	const AnsweredBy *last = nullptr;
	for (const AnsweredBy &row : rows) {
		if (row.denial->operation.starts_with("start,")) {
			add_name(starting, row.directive);
			continue;
		}
		if (last != nullptr && is_same(*last, row))
			continue;
		if (last == nullptr || last->directive != row.directive)
			items.push_back({.text = fmt::format("{}=", name(row.directive)),
				.ink = Ink::Bold});
		items.push_back({.text = row_in_words(*row.denial, answers), .indent = 2});
		last = &row;
	}
	if (!starting.empty()) {
		items.push_back({.text = "the start of the service, by an exit status from 200 on",
			.ink = Ink::Bold});
		items.push_back({.text = std::move(starting), .indent = 2});
	}
	return items;
}

/** Those that are the cause most often; --full has the others. */
static std::string answered(
	std::string_view label, std::span<const AnsweredBy> rows, const ReportStyle &style)
{
	static constexpr std::size_t most_lines = 14;
	if (rows.empty())
		return explain_item(
			style, label, "no directive: the cause is outside of the unit's sandbox");
	return explain_items(style, label, rows_of(rows), most_lines);
}

static std::string more_hint(
	std::span<const AnsweredBy> rows, std::string_view name, const ReportStyle &style)
{
	return style.full || !style.legend || rows.empty()
		       ? std::string{}
		       : fmt::format("\n`hardenctl explain -l {}` shows all.\n", name);
}

std::string explain_entry(const ErrnoEntry &entry, const Explanation &, const ReportStyle &style)
{
	const char *description = strerrordesc_np(entry.number);
	std::string out = explain_title(style, errno_name(entry.number),
		fmt::format("error {}: {}", entry.number,
			description == nullptr ? "unknown" : description));
	out += '\n' + answered("returned by", entry.answered_by, style);
	out += explain_item(style, "see also", "errno(3)");
	return out + more_hint(entry.answered_by, errno_name(entry.number), style);
}

std::string explain_entry(const SignalEntry &entry, const Explanation &, const ReportStyle &style)
{
	const char *description = sigdescr_np(entry.number);
	std::string out = explain_title(style, signal_name(entry.number),
		fmt::format("signal {}: {}", entry.number,
			description == nullptr ? "unknown" : description));
	out += '\n' + answered("caused by", entry.answered_by, style);
	out += explain_item(style, "see also", "signal(7)");
	return out + more_hint(entry.answered_by, signal_name(entry.number), style);
}

std::string explain_entry(
	const ProgramStatusEntry &entry, const Explanation &, const ReportStyle &style)
{
	std::string out = explain_title(style, std::to_string(entry.status), "exit status");
	std::string summary{"The program chose it; its manual says what it means."};
	if (!entry.description.empty())
		summary = fmt::format("By convention: {}.", entry.description);
	else if (entry.signal != 0)
		summary = fmt::format("A shell reports this if {} ({}) ended a child: 128 + {}.",
			signal_name(entry.signal), sigdescr_np(entry.signal), entry.signal);
	out += explain_summary(style, summary) + '\n';
	out += explain_item(style, "in the log",
		fmt::format("Main process exited, code=exited, status={}/…", entry.status));
	out += explain_item(style, "find out",
		"The lines before it say why; `hardenctl diagnose UNIT` judges them.");
	return out + explain_item(style, "see also", "systemd.exec(5), Process Exit Codes");
}

static ExplainItems shown_by(const LineEntry &entry)
{
	ExplainItems items;
	for (const LineDenial &shown : entry.denials) {
		items.push_back({.text = shown.denial.other_cause ? shown.denial.other_cause_reason
								  : denial_in_words(shown.denial)});
		if (!shown.denial.other_cause)
			items.push_back(
				{.text = shown.directives.empty()
						 ? "no directive is known to deny it"
						 : "can be denied by " +
							   directive_names(shown.directives),
					.indent = 2});
	}
	if (!entry.exit.empty())
		items.push_back({.text = fmt::format("a process ended: {}", entry.exit)});
	if (items.empty())
		items.push_back({.text = "nothing that was denied"});
	return items;
}

std::string explain_entry(const LineEntry &entry, const Explanation &, const ReportStyle &style)
{
	std::string out = explain_title(style, "A line of a log", "by itself");
	out += explain_summary(style, entry.line) + '\n';
	out += explain_items(style, "shows", shown_by(entry));
	return out + explain_item(style, "judge it",
			     "`hardenctl diagnose --log=- UNIT` reads the log from standard input, "
			     "with the lines around it, and weighs what the unit sets.");
}

/** What the manager logs of a start that ends so, the cause before the consequence. */
static ExplainItems start_traces_of(const ExitStatusEntry &entry)
{
	static constexpr std::size_t enough = 3;
	const std::string_view step = exit_status_name(entry.status);
	const std::string marked = fmt::format("({}", entry.status);
	ExplainItems items;
	for (const Directive directive : entry.directives)
		for (const DenialRecord &denial : record(directive).denies)
			if (items.size() < enough && !denial.trace.empty() &&
				denial.operation.find(marked) != denial.operation.npos &&
				!std::ranges::count(items, denial.trace, &ExplainItem::text))
				items.push_back(
					{.text = std::string{denial.trace}, .ink = Ink::Yellow});
	if (!items.empty())
		items.insert(items.begin(), {.text = "first the cause, in a line such as"});
	items.push_back({.text = fmt::format("Failed at step {} spawning PROGRAM: REASON", step),
		.ink = Ink::Yellow});
	items.push_back({.text = fmt::format("Main process exited, code=exited, status={}/{}",
				 entry.status, step),
		.ink = Ink::Yellow});
	return items;
}

std::string explain_entry(
	const ExitStatusEntry &entry, const Explanation &, const ReportStyle &style)
{
	const std::string_view step = exit_status_name(entry.status);
	std::string out = explain_title(
		style, fmt::format("{}/{}", entry.status, step), "exit status of systemd itself");
	out += explain_summary(style,
		fmt::format("The program did not run: {}.", exit_status_description(entry.status)));
	out += '\n' + explain_items(style, "in the log", start_traces_of(entry));
	out += explain_item(style, "because of",
		entry.directives.empty()
			? "no sandboxing directive; the manager, or the Exec lines themselves"
			: directive_names(entry.directives));
	if (entry.directives.size() > 1)
		out += explain_item(
			style, "find out", "`hardenctl diagnose UNIT` shows which of them it is.");
	out += explain_item(style, "see also", "systemd.exec(5), Process Exit Codes");
	return out;
}

static ExplainItems calls_of(const CapabilityEntry &entry)
{
	std::string always;
	std::string sometimes;
	for (const PrivilegedCall &call : entry.calls) {
		std::string &list = call.likelihood < 1 ? sometimes : always;
		list.append(list.empty() ? "" : ", ").append(call.call);
	}
	ExplainItems items;
	if (!always.empty())
		items.push_back({.text = "always: " + always});
	if (!sometimes.empty())
		items.push_back({.text = "for some uses: " + sometimes});
	return items;
}

static std::string dropped_by(const CapabilityEntry &entry)
{
	std::string out = "CapabilityBoundingSet=, if it does not keep it";
	for (const Cause &cause : entry.dropped_by)
		out += fmt::format(", {}={}", name(cause.directive), cause.value);
	return out;
}

std::string explain_entry(
	const CapabilityEntry &entry, const Explanation &, const ReportStyle &style)
{
	const std::string_view capability = capability_name(entry.capability);
	std::string out = explain_title(style, capability, "capability");
	out += explain_summary(style,
		fmt::format("It lets a process {}.", capability_description(entry.capability)));
	out += '\n' + explain_items(style, "needed by", calls_of(entry));
	out += explain_item(style, "dropped by", dropped_by(entry));
	out += explain_items(style, "without it", rows_of(entry.denials, Answers::InRow));
	const std::vector<ExplainItem> edit{
		{.text = fmt::format("CapabilityBoundingSet={}", capability), .ink = Ink::Bold},
		{.text = "only if the unit restricts the set already; otherwise this line would "
			 "restrict it to this capability",
			.indent = 2},
		{.text = fmt::format("AmbientCapabilities={}", capability), .ink = Ink::Bold},
		{.text = "as well, for a service with User=", .indent = 2}};
	out += explain_items(style, "give it", edit);
	return out + explain_item(style, "see also", "capabilities(7)");
}

std::string explain_entry(const FamilyEntry &entry, const Explanation &, const ReportStyle &style)
{
	const std::string_view family = family_name(entry.family);
	std::string out = explain_title(style, family, "address family");
	out += explain_summary(style, fmt::format("For {}.", family_description(entry.family)));
	out += '\n' + explain_item(style, "denied by",
			      "RestrictAddressFamilies=, if it does not allow it: EAFNOSUPPORT "
			      "(Address family not supported by protocol)");
	out += explain_items(style, "without it", rows_of(entry.denials, Answers::InRow));
	out += explain_item(style, "restricted by", directive_names(entry.related));
	const std::vector<ExplainItem> allow{
		{.text = fmt::format("RestrictAddressFamilies={}", family), .ink = Ink::Bold},
		{.text = "only if the unit restricts them already; otherwise this line would allow "
			 "no other family",
			.indent = 2}};
	out += explain_items(style, "allow", allow);
	return out + explain_item(style, "see also", "address_families(7), systemd.exec(5)");
}

} // namespace hardenctl
