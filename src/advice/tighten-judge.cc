// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "advice/tighten-judge.hh"

#include "advice/edits.hh"
#include "advice/exposure.hh"

#include <algorithm>
#include <cerrno>
#include <fmt/format.h>
#include <fmt/ranges.h>

namespace hardenctl {

namespace {

/** From here on the model counts as saying no, and below it as saying perhaps. */
constexpr double refuses_from = 0.5;
constexpr double doubts_from = 0.1;

struct Objection {
	double likelihood = 0;
	const Observation *observation = nullptr;
};

/** with_lines() marks what it adds by an origin without a file. */
bool is_new(const Sandbox &sandbox, const PredictedDenial &predicted)
{
	const Origin &origin =
		sandbox.settings()[sandbox.settings().written(predicted.setting)].assignment.origin;
	return origin.kind == OriginKind::DropIn && origin.path.empty();
}

/** What the unit's own lines refuse as surely, it lives without. */
bool is_refused_already(
	const TightenCase &unit, Directive directive, const Operation &operation, double likelihood)
{
	return std::ranges::any_of(
		unit.sandbox.predict(operation), [&](const PredictedDenial &predicted) {
			const Setting &setting = unit.sandbox.settings()[predicted.setting];
			return setting.assignment.directive == directive &&
			       predicted.likelihood >= likelihood;
		});
}

/** Of these the model knows no more than how often that goes wrong elsewhere. */
bool is_beside_the_point(Directive directive, const Operation &operation) noexcept
{
	const OperationKind kind = operation.kind;
	switch (directive) {
	case Directive::NoNewPrivileges:    /* a fact of the program's file, see below */
	case Directive::RestrictNamespaces: /* who forks goes on with clone(2) */
		return kind == OperationKind::Execute;
	case Directive::PrivateUsers: /* file modes are not known */
		return kind == OperationKind::Path || kind == OperationKind::Execute ||
		       (kind == OperationKind::Bind && !operation.path.empty());
	default:
		return false;
	}
}

bool has_file_capabilities(const TightenCase &unit, const std::string &program)
{
	return std::ranges::any_of(unit.runtime.programs, [&](const ProgramSeen &seen) {
		return seen.path == program && seen.file_capabilities;
	});
}

/**
 * Running a program asks for no capability unless its file does, opening a file not if its mode
 * allows it; and that is known here.
 */
bool is_ruled_out(const TightenCase &unit, const Sandbox &sandbox, const PredictedDenial &predicted,
	const Observation &observation)
{
	if (sandbox.settings()[predicted.setting].assignment.directive !=
		Directive::CapabilityBoundingSet)
		return false;
	const Operation &operation = observation.operation;
	return observation.without_capability ||
	       (operation.kind == OperationKind::Execute &&
		       !has_file_capabilities(unit, operation.path));
}

/** A log that says "open" and ENOSYS may mean openat2(2); an open file does not. */
bool is_of_another_call(const PredictedDenial &predicted, const Operation &operation)
{
	return predicted.answer.error_number == ENOSYS && operation.call != "openat2";
}

/** What was seen and the lines would refuse most surely. */
Objection strongest_objection(const TightenCase &unit, const Candidate &candidate)
{
	const Sandbox after{with_lines(unit.config, candidate.lines), unit.sandbox.system()};
	Objection worst;
	for (const Observation &observation : unit.observations) {
		if (is_beside_the_point(candidate.directive, observation.operation))
			continue;
		for (const PredictedDenial &predicted : after.predict(observation.operation))
			if (predicted.likelihood > worst.likelihood && is_new(after, predicted) &&
				!is_of_another_call(predicted, observation.operation) &&
				!is_ruled_out(unit, after, predicted, observation) &&
				!is_refused_already(unit, candidate.directive,
					observation.operation, predicted.likelihood))
				worst = {predicted.likelihood, &observation};
	}
	return worst;
}

void judge_by_model(const TightenCase &unit, Candidate &candidate)
{
	const auto [likelihood, observation] = strongest_objection(unit, candidate);
	if (likelihood >= refuses_from) {
		candidate.support = Support::Rejected;
		candidate.reason = observation->what;
	} else if (likelihood >= doubts_from && candidate.support != Support::Harmless) {
		candidate.support = std::max(candidate.support, Support::Trial);
		candidate.reason = fmt::format("{}, and that may go wrong", observation->what);
	}
}

void judge_by_program(const ProgramSeen &program, Candidate &candidate)
{
	const bool gains = program.set_id || program.file_capabilities;
	if (candidate.directive == Directive::NoNewPrivileges && gains)
		candidate.reason = fmt::format("{} {}", program.path,
			program.set_id ? "is set-user-ID or set-group-ID"
				       : "has file capabilities");
	else if (candidate.directive == Directive::SystemCallArchitectures && program.foreign)
		candidate.reason = program.path + " is of another architecture";
	else
		return;
	candidate.support = Support::Rejected;
}

void judge_shared_memory(const ProcessSeen &process, Candidate &candidate)
{
	if (candidate.directive != Directive::RemoveIPC &&
		candidate.directive != Directive::PrivateIPC)
		return;
	/* PostgreSQL finds by it that processes of a server before are still there */
	candidate.support = Support::Rejected;
	candidate.reason = fmt::format("{}[{}] uses System V shared memory, which others look for",
		process.comm, process.pid);
}

} // namespace

void judge(const TightenCase &unit, Candidate &candidate)
{
	for (const ProcessSeen &process : unit.runtime.processes)
		if (process.shared_memory)
			judge_shared_memory(process, candidate);
	for (const ProgramSeen &program : unit.runtime.programs)
		judge_by_program(program, candidate);
	if (candidate.support != Support::Rejected)
		judge_by_model(unit, candidate);
}

double exposure_points(const UnitConfig &config, const System &system)
{
	double badness = 0;
	double weight = 0;
	for (const ExposureRow &row : exposure_rows(config, system)) {
		if (!row.badness)
			continue;
		badness += static_cast<double>(*row.badness) * row.weight / row.range;
		weight += row.weight;
	}
	return weight > 0 ? 10 * badness / weight : 0;
}

std::string risk_of(const Candidate &candidate)
{
	const DirectiveRecord &known = record(candidate.directive);
	/* what the usual list keeps is not at risk */
	const bool is_list = known.holds == Holds::Capability ||
			     candidate.directive == Directive::RestrictAddressFamilies ||
			     known.type == ValueType::SystemCallList;
	if (is_list && candidate.level < TightenLevel::Strict)
		return {};
	std::vector<std::string_view> classes;
	for (const BreakageRecord &breakage : known.breaks)
		classes.push_back(breakage.program_class);
	return fmt::format("{}", fmt::join(classes, ", "));
}

} // namespace hardenctl
