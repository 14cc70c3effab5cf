// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "sandbox/predict.hh"

#include "base/number.hh"
#include "base/text.hh"
#include "unit/amount.hh"

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <linux/capability.h>

namespace hardenctl {

namespace {

constexpr std::uint64_t mebibyte = 1024 * 1024;

/** A limit, what running into it looks like, and how small it must be to be suspicious. */
struct LimitRow {
	/** As the denial names it. */
	std::string_view resource;
	Directive directive;
	Answer answer;
	/** At or below: as good as sure. */
	std::uint64_t tight;
	/** Above: nobody runs into it by chance. */
	std::uint64_t ample;
};

constexpr std::uint64_t second = microseconds_per_second;

constexpr LimitRow limit_rows[]{
	{"AS", Directive::LimitAS, {.error_number = ENOMEM}, 256 * mebibyte, 8192 * mebibyte},
	{"AS", Directive::LimitAS, {.error_number = EAGAIN}, 64 * mebibyte, 2048 * mebibyte},
	{"AS", Directive::LimitAS, {.signal = SIGSEGV}, 16 * mebibyte, 64 * mebibyte},
	{"CORE", Directive::LimitCORE, {}, 0, 0},
	{"CPU", Directive::LimitCPU, {.signal = SIGXCPU}, 3600, 86400},
	{"CPU", Directive::LimitRTTIME, {.signal = SIGXCPU}, 60 * second, 3600 * second},
	{"CPU", Directive::LimitCPU, {.signal = SIGKILL}, 60, 3600},
	{"DATA", Directive::LimitDATA, {.error_number = ENOMEM}, 128 * mebibyte, 4096 * mebibyte},
	{"FSIZE", Directive::LimitFSIZE, {.signal = SIGXFSZ}, 1024 * mebibyte,
		1024 * 1024 * mebibyte},
	{"FSIZE", Directive::LimitFSIZE, {.error_number = EFBIG}, 1024 * mebibyte,
		1024 * 1024 * mebibyte},
	{"FSIZE", Directive::LimitFSIZE, {.error_number = EIO}, 16 * mebibyte, 1024 * mebibyte},
	{"MEMLOCK", Directive::LimitMEMLOCK, {.error_number = ENOMEM}, 64 * 1024, 64 * mebibyte},
	{"MEMLOCK", Directive::LimitMEMLOCK, {.error_number = EPERM}, 0, 64 * 1024},
	{"MSGQUEUE", Directive::LimitMSGQUEUE, {.error_number = EMFILE}, 64 * 1024, mebibyte},
	{"MemoryMax", Directive::MemoryMax, {.signal = SIGKILL}, 64 * mebibyte, 16384 * mebibyte},
	{"NICE", Directive::LimitNICE, {.error_number = EPERM}, 0, 0},
	{"NOFILE", Directive::LimitNOFILE, {.error_number = EMFILE}, 1024, 4096},
	{"NPROC", Directive::LimitNPROC, {.error_number = EAGAIN}, 64, 4096},
	{"RTPRIO", Directive::LimitRTPRIO, {.error_number = EPERM}, 0, 0},
	{"SIGPENDING", Directive::LimitSIGPENDING, {.error_number = EAGAIN}, 16, 1024},
	{"STACK", Directive::LimitSTACK, {.signal = SIGSEGV}, mebibyte, 8 * mebibyte},
	{"STACK", Directive::LimitSTACK, {.error_number = E2BIG}, mebibyte, 8 * mebibyte},
	{"STACK", Directive::LimitSTACK, {.error_number = ENOMEM}, mebibyte, 8 * mebibyte},
	{"TasksMax", Directive::TasksMax, {.error_number = EAGAIN}, 32, 4096},
};

double tightness(const LimitRow &row, std::string_view value)
{
	const auto limit = soft_limit(row.directive, value);
	if (!limit)
		return 0;
	if (*limit <= row.tight)
		return 1;
	return *limit <= row.ample ? 0.4 : 0.05;
}

/** What the words call the limit is not what is set. */
constexpr double another_limit = 0.02;

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
	       !sandbox.settings().is_on(Directive::PrivateUsers);
}

void predict_by_limit(const Sandbox &sandbox, const Operation &operation, const LimitRow &row,
	double likelihood, PredictedDenials &out)
{
	const auto index = sandbox.settings().find(row.directive);
	if (!index)
		return;
	const std::string_view value = sandbox.settings()[*index].assignment.value;
	if (operation.limit)
		likelihood *= is_value(row.directive, value, *operation.limit) ? 1 : another_limit;
	else
		likelihood *= tightness(row, value);
	if (row.directive == Directive::LimitNPROC &&
		is_exempt_from_process_limit(sandbox, operation))
		likelihood *= 0.1;
	if (likelihood > 0)
		out.push_back({.setting = *index, .answer = row.answer, .likelihood = likelihood});
}

void predict_by_limits(const Sandbox &sandbox, const Operation &operation,
	std::initializer_list<std::string_view> resources, double likelihood, PredictedDenials &out)
{
	for (const LimitRow &row : limit_rows)
		for (const std::string_view resource : resources)
			if (row.resource == resource)
				predict_by_limit(sandbox, operation, row, likelihood, out);
}

} // namespace

void predict_resource(const Sandbox &sandbox, const Operation &operation, PredictedDenials &out)
{
	const bool unknown = operation.resource.empty();
	for (const LimitRow &row : limit_rows)
		if (unknown || row.resource == operation.resource)
			predict_by_limit(sandbox, operation, row, unknown ? 0.7 : 1, out);
	if (operation.resource == "AS") /* mmap(2): private mappings count as data, too */
		predict_by_limits(sandbox, operation, {"DATA"}, 0.9, out);
	if (operation.resource == "MEMLOCK") /* above the limit, the capability is what it takes */
		predict_capability(sandbox, operation, CAP_IPC_LOCK, ENOMEM, 0.6, out);
	if (operation.resource == "MemoryMax")
		for (const Directive directive : {Directive::MemoryHigh, Directive::MemorySwapMax})
			if (const auto index = sandbox.settings().find(directive))
				out.push_back({
					.setting = *index,
					.answer = {.signal = SIGKILL},
					.likelihood = 0.1,
				});
}

void predict_raise(const Sandbox &sandbox, const Operation &operation, PredictedDenials &out)
{
	for (const LimitRow &row : limit_rows) {
		LimitRow hard = row;
		hard.answer = {.error_number = EPERM};
		if (row.resource == operation.resource)
			predict_by_limit(sandbox, operation, hard, 0.8, out);
	}
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
	if (const auto index = sandbox.settings().find(Directive::MemoryDenyWriteExecute);
		index && sandbox.settings().is_on(Directive::MemoryDenyWriteExecute))
		for (const auto &[signal, likelihood] : {std::pair{SIGTRAP, 0.9}, {SIGILL, 0.7},
			     {SIGSEGV, 0.7}, {SIGABRT, 0.7}, {SIGBUS, 0.3}})
			out.push_back({
				.setting = *index,
				.answer = {.signal = signal},
				.likelihood = likelihood,
			});
	const std::string path =
		canonical_path(operation.path.empty() ? "/usr/lib/x" : operation.path);
	if (const ExecRule *rule = sandbox.paths().no_exec_rule_for(path))
		out.push_back({
			.setting = rule->setting,
			.answer = {.error_number = EPERM},
			.likelihood = operation.path.empty() ? 0.6 : 0.9,
		});
	predict_by_limits(sandbox, operation, {"AS", "DATA", "MEMLOCK"}, 0.7, out);
}

} // namespace hardenctl
