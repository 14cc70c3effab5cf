// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "base/text.hh"
#include "report/columns.hh"
#include "report/hosts.hh"
#include "report/ranking.hh"
#include "report/rows.hh"
#include "report/style.hh"
#include "report/table.hh"
#include "report/time-words.hh"
#include "report/words.hh"

#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <span>

namespace hardenctl {

/** Longer values are cut in the middle where the screen has a limit. */
static constexpr std::size_t widest_assignment = 34;
static constexpr std::size_t narrowest_assignment = 20;

namespace {

/** What a row says, clean. */
struct Row {
	std::string unit;
	std::string host;
	std::string denials;
	std::string last;
	/** "runs" */
	std::string state;
	/** "-" where no directive is to blame. */
	std::string directive;
	std::string confidence;
	/** Where it is set, or what it was instead. */
	std::string place;
	bool failed;
	bool blames;
};

} // namespace

static unsigned count_denials(const Incident &incident) noexcept
{
	unsigned count = 0;
	for (const Denial &denial : incident.denials)
		if (!denial.other_cause)
			count += denial.count;
	return count;
}

/** Instead of a place, where no directive is to blame. */
static std::string what_it_was(const Diagnosis &diagnosis)
{
	if (diagnosis.verdict != Verdict::NotSandbox)
		return "undecided";
	for (const Denial &denial : diagnosis.unexplained)
		if (denial.other_cause && !denial.other_cause_reason.empty())
			return "not the sandbox: " + denial.other_cause_reason;
	return diagnosis.incident.dependency_failed ? "not the sandbox: a dependency failed"
						    : "not the sandbox";
}

static void fill_in_blame(Row &row, const Diagnosis &diagnosis, const ReportStyle &style)
{
	row.blames = diagnosis.verdict == Verdict::Sandbox && !diagnosis.findings.empty();
	if (!row.blames) {
		row.directive = "-";
		row.confidence = "-";
		row.place = clean(style, what_it_was(diagnosis));
		return;
	}
	const Finding &best = diagnosis.findings.front();
	row.directive = clean(style, assignment_in_words(best));
	if (style.width != 0 && !style.full)
		row.directive =
			shorten_middle(row.directive, widest_assignment, symbols(style).ellipsis);
	row.confidence = confidence_in_words(best.confidence);
	row.place = clean(style, origin_in_words(best.origin));
}

static std::string hosts_in_words(const SameOnHosts &same, const ReportStyle &style)
{
	return same.size() == 1 ? clean(style, same.front()->incident.hostname)
				: fmt::format("{} hosts", same.size());
}

/** What became of it since. */
static std::string state_in_words(const Incident &incident)
{
	if (incident.well_since != 0)
		return incident.well_has_ended ? "ended" : "runs";
	return incident.outcome == Outcome::Impaired ? "runs" : "failed";
}

static bool has_recovered(const SameOnHosts &same)
{
	return std::ranges::any_of(same,
		[](const Diagnosis *diagnosis) { return diagnosis->incident.well_since != 0; });
}

/** The first one speaks for all. */
static Row row_of(const SameOnHosts &same, const ReportStyle &style)
{
	unsigned denials = 0;
	std::uint64_t last = 0;
	Row row{};
	for (const Diagnosis *diagnosis : same) {
		denials += count_denials(diagnosis->incident);
		last = std::max(last, last_of(*diagnosis));
		row.failed = row.failed || diagnosis->incident.outcome >= Outcome::Failed;
	}
	row.unit = clean(style, same.front()->incident.unit);
	row.host = hosts_in_words(same, style);
	row.denials = fmt::format("{}", denials);
	row.last = last == 0 ? "-" : ago(last, style.now);
	row.state = state_in_words(same.front()->incident);
	fill_in_blame(row, *same.front(), style);
	return row;
}

using Column = RowColumn<Row>;

static constexpr std::array all_columns{
	Column{.heading = "UNIT", .text = &Row::unit},
	Column{.heading = "HOST", .text = &Row::host},
	Column{.heading = "DENIALS", .text = &Row::denials, .right = true},
	Column{.heading = "LAST", .text = &Row::last},
	Column{.heading = "NOW", .text = &Row::state},
	Column{.heading = "DIRECTIVE", .text = &Row::directive},
	Column{.heading = "CONFIDENCE", .text = &Row::confidence, .right = true},
	Column{.heading = "SET AT", .text = &Row::place},
};

/** What the columns before the last one leave. */
static std::size_t room_for_place(
	std::span<const Column> columns, std::span<const Row> rows, const ReportStyle &style)
{
	std::size_t used = 0;
	for (const Column &column : columns.first(columns.size() - 1))
		used += width_of(column, rows, style.legend) + Table::gap;
	return used < style.width ? style.width - used : 0;
}

/** As far as they can be recognized. */
static void shorten_directives(
	std::span<const Column> columns, std::vector<Row> &rows, const ReportStyle &style)
{
	std::size_t used = 0;
	std::size_t width = 0;
	for (const Column &column : columns) {
		const std::size_t its_width = width_of(column, rows, style.legend);
		used += its_width + Table::gap;
		if (column.text == &Row::directive)
			width = its_width;
	}
	const std::size_t wanted = used - Table::gap;
	if (wanted <= style.width)
		return;
	const std::size_t excess = wanted - style.width;
	const std::size_t room = std::max(narrowest_assignment, width - std::min(width, excess));
	for (Row &row : rows)
		row.directive = shorten_middle(row.directive, room, symbols(style).ellipsis);
}

/** Makes the rows fit: without room for the places, these stand below their rows. */
static void fit(std::vector<Column> &columns, std::vector<Row> &rows, const ReportStyle &style)
{
	const std::size_t room = room_for_place(columns, rows, style);
	const std::size_t wanted = width_of(columns.back(), rows, false);
	if (room >= wanted)
		return;
	columns.pop_back();
	for (Row &row : rows)
		if (!row.blames)
			row.directive = shorten_middle(
				row.place, widest_assignment, symbols(style).ellipsis);
	shorten_directives(columns, rows, style);
}

static Ink ink_of_list_cell(const Column &column, const Row &row) noexcept
{
	if (column.text == &Row::unit)
		return row.failed ? Ink::Red : Ink::Yellow;
	if (column.text == &Row::directive && row.blames)
		return Ink::Bold;
	return Ink::Plain;
}

/** Below each row where its directive is set: a path that is cut is of no use. */
static std::string with_places(
	std::string_view table, std::span<const Row> rows, const ReportStyle &style)
{
	const std::size_t heading = style.legend ? 1 : 0;
	std::string out;
	std::size_t number = 0;
	for (const std::string_view line : split(table.substr(0, table.rfind('\n')), '\n')) {
		out.append(line) += '\n';
		if (number >= heading && rows[number - heading].blames)
			out += fmt::format("  {} {}\n", paint(style, Ink::Dim, "set at"),
				rows[number - heading].place);
		number++;
	}
	return out;
}

static void leave_out(std::vector<Column> &columns, std::string Row::*text)
{
	std::erase_if(columns, [text](const Column &column) { return column.text == text; });
}

static std::string render_table(
	std::span<const SameOnHosts> causes, bool with_hosts, const ReportStyle &style)
{
	std::vector<Column> columns{all_columns.begin(), all_columns.end()};
	if (!with_hosts)
		leave_out(columns, &Row::host);
	// all are failed, or run though something was denied, unless some have recovered
	if (std::ranges::none_of(causes, has_recovered))
		leave_out(columns, &Row::state);
	std::vector<Row> rows;
	for (const SameOnHosts &same : causes)
		rows.push_back(row_of(same, style));
	if (style.width != 0 && !style.full)
		fit(columns, rows, style);
	const std::string table = render_rows(columns, rows, style, ink_of_list_cell);
	return columns.back().text == &Row::place ? table : with_places(table, rows, style);
}

/** @param hidden hosts that have no row of their own */
static std::string hint(std::size_t units, bool hidden, bool recovered, const ReportStyle &style)
{
	return fmt::format("\n{} unit{} listed{}.\n{} shows the evidence and the repair{}.\n",
		units, units == 1 ? "" : "s", hidden ? "; --full shows each host" : "",
		paint(style, Ink::Bold, "hardenctl diagnose UNIT"),
		recovered ? ", with the same\n--since=, --until= or --boot= also of what runs now"
			  : "");
}

static std::string nothing_found(const Report &report, const ReportStyle &style)
{
	std::string units;
	for (const std::string &pattern : report.patterns)
		units += fmt::format("{}'{}'", units.empty() ? " of " : ", ", pattern);
	return fmt::format(
		"No denials{} found in {}.\n", clean(style, units), clean(style, report.source));
}

std::string render_list(const Report &report, const ReportStyle &style)
{
	const Utf8Scope utf8;
	if (report.diagnoses.empty())
		return style.legend ? nothing_found(report, style) : std::string{};
	const auto causes = fold_hosts(report.diagnoses, style.full ? nullptr : cause_of);
	const bool hidden = causes.size() < report.diagnoses.size();
	std::string out = render_table(causes, has_many_hosts(report.diagnoses), style);
	if (style.legend)
		out += hint(
			causes.size(), hidden, std::ranges::any_of(causes, has_recovered), style);
	return out;
}

} // namespace hardenctl
