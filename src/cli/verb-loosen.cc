// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "cli/verb-loosen.hh"

#include "advice/diagnose-recording.hh"
#include "advice/drop-in.hh"
#include "advice/limits.hh"
#include "base/error.hh"
#include "base/shell-word.hh"
#include "cli/change.hh"
#include "cli/consent.hh"
#include "cli/diagnosis-context.hh"
#include "cli/output.hh"
#include "cli/trace-trials.hh"
#include "cli/unit-arguments.hh"
#include "cli/verb-bisect.hh"
#include "observe/recording.hh"
#include "report/consent.hh"
#include "report/repair.hh"
#include "trial/drop-in-name.hh"
#include "trial/repair-search.hh"

#include <chrono>
#include <cstdio>
#include <fmt/format.h>

namespace hardenctl {

namespace {

std::string nothing_to_loosen(const std::string &unit, const std::string &summary)
{
	return fmt::format("There is nothing to loosen for {}: {}", unit,
		summary.empty() ? "no denials were found." : summary);
}

/** Where there is no drop-in, standard error says why. */
void add_reason(Diagnostics &diagnostics, const ProposedRepair &proposal)
{
	if (proposal.drop_in.empty())
		diagnostics.push_back(
			{Level::Notice, nothing_to_loosen(proposal.unit, proposal.summary)});
}

int print_repair(const CommandLine &command_line)
{
	const bool is_recorded = !command_line.trace.empty();
	DiagnosisContext context =
		open_diagnosis_context(command_line, is_recorded ? LogUse::None : LogUse::Needed);
	const auto arguments = expand_argument(context, command_line.arguments[0]);
	if (arguments.size() > 1 || command_line.arguments.size() > 1)
		throw Error{"loosen takes one unit: it prints one drop-in."};
	const UnitConfig config = load_argument(context, arguments[0]);
	const std::string unit = examined_name(arguments[0], config);
	const auto diagnoses =
		is_recorded ? std::vector{diagnose_recording(
				      read_recording(command_line.trace), config, context.system)}
			    : examine(context, unit, config);
	expect_known_unit(context, unit, config, diagnoses);
	const Diagnosis &diagnosis = diagnoses.front();
	const std::vector<Edit> edits = best_edits(diagnosis);
	const ProposedRepair proposal{
		.unit = unit,
		.verdict = diagnosis.verdict,
		.summary = diagnosis.summary,
		.drop_in = compose_drop_in(config, system_of(context.system), edits),
		.openings = openings_of_all(edits),
	};
	Diagnostics diagnostics = context.log ? context.log->diagnostics() : Diagnostics{};
	add_reason(diagnostics, proposal);
	if (!proposal.openings.empty() && !command_line.quiet)
		std::fputs(("For --apply:\n" +
				   render_openings(proposal.openings, style_of(command_line)))
				   .c_str(),
			stderr);
	return write_answer(
		command_line, diagnostics,
		[&](const ReportStyle &style) { return render_proposal(proposal, style); },
		[&](JsonMode json) {
			return render_proposal_json(
				proposal, context.system.systemd_version, diagnostics, json);
		});
}

void show_progress(const CommandLine &command_line, const RepairRound &round)
{
	if (!command_line.quiet)
		std::fputs(render_round(round, style_of(command_line)).c_str(), stderr);
}

/** Whole, to be copied. */
std::string bisect_command(const CommandLine &command_line, const std::string &unit)
{
	std::string check = "COMMAND";
	if (!command_line.change.check.empty())
		check = quote_for_shell(command_line.change.check);
	return fmt::format(
		"hardenctl bisect {} --check={}", as_argument(unit, command_line.log.user), check);
}

constexpr std::chrono::seconds after_recovery{1};

struct FirstLook {
	Diagnosis diagnosis;
	/** It runs, and the check succeeds. */
	bool works = false;
};

/** Runs the check once as things are: what it is denied may be in no log yet. */
FirstLook look_first(
	const CommandLine &command_line, ChangeSession &session, TrialExaminer &examiner)
{
	const std::string &unit = session.unit;
	ManagerInterface &manager = session.manager;
	/* what a killed one left was just taken back, and the unit restarted: let it fail again */
	if (!session.change.notices().empty())
		manager.sleep(after_recovery);
	FirstLook look{.diagnosis = examiner.examine(0)};
	const bool runs = manager.state(unit).is_active();
	if (!best_edits(look.diagnosis).empty() || command_line.change.check.empty() || !runs)
		return look;
	look.works = watch(manager, unit, watch_request(command_line), "done").is_good;
	look.diagnosis = examiner.examine(0);
	return look;
}

bool is_silent(const Diagnosis &diagnosis) noexcept
{
	return diagnosis.verdict == Verdict::Undecided || diagnosis.verdict == Verdict::Clean;
}

RepairResult apply_repair(const CommandLine &command_line, ChangeSession &session)
{
	const std::string &unit = session.unit;
	TrialExaminer examiner{command_line, session};
	const auto [first, works] = look_first(command_line, session, examiner);
	const bool can_bisect = is_silent(first) && !works && !command_line.change.check.empty();
	if (best_edits(first).empty() && !can_bisect)
		throw Error{nothing_to_loosen(unit, first.summary) +
			    (is_silent(first) ? fmt::format(" `{}` finds it by restarts.",
							bisect_command(command_line, unit))
					      : std::string{})};
	const DiagnosisContext context = open_diagnosis_context(command_line);
	const RepairRequest request{
		.config = load_unit(context.search, unit),
		.system = system_of(context.system),
		.watch = watch_request(command_line),
		.at_runtime = command_line.change.runtime,
	};
	ConsentDialog dialog{command_line, session.interruption};
	return repair(
		session.change, session.manager, request, first,
		[&](std::uint64_t since) { return examiner.examine(since); },
		[&](const ProposedChange &change) {
			const bool may_try = dialog.ask(change);
			/* a search by restarts has a session of its own, which tells it */
			if (may_try && !change.edits.empty())
				session.tell_way_back(command_line);
			return may_try;
		},
		[&](const RepairRound &round) { show_progress(command_line, round); });
}

/** Where the log ends, and before settings are given up. */
void continue_by_trial(const CommandLine &command_line, RepairResult &result)
{
	ChangeSession session{command_line, "loosen"};
	if (!result.rounds.empty())
		session.untold_reason.reset(); /* told before the first round */
	BisectResult found = bisect_unit(command_line, session, true);
	result.is_repaired = !found.path.empty();
	result.path = std::move(found.path);
	result.drop_in = std::move(found.drop_in);
	result.awaits_confirmation = found.awaits_confirmation;
	result.openings.insert(result.openings.end(), found.openings.begin(), found.openings.end());
	result.diagnostics.insert(
		result.diagnostics.end(), found.diagnostics.begin(), found.diagnostics.end());
	result.reason = std::move(found.summary);
	if (!result.is_repaired)
		return;
	result.confirm_until = session.confirm_until();
	result.was_used = true;
	result.seen = fmt::format("found by {} restarts; the check succeeds", found.trials);
}

RepairResult repair_by_log(const CommandLine &command_line)
{
	ChangeSession session{command_line, "loosen"};
	RepairResult result = apply_repair(command_line, session);
	result.confirm_until = session.confirm_until();
	return result;
}

int make_repair(const CommandLine &command_line)
{
	RepairResult result = repair_by_log(command_line);
	if (result.is_to_bisect)
		continue_by_trial(command_line, result);
	if (!result.is_repaired)
		result.next = bisect_command(command_line, result.unit);
	const int status = write_outcome(
		command_line, result.diagnostics,
		[&](const ReportStyle &style) { return render_repair(result, style); },
		[&](JsonMode json) {
			return render_repair_json(result, systemd_version_of(""), json);
		});
	return result.is_repaired ? status : EXIT_FAILURE;
}

} // namespace

int run_loosen(const CommandLine &command_line)
{
	if (command_line.traces && !command_line.change.apply)
		throw Error{"--trace without a file sees what --apply tries: give both, or "
			    "--trace=FILE."};
	if (!command_line.trace.empty() && command_line.change.apply)
		throw Error{
			"--trace=FILE is what was seen once: with --apply, give --trace alone."};
	return command_line.change.apply ? make_repair(command_line) : print_repair(command_line);
}

} // namespace hardenctl
