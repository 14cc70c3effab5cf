// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "advice/summary.hh"

#include "advice/misspelt.hh"
#include "base/path.hh"

#include <algorithm>
#include <fmt/format.h>

namespace hardenctl {

namespace {

std::string summarize_not_sandbox(const Diagnosis &diagnosis)
{
	return fmt::format("{} the sandbox: {}.",
		diagnosis.findings.empty() ? "It was not" : "It was probably not",
		diagnosis.other_cause);
}

std::string summarize_sandbox(const Diagnosis &diagnosis)
{
	const Finding &first = diagnosis.findings.front();
	std::string others;
	for (const Finding &finding : diagnosis.findings)
		if (&finding != &first && finding.confidence >= believed)
			others += fmt::format("{}{}={}", others.empty() ? "" : ", ",
				name(finding.directive), finding.value);
	if (others.empty())
		return fmt::format("Denied by {}={}.", name(first.directive), first.value);
	return fmt::format("Denied by {}={}: repair that first. Something else was denied by {}.",
		name(first.directive), first.value, others);
}

std::string summarize_undecided(const Diagnosis &diagnosis)
{
	const Incident &incident = diagnosis.incident;
	const std::string_view source = incident.is_traced ? "trace" : "log";
	if (!incident.unsettled.empty())
		return fmt::format("It is {}, and the {} shows no denial by the sandbox.",
			incident.unsettled, source);
	if (incident.denials.empty())
		return incident.is_traced ? "It failed, and the trace shows no denial."
					  : "It failed without logging a reason.";
	if (diagnosis.findings.size() > 1)
		return fmt::format("Several directives may have done it; the {} does not show "
				   "which.",
			source);
	if (diagnosis.findings.empty())
		return fmt::format("No directive that is set is known to deny this; the {} does "
				   "not show what did.",
			source);
	return fmt::format("The {} is not enough to be sure.", source);
}

/** What the kernel shows there, nobody can make. */
bool can_be_made(std::string_view path)
{
	return path.starts_with('/') && !path_is_below(path, "/proc") &&
	       !path_is_below(path, "/sys") && !path_is_below(path, "/dev");
}

} // namespace

std::string short_name(const Assignment &assignment)
{
	switch (record(assignment.directive).type) {
	case ValueType::Boolean:
	case ValueType::Enum:
		return fmt::format("{}={}", name(assignment.directive), assignment.value);
	default:
		return fmt::format("{}=", name(assignment.directive));
	}
}

std::vector<std::string> notes_for(
	const Hypothesis &hypothesis, const Denial &denial, const Sandbox &sandbox)
{
	std::vector<std::string> notes;
	const Assignment &written = sandbox.settings()[hypothesis.setting].assignment;
	const Assignment &through = sandbox.settings()[hypothesis.through].assignment;
	if (hypothesis.setting != hypothesis.through)
		notes.push_back(fmt::format("{} implies {}={}.", short_name(written),
			name(through.directive), through.value));
	for (const std::size_t other : hypothesis.others) {
		const Origin &origin = sandbox.settings()[other].assignment.origin;
		notes.push_back(fmt::format(
			"It may as well be the {}= of {}:{}; the log does not show which.",
			name(written.directive), origin.path, origin.line));
	}
	if (hypothesis.change == RecentChange::AfterGoodStart)
		notes.emplace_back("Its file was changed after the last start that worked.");
	if (hypothesis.change == RecentChange::BeforeGoodStart)
		notes.emplace_back("It was set already when the unit last started well.");
	if (denial.also_in_good_run)
		notes.emplace_back(
			"A run that worked said the same: it need not be what stops it.");
	if (denial.tie_is_guess)
		notes.emplace_back(
			denial.source == Source::Kernel
				? "Only name and time show that the process belongs to the unit."
				: "The journal entry has no unit: another service could have "
				  "written it.");
	const Holds holds = record(written.directive).holds;
	const bool names_user = holds == Holds::User || holds == Holds::Group;
	if (names_user && denial.operation.kind == OperationKind::SetupStep)
		notes.push_back(fmt::format(
			"Create it (systemd-sysusers, adduser) or correct the name \"{}\".",
			written.value));
	if (denial.operation.kind == OperationKind::SetupStep &&
		denial.answer.error_number == ENOENT && can_be_made(denial.operation.path))
		notes.push_back(
			fmt::format("{} must exist before the start (tmpfiles.d makes it at boot).",
				denial.operation.path));
	return notes;
}

static bool restores(const Edit &edit, const EmptiedList &list)
{
	return std::ranges::equal(edit.lines, list.lost, [](const auto &line, const auto &lost) {
		return line == fmt::format("{}={}", name(lost.directive), lost.value);
	});
}

std::vector<std::string> mistakes_behind(
	const Finding &finding, const UnitConfig &config, const System &system)
{
	std::vector<std::string> notes;
	for (const auto &[word, meant, origin] : misspelt_words(config, finding.directive, system))
		notes.push_back(fmt::format("{}:{}: systemd does not know {} and ignores it{}.",
			origin.path, origin.line, word,
			meant.empty() ? std::string{}
				      : fmt::format("; {} was probably meant", meant)));
	for (const EmptiedList &list : config.emptied)
		if (std::ranges::any_of(
			    finding.edits, [&](const Edit &edit) { return restores(edit, list); }))
			notes.push_back(fmt::format("{}:{}: {}= without a value resets the list "
						    "that {}:{} sets.",
				list.reset.origin.path, list.reset.origin.line,
				name(list.reset.directive), list.lost.front().origin.path,
				list.lost.front().origin.line));
	return notes;
}

std::string summarize(const Diagnosis &diagnosis)
{
	switch (diagnosis.verdict) {
	case Verdict::Sandbox:
		return summarize_sandbox(diagnosis);
	case Verdict::NotSandbox:
		return summarize_not_sandbox(diagnosis);
	case Verdict::Undecided:
		return summarize_undecided(diagnosis);
	case Verdict::Clean:
		break;
	}
	return diagnosis.incident.outcome == Outcome::NoTrace ? "The log holds nothing about it."
							      : "No denial was found.";
}

} // namespace hardenctl
