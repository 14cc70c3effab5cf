// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "report/explain-rows.hh"
#include "report/explain-topics.hh"
#include "report/words.hh"
#include "sandbox/meanings.hh"
#include "unit/names.hh"

#include <algorithm>
#include <cstring>
#include <fmt/format.h>

namespace hardenctl {

using Items = std::vector<ExplainItem>;

static std::string title(const ReportStyle &style, std::string_view name, std::string_view what)
{
	return paint(style, Ink::Bold, name) + fmt::format(" ({})\n", what);
}

/** The heading of an errno or signal says the answer already, that of others does not. */
enum class Answers {
	Told,
	Tell,
};

static std::string row_in_words(const DenialRecord &denial, Answers answers)
{
	const auto number = answers == Answers::Tell ? find_errno(denial.answer) : std::nullopt;
	return number ? fmt::format("{}: {}", denial.operation, errno_in_words(*number))
		      : std::string{denial.operation};
}

/** "PrivateTmp=: a file that …", the rows of one directive together. */
static Items rows_of(std::span<const AnsweredBy> rows, Answers answers = Answers::Told)
{
	Items items;
	std::string starting;
	const Directive *last = nullptr;
	for (const AnsweredBy &row : rows) {
		if (row.denial->operation.starts_with("start,")) {
			starting += fmt::format(
				"{}{}=", starting.empty() ? "" : ", ", name(row.directive));
			continue;
		}
		if (last == nullptr || *last != row.directive)
			items.push_back({.text = fmt::format("{}=", name(row.directive)),
				.ink = Ink::Bold});
		items.push_back({.text = row_in_words(*row.denial, answers), .indent = 2});
		last = &row.directive;
	}
	if (!starting.empty()) {
		items.push_back({.text = "the start of the service, by an exit status from 200 on",
			.ink = Ink::Bold});
		items.push_back({.text = std::move(starting), .indent = 2});
	}
	return items;
}

static std::string answered(std::span<const AnsweredBy> rows, const ReportStyle &style)
{
	if (rows.empty())
		return explain_paragraphs(
			style, "No directive is known to answer so: look elsewhere first.");
	return explain_items(style, "answered by", rows_of(rows));
}

std::string explain_topic(const ErrnoTopic &topic, const Explanation &, const ReportStyle &style)
{
	const char *description = strerrordesc_np(topic.number);
	std::string out = title(style, errno_name(topic.number),
		fmt::format("error {}: {}", topic.number,
			description == nullptr ? "unknown" : description));
	out += '\n' + answered(topic.answered_by, style);
	return out + explain_item(style, "see also", "errno(3)");
}

std::string explain_topic(const SignalTopic &topic, const Explanation &, const ReportStyle &style)
{
	const char *description = sigdescr_np(topic.number);
	std::string out = title(style, signal_name(topic.number),
		fmt::format("signal {}: {}", topic.number,
			description == nullptr ? "unknown" : description));
	out += '\n' + answered(topic.answered_by, style);
	return out + explain_item(style, "see also", "signal(7)");
}

/** What the manager logs of a start that ends so, the cause before the consequence. */
static Items start_traces_of(const ExitStatusTopic &topic)
{
	static constexpr std::size_t enough = 3;
	const std::string_view step = exit_status_name(topic.status);
	const std::string marked = fmt::format("({}", topic.status);
	Items items;
	for (const Directive directive : topic.directives)
		for (const DenialRecord &denial : record(directive).denies)
			if (items.size() < enough && !denial.trace.empty() &&
				denial.operation.find(marked) != denial.operation.npos &&
				!std::ranges::count(items, denial.trace, &ExplainItem::text))
				items.push_back(
					{.text = std::string{denial.trace}, .ink = Ink::Yellow});
	if (!items.empty())
		items.insert(items.begin(), {.text = "first what failed, such as one of"});
	items.push_back({.text = fmt::format("Failed at step {} spawning PROGRAM: REASON", step),
		.ink = Ink::Yellow});
	items.push_back({.text = fmt::format("Main process exited, code=exited, status={}/{}",
				 topic.status, step),
		.ink = Ink::Yellow});
	return items;
}

std::string explain_topic(
	const ExitStatusTopic &topic, const Explanation &, const ReportStyle &style)
{
	const std::string_view step = exit_status_name(topic.status);
	std::string out = title(
		style, fmt::format("{}/{}", topic.status, step), "exit status of systemd itself");
	out += explain_summary(style,
		fmt::format("The program did not run: {}.", exit_status_meaning(topic.status)));
	out += '\n' + explain_items(style, "in the log", start_traces_of(topic));
	out += explain_item(style, "because of",
		topic.directives.empty()
			? "no sandboxing directive; the manager, or the Exec lines themselves"
			: directive_names(topic.directives));
	if (topic.directives.size() > 1)
		out += explain_item(
			style, "find out", "`hardenctl diagnose UNIT` tells which of them it is.");
	out += explain_item(style, "see also", "systemd.exec(5), Process Exit Codes");
	return out;
}

static Items calls_of(const CapabilityTopic &topic)
{
	std::string always;
	std::string sometimes;
	for (const PrivilegedCall &call : topic.calls) {
		std::string &list = call.likelihood < 1 ? sometimes : always;
		list.append(list.empty() ? "" : ", ").append(call.call);
	}
	Items items;
	if (!always.empty())
		items.push_back({.text = "always: " + always});
	if (!sometimes.empty())
		items.push_back({.text = "for some uses: " + sometimes});
	return items;
}

static std::string dropped_by(const CapabilityTopic &topic)
{
	std::string out = "CapabilityBoundingSet=, if it does not keep it";
	for (const Cause &cause : topic.dropped_by)
		out += fmt::format(", {}={}", name(cause.directive), cause.value);
	return out;
}

std::string explain_topic(
	const CapabilityTopic &topic, const Explanation &, const ReportStyle &style)
{
	const std::string_view capability = capability_name(topic.capability);
	std::string out = title(style, capability, "capability");
	out += explain_summary(
		style, fmt::format("It lets a process {}.", capability_meaning(topic.capability)));
	out += '\n' + explain_items(style, "needed by", calls_of(topic));
	out += explain_item(style, "dropped by", dropped_by(topic));
	out += explain_items(style, "without it", rows_of(topic.denials, Answers::Tell));
	const std::vector<ExplainItem> edit{
		{.text = fmt::format("CapabilityBoundingSet={}", capability), .ink = Ink::Bold},
		{.text = "if the unit restricts the set already; else the line would restrict to "
			 "it",
			.indent = 2},
		{.text = fmt::format("AmbientCapabilities={}", capability), .ink = Ink::Bold},
		{.text = "as well, for a service with User=", .indent = 2}};
	out += explain_items(style, "give it", edit);
	return out + explain_item(style, "see also", "capabilities(7)");
}

std::string explain_topic(const FamilyTopic &topic, const Explanation &, const ReportStyle &style)
{
	const std::string_view family = family_name(topic.family);
	std::string out = title(style, family, "address family");
	out += explain_summary(style, fmt::format("For {}.", family_meaning(topic.family)));
	out += '\n' + explain_item(style, "denied by",
			      "RestrictAddressFamilies=, if it does not allow it: EAFNOSUPPORT "
			      "(Address family not supported by protocol)");
	out += explain_items(style, "without it", rows_of(topic.denials, Answers::Tell));
	out += explain_item(style, "restricted by", directive_names(topic.related));
	out += explain_item(style, "allow", fmt::format("RestrictAddressFamilies={}", family));
	return out + explain_item(style, "see also", "address_families(7), systemd.exec(5)");
}

} // namespace hardenctl
