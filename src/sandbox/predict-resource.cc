// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "sandbox/predict.hh"

#include "base/number.hh"
#include "base/text.hh"
#include "knowledge/likelihood-values.hh" // generated
#include "unit/amount.hh"

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <linux/capability.h>

namespace hardenctl {

namespace {

double tightness(const LimitRow &row, Directive directive, std::string_view value)
{
	const auto limit = soft_limit(directive, value);
	if (!limit)
		return 0;
	if (*limit <= row.tight)
		return 1;
	return *limit <= row.ample ? 0.4 : 0.05;
}

/** Is it the soft or the hard limit? */
bool is_value(Directive directive, std::string_view value, std::uint64_t limit)
{
	return std::ranges::any_of(split(value, ':'),
		[&](std::string_view part) { return soft_limit(directive, part) == limit; });
}

/** RLIMIT_NPROC does not bind root or who has CAP_SYS_RESOURCE or CAP_SYS_ADMIN; kernel/fork.c. */
bool is_exempt_from_process_limit(const Sandbox &sandbox, const Operation &operation)
{
	const std::uint64_t bounding = sandbox.capabilities().bounding();
	return sandbox.is_root(operation) &&
	       ((bounding >> CAP_SYS_RESOURCE | bounding >> CAP_SYS_ADMIN) & 1) &&
	       !sandbox.settings().has_user_namespace();
}

double limit_likelihood(const Sandbox &sandbox, const Operation &operation, const LimitRow &row,
	std::size_t setting)
{
	const auto &[directive, value, origin] = sandbox.settings()[setting].assignment;
	const double exempt =
		row.resource == "NPROC" && is_exempt_from_process_limit(sandbox, operation) ? 0.1
											    : 1;
	if (operation.limit)
		return exempt * (is_value(directive, value, *operation.limit)
						? 1
						: likelihood::another_limit);
	return exempt * tightness(row, directive, value);
}

/** All limits of these resources that are set; of every resource if there are none. */
void predict_by_limits(const Sandbox &sandbox, const Operation &operation,
	std::initializer_list<std::string_view> resources, double likelihood, PredictedDenials &out,
	std::optional<Answer> answer = std::nullopt)
{
	for (const auto &[setting, row] : sandbox.limits()) {
		if (resources.size() != 0 &&
			std::ranges::find(resources, row->resource) == resources.end())
			continue;
		const double share =
			likelihood * limit_likelihood(sandbox, operation, *row, setting);
		if (share > 0)
			out.push_back({
				.setting = setting,
				.answer = answer.value_or(row->answer),
				.likelihood = share,
			});
	}
}

} // namespace

void predict_resource(const Sandbox &sandbox, const Operation &operation, PredictedDenials &out)
{
	if (operation.resource.empty())
		predict_by_limits(sandbox, operation, {}, 0.7, out);
	else
		predict_by_limits(sandbox, operation, {operation.resource}, 1, out);
	if (operation.resource == "AS") /* mmap(2): private mappings count as data, too */
		predict_by_limits(sandbox, operation, {"DATA"}, 0.9, out);
	if (operation.resource == "MEMLOCK") /* above the limit, the capability is what it takes */
		predict_capability(sandbox, operation, CAP_IPC_LOCK, ENOMEM, 0.6, out);
	predict_by_records(sandbox, operation.kind, 1, out, operation.resource);
}

void predict_raise(const Sandbox &sandbox, const Operation &operation, PredictedDenials &out)
{
	predict_by_limits(
		sandbox, operation, {operation.resource}, 0.8, out, Answer{.error_number = EPERM});
}

void predict_fork(const Sandbox &sandbox, const Operation &operation, PredictedDenials &out)
{
	if (operation.resource == "TasksMax") /* the kernel has named the controller */
		return predict_by_limits(sandbox, operation, {"TasksMax"}, 1, out);
	static constexpr std::string_view calls[]{"clone", "clone3", "fork", "vfork"};
	predict_calls(sandbox, calls, 1, out);
	predict_by_limits(sandbox, operation, {"TasksMax", "NPROC"}, 1, out);
	predict_by_limits(sandbox, operation, {"AS", "DATA"}, 0.8, out);
}

void predict_memory(const Sandbox &sandbox, const Operation &operation, PredictedDenials &out)
{
	static constexpr std::string_view calls[]{"mmap", "mprotect"};
	predict_calls(sandbox, calls, 1, out);
	predict_by_records(sandbox, OperationKind::Memory, 1, out);
	const std::string path =
		canonical_path(operation.path.empty() ? "/usr/lib/x" : operation.path);
	if (const ExecRule *rule = sandbox.paths().no_exec_rule_for(path))
		out.push_back({
			.setting = rule->setting,
			.answer = {.error_number = EPERM},
			.likelihood = operation.path.empty() ? 0.6 : 0.9,
		});
	predict_by_limits(sandbox, operation, {"AS", "DATA"}, 0.7, out);
	/* only memory that is to be locked counts, which few mappings are */
	predict_by_limits(sandbox, operation, {"MEMLOCK"}, operation.call.empty() ? 0.7 : 0.2, out);
}

} // namespace hardenctl
