// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "sandbox/deniers.hh"

#include "knowledge/names.hh"
#include "sandbox/sandbox.hh"
#include "unit/words.hh"

#include <algorithm>

namespace hardenctl {

namespace {

/** Below this the model says no more than that it may be. */
constexpr double denies_from = 0.25;

/** "~socket:EPERM", or without the answer where it is a kill. */
std::string filter_against(const Operation &operation, const Answer &answer)
{
	std::string value = operation.call.empty() ? "@default" : "~" + operation.call;
	if (answer.error_number != 0)
		value += ':' + errno_name(answer.error_number);
	return value;
}

/** A set-up step that failed shows an exit status, not always an errno. */
bool is_of_manager(const Operation &operation) noexcept
{
	return operation.kind == OperationKind::SetupStep ||
	       operation.kind == OperationKind::UnitRefused;
}

std::vector<std::string> strict_values(
	const DirectiveRecord &directive, const Operation &operation, const Answer &answer)
{
	if (directive.strictest)
		return {std::string{*directive.strictest}};
	switch (directive.type) {
	case ValueType::Boolean:
	case ValueType::Enum: {
		const auto values = plain_values(directive);
		return {values.begin(), values.end()};
	}
	case ValueType::SystemCallList:
		return {filter_against(operation, answer)};
	case ValueType::PathList:
		if (operation.path.empty()) /* a step fails at what is not there */
			return {is_of_manager(operation) ? "/opt/x" : "/"};
		return {operation.path};
	case ValueType::Limit:
	case ValueType::Number:
		return {"1"};
	case ValueType::String:
	case ValueType::Path:
	case ValueType::BindList:
	case ValueType::List:
	case ValueType::InvertibleList:
	case ValueType::Mode:
		break;
	}
	return {};
}

/** By that one line; 0 if it does not. */
double likelihood_of(const Assignment &assignment, const Operation &operation, const Answer &answer,
	const System &system)
{
	UnitConfig config;
	config.assignments.push_back(assignment);
	const Sandbox sandbox{config, system};
	double likelihood = 0;
	for (const PredictedDenial &predicted : sandbox.predict(operation))
		if (predicted.answer == answer || answer == Answer{} || is_of_manager(operation))
			likelihood = std::max(likelihood, predicted.likelihood);
	return likelihood;
}

} // namespace

std::vector<std::string_view> plain_values(const DirectiveRecord &directive)
{
	if (directive.type == ValueType::Boolean)
		return {"yes"};
	std::vector<std::string_view> values;
	if (directive.type == ValueType::Enum)
		for (const ValueRecord &value : directive.values)
			if (value.value != directive.default_value)
				values.push_back(value.value);
	if (directive.strictest && parse_boolean(*directive.strictest))
		values.push_back(*directive.strictest);
	return values;
}

std::vector<Denier> rate_deniers(
	const Operation &operation, const Answer &answer, const System &system)
{
	std::vector<Denier> deniers;
	for (const DirectiveRecord &directive : directive_records()) {
		// a line that opens something names what a step may fail at
		if (!directive.restricts && !is_of_manager(operation))
			continue;
		if (directive.section != "Service")
			continue;
		/* the step is of this directive, whatever its value */
		const bool is_named =
			is_of_manager(operation) && operation.setting == directive.name;
		Denier denier{.directive = directive.id, .likelihood = is_named ? 1.0 : 0.0};
		for (std::string &value : strict_values(directive, operation, answer))
			denier.likelihood = std::max(denier.likelihood,
				likelihood_of(
					{.directive = directive.id, .value = std::move(value)},
					operation, answer, system));
		if (denier.likelihood > 0)
			deniers.push_back(denier);
	}
	std::ranges::stable_sort(deniers, std::ranges::greater{}, &Denier::likelihood);
	return deniers;
}

std::vector<Directive> deniers_of(
	const Operation &operation, const Answer &answer, const System &system)
{
	if (answer == Answer{} && !is_of_manager(operation))
		return {};
	std::vector<Directive> directives;
	for (const Denier &denier : rate_deniers(operation, answer, system))
		if (denier.likelihood >= denies_from && record(denier.directive).restricts)
			directives.push_back(denier.directive);
	return directives;
}

} // namespace hardenctl
