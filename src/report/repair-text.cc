// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "base/text.hh"
#include "report/consent.hh"
#include "report/repair.hh"
#include "report/style.hh"
#include "report/time-words.hh"
#include "trial/drop-in-name.hh"

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace hardenctl {

/** Line by line, so that the newlines stay. */
static std::string indented(
	std::string_view text, const ReportStyle &style, std::string_view indentation)
{
	std::string out;
	for (const std::string_view line : split(strip(text), '\n'))
		out += std::string{indentation} + clean(style, line) + '\n';
	return out;
}

std::string render_proposal(const ProposedRepair &proposal, const ReportStyle &style)
{
	return proposal.drop_in.empty() ? std::string{} : indented(proposal.drop_in, style, "");
}

std::string render_round(const RepairRound &round, const ReportStyle &style)
{
	std::string out = fmt::format("Tried {}: {}\n",
		paint(style, Ink::Bold,
			clean(style, fmt::format("{}", fmt::join(round.lines, ", ")))),
		clean(style, round.health.is_good ? round.health.seen : round.health.reason));
	if (!round.health.check_output.empty())
		out += indented(round.health.check_output, style, "    ");
	if (round.denied)
		out += fmt::format("  {}={} denies something{}\n", name(round.denied->directive),
			clean(style, round.denied->value), round.health.is_good ? " still" : "");
	return out;
}

/** Running is not working. */
static std::string_view what_is_open(const RepairResult &result)
{
	return result.was_serving
		       ? "What was denied came while it served and was not tried again: use it, or "
			 "give a command that does with --check=."
		       : "Whether it does its work was not tried: use it, or give a command that "
			 "does with --check=.";
}

static std::string render_next(const std::string &command, const ReportStyle &style)
{
	if (command.empty() || !style.legend)
		return {};
	return fmt::format(
		"To find by restarts what no log shows:\n    {}\n", clean(style, command));
}

std::string render_repair(const RepairResult &result, const ReportStyle &style)
{
	const std::string unit = clean(style, result.unit);
	if (!result.is_repaired)
		return fmt::format("{} is not repaired: {}. It is as before.\n{}{}", unit,
			clean(style, result.reason), render_openings(result.openings, style),
			render_next(result.next, style));
	const std::string path = clean(style, result.path);
	std::string out = result.was_used
				  ? fmt::format("{} is repaired by {}: {}.\n", unit, path,
					    clean(style, result.seen))
				  : fmt::format("{} is changed by {}: {}. {}\n", unit, path,
					    clean(style, result.seen), what_is_open(result));
	out += indented(result.drop_in, style, "    ");
	if (result.awaits_confirmation)
		out += render_awaiting(unit, result.user, result.confirm_until, style);
	else if (style.legend)
		out += fmt::format(
			"hardenctl revert {} takes it back.\n", as_argument(unit, result.user));
	return out;
}

std::string render_awaiting(
	const std::string &unit, bool user, std::uint64_t until, const ReportStyle &style)
{
	return fmt::format("It is rolled back at {} ({}) unless confirmed:\n"
			   "    hardenctl confirm {}\n",
		clock_time(until, style.now), ago(until, style.now),
		as_argument(clean(style, unit), user));
}

std::string render_confirmed(
	const std::string &unit, const std::string &path, const ReportStyle &style)
{
	return fmt::format(
		"The change of {} stays, in {}.\n", clean(style, unit), clean(style, path));
}

std::string render_revert(const RevertResult &result, const ReportStyle &style)
{
	const std::string unit = clean(style, result.unit);
	if (result.found_nothing())
		return fmt::format("There is nothing to roll back for {}.\n", unit);
	std::string out;
	for (const auto &[path, text] : result.removed)
		out += fmt::format(
			"Removed {}:\n{}", clean(style, path), indented(text, style, "    "));
	if (result.needs_restart && style.legend)
		out += fmt::format("{} still runs with it: systemctl {}restart {}\n", unit,
			result.user ? "--user " : "", unit);
	return out;
}

} // namespace hardenctl
