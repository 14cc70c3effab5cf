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
		round.health.is_good ? "the unit is well" : clean(style, round.health.reason));
	if (!round.health.check_output.empty())
		out += indented(round.health.check_output, style, "    ");
	if (round.denied)
		out += fmt::format("  {}={} denies something{}\n", name(round.denied->directive),
			clean(style, round.denied->value), round.health.is_good ? " still" : "");
	return out;
}

std::string render_repair(const RepairResult &result, const ReportStyle &style)
{
	const std::string unit = clean(style, result.unit);
	if (!result.is_repaired)
		return fmt::format("{} is not repaired: {}. It is as before.\n{}", unit,
			clean(style, result.reason), render_openings(result.openings, style));
	std::string out = fmt::format("{} is repaired by {}:\n", unit, clean(style, result.path));
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
		return fmt::format("There is nothing of hardenctl's to take back for {}.\n", unit);
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
