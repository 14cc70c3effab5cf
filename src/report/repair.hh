// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#pragma once

#include "report/report.hh"
#include "trial/repair.hh"
#include "trial/revert.hh"

#include <string>
#include <vector>

namespace hardenctl {

/** `loosen` without --apply: the drop-in of one unit. */
struct ProposedRepair {
	std::string unit;
	Verdict verdict = Verdict::Clean;
	/** One sentence on what is wrong. */
	std::string summary;
	/** Whole, with its comments; empty if there is nothing to repair. */
	std::string drop_in;
	/** What --apply would need --accept= for. */
	std::vector<Opening> openings;
};

/** The drop-in alone, to be pasted or piped; escaped. Empty if there is none. */
std::string render_proposal(const ProposedRepair &proposal, const ReportStyle &style);
std::string render_proposal_json(const ProposedRepair &proposal, unsigned systemd_version,
	const Diagnostics &diagnostics, JsonMode mode);

/** One try, as it happens; ends in a newline. */
std::string render_round(const RepairRound &round, const ReportStyle &style);

/** What became of it, and the way back. */
std::string render_repair(const RepairResult &result, const ReportStyle &style);
std::string render_repair_json(const RepairResult &result, unsigned systemd_version, JsonMode mode);

/** When an unconfirmed change is taken back, and the whole command that keeps it. */
std::string render_awaiting(
	const std::string &unit, bool user, std::uint64_t until, const ReportStyle &style);

/** `confirm`: where it is now. */
std::string render_confirmed(
	const std::string &unit, const std::string &path, const ReportStyle &style);
std::string render_confirmed_json(
	const std::string &unit, const std::string &path, unsigned systemd_version, JsonMode mode);

/** What is gone, and whether the unit still runs with it. */
std::string render_revert(const RevertResult &result, const ReportStyle &style);
std::string render_revert_json(const RevertResult &result, unsigned systemd_version, JsonMode mode);

} // namespace hardenctl
