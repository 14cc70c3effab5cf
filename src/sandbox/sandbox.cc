// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "sandbox/sandbox.hh"

#include "base/path.hh"
#include "base/text.hh"
#include "knowledge/calls.hh"
#include "knowledge/likelihood-values.hh" // generated
#include "sandbox/predict.hh"

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <linux/audit.h>

namespace hardenctl {

namespace {

/** What stands behind the name that the log gives; the name itself if nothing is known of it. */
std::vector<std::string_view> calls_behind(const Operation &operation)
{
	if (operation.call.empty())
		return {};
	const auto known = system_calls_of(operation.call);
	if (known.empty() || operation.call_is_exact)
		return {operation.call};
	return {known.begin(), known.end()};
}

/** Calls that an access to a file begins with when the log names none. */
std::span<const std::string_view> typical_file_calls(Access access)
{
	static constexpr std::string_view opening[]{"openat", "open"};
	static constexpr std::string_view reading[]{
		"newfstatat", "open", "openat", "stat", "statx"};
	static constexpr std::string_view creating[]{"openat", "mkdir", "mkdirat", "bind"};
	static constexpr std::string_view running[]{"execve"};
	switch (access) {
	case Access::Create:
		return creating;
	case Access::Execute:
		return running;
	case Access::Read:
		return reading;
	case Access::Unknown:
	case Access::Write:
		break;
	}
	return opening;
}

/** SystemCallArchitectures= kills calls of another ABI; the record's arch tells which. */
void refuse_architecture(const Sandbox &sandbox, const Operation &operation, PredictedDenials &out)
{
	const auto index = sandbox.settings().find(Directive::SystemCallArchitectures);
	const bool is_unknown = operation.arch == 0 &&
				operation.kind == OperationKind::SystemCall &&
				operation.call.empty();
	if (!index || (operation.arch == 0 && !is_unknown))
		return;
	/* the unit's machine is not known here: 32 bit ABIs are the foreign ones in practice */
	const bool foreign = !(operation.arch & __AUDIT_ARCH_64BIT);
	const std::string_view own_name = small_architecture_name(operation.arch);
	const bool listed = std::ranges::any_of(
		sandbox.settings().of(Directive::SystemCallArchitectures), [&](std::size_t at) {
			const auto words = split_blanks(sandbox.settings()[at].assignment.value);
			return std::ranges::find(words, own_name) != words.end();
		});
	if (foreign && !listed)
		out.push_back({.setting = *index,
			.answer = {.signal = SIGSYS},
			.likelihood = is_unknown ? likelihood::unnamed_foreign_call : 1});
}

/** "cannot run /usr/bin/x: Operation not permitted": many tell of fork and exec in one sentence. */
void refuse_fork_before(const Sandbox &sandbox, const Operation &operation, PredictedDenials &out)
{
	PredictedDenials forks;
	predict_fork(sandbox, {.kind = OperationKind::Fork, .uid = operation.uid}, forks);
	add_share(forks, likelihood::fork_told_as_exec, out);
}

/** A call that libseccomp has no name for: which groups it is in is not known here. */
bool is_unnamed(std::string_view call) noexcept
{
	return !call.empty() && call.find_first_not_of("0123456789") == call.npos;
}

void suspect_any_filter(const Sandbox &sandbox, PredictedDenials &out)
{
	for (PredictedDenial predicted : sandbox.filter().refuses_any()) {
		predicted.likelihood = likelihood::any_filtered_call;
		if (predicted.answer.signal != 0)
			out.push_back(predicted);
	}
}

/**
 * With no_new_privs, a setuid helper keeps its caller's privileges; that matters only for non-root
 * callers.
 */
void refuse_setuid_helper(const Sandbox &sandbox, const Operation &operation, PredictedDenials &out)
{
	const double likelihood = sandbox.is_root(operation) ? 0.05 : 0.85;
	if (const auto index = sandbox.settings().find(Directive::NoNewPrivileges);
		index && sandbox.settings().is_on(Directive::NoNewPrivileges))
		for (const int error_number : {EPERM, EACCES})
			out.push_back({
				.setting = *index,
				.answer = {.error_number = error_number},
				.likelihood = likelihood,
			});
}

/**
 * From 255 on the executor keeps its privilege until the filter is in force, unless the filter
 * itself refuses to drop it then: capset(2).
 */
void refuse_by_filter_for_user(const Sandbox &sandbox, PredictedDenials &out)
{
	constexpr unsigned since = 255;
	if (sandbox.system().version() < since || sandbox.starts_as_root())
		return;
	if (auto predicted = sandbox.filter().refuses("capset")) {
		predicted->answer = {};
		predicted->likelihood = 0.9;
		out.push_back(*predicted);
	}
}

/** Who is asked for and who it is: only what changes the user makes that differ. */
void refuse_identity(const Sandbox &sandbox, PredictedDenials &out)
{
	constexpr std::pair<Directive, double> by[]{{Directive::DynamicUser, 0.9},
		{Directive::PrivateUsers, 0.1}, {Directive::User, 0.9}};
	for (const auto &[directive, likelihood] : by)
		if (const auto index = sandbox.settings().find(directive);
			index &&
			(directive == Directive::User || sandbox.settings().is_on(directive)))
			out.push_back({.setting = *index, .answer = {}, .likelihood = likelihood});
}

/** proc(5) can be mounted anew in a user namespace only where nothing is mounted over its parts.
 */
void refuse_mount_of_proc(const Sandbox &sandbox, const Operation &operation, PredictedDenials &out)
{
	if (operation.call != "mount" || canonical_path(operation.path) != "/proc")
		return;
	for (const PathRule &rule : sandbox.paths().rules())
		if (path_is_below(rule.path, "/proc") && rule.path != "/proc")
			out.push_back({
				.setting = rule.setting,
				.answer = {.error_number = EPERM},
				.likelihood = sandbox.is_root(operation) ? 0.4 : 0.8,
			});
}

/** A switch that is off refuses nothing, nor does a path of "/", which is the host's own root. */
bool refuses_anything(const Settings &settings, std::size_t setting)
{
	const auto &[directive, value, origin] = settings[setting].assignment;
	const ValueType type = record(directive).type;
	if (type == ValueType::List || type == ValueType::Number) /* 0 is one, too */
		return !value.empty();
	return settings.is_on(directive) && (type != ValueType::Path || value != "/");
}

/** The strongest refusal for each setting and answer. */
PredictedDenials strongest(PredictedDenials predictions)
{
	std::ranges::stable_sort(predictions, std::greater{}, &PredictedDenial::likelihood);
	PredictedDenials result;
	for (const PredictedDenial &predicted : predictions)
		if (std::ranges::none_of(result, [&](const PredictedDenial &kept) {
			    return kept.setting == predicted.setting &&
				   kept.answer == predicted.answer;
		    }))
			result.push_back(predicted);
	return result;
}

/** What services do, for a refusal that names nothing at all. */
const std::vector<std::pair<Operation, double>> &typical_operations()
{
	static const std::vector<std::pair<Operation, double>> operations{
		{{.kind = OperationKind::Path, .access = Access::Write}, 0.4},
		{{.kind = OperationKind::Path, .access = Access::Read}, 0.4},
		{{.kind = OperationKind::Execute}, 0.25},
		{{.kind = OperationKind::Fork}, 0.4},
		{{.kind = OperationKind::Socket}, 0.4},
		{{.kind = OperationKind::Bind}, 0.4},
		{{.kind = OperationKind::Connect}, 0.3},
		{{.kind = OperationKind::Memory}, 0.2},
		{{.kind = OperationKind::Resource}, 0.3},
		{{.kind = OperationKind::SystemCall, .call = "setuid"}, 0.3},
		{{.kind = OperationKind::SystemCall, .call = "setgroups"}, 0.3},
		{{.kind = OperationKind::SystemCall, .call = "chown"}, 0.3},
		{{.kind = OperationKind::SystemCall, .call = "chmod"}, 0.2},
		{{.kind = OperationKind::SystemCall, .call = "pipe"}, 0.2},
		{{.kind = OperationKind::SystemCall, .call = "kill"}, 0.2},
		{{.kind = OperationKind::SystemCall, .call = "setrlimit"}, 0.2},
		{{.kind = OperationKind::SystemCall, .call = "setpriority"}, 0.2},
		{{.kind = OperationKind::SystemCall, .call = "sched_setscheduler"}, 0.2},
		{{.kind = OperationKind::SystemCall, .call = "unshare"}, 0.15},
		{{.kind = OperationKind::SystemCall, .call = "mount"}, 0.15},
	};
	return operations;
}

} // namespace

Sandbox::Sandbox(const UnitConfig &config, const System &system)
	: system_(system), settings_(config, system_), filter_(settings_, system_),
	  capabilities_(settings_), paths_(settings_)
{
	for (std::size_t i = 0; i < settings_.all().size(); i++) {
		const Directive directive = settings_[i].assignment.directive;
		if (settings_.find(directive) != i)
			continue;
		for (const LimitRow &row : record(directive).limits)
			limits_.push_back({i, &row});
		if (refuses_anything(settings_, i))
			for (const RefusalRow &row : record(directive).refuses)
				if (row.since <= system_.version())
					refusals_.push_back({i, &row});
	}
}

bool Sandbox::starts_as_root() const noexcept
{
	const std::string_view user = settings_.value(Directive::User);
	return !settings_.has_dynamic_user() && (user.empty() || is_root_name(user));
}

bool Sandbox::is_root(const Operation &operation) const noexcept
{
	return operation.uid ? *operation.uid == 0 : starts_as_root();
}

PredictedDenials Sandbox::predict(const Operation &operation) const
{
	PredictedDenials out;
	const auto calls = calls_behind(operation);
	for (const std::string_view name : calls) {
		const bool usual = name == calls.front() || name == operation.call;
		predict_calls(*this, {&name, 1}, usual ? 1 : likelihood::unusual_variant, out,
			operation.name_space);
	}
	refuse_architecture(*this, operation, out);
	if (operation.by_setuid_helper)
		refuse_setuid_helper(*this, operation, out);

	switch (operation.kind) {
	case OperationKind::Unknown:
		for (const auto &[typical, share] : typical_operations()) {
			Operation guess = typical;
			guess.uid = operation.uid;
			add_share(predict(guess), share, out);
		}
		predict_by_records(*this, operation.kind, 1, out);
		break;
	case OperationKind::SystemCall:
		if (calls.empty())
			std::ranges::copy(filter_.refuses_any(), std::back_inserter(out));
		else if (operation.call_is_exact && is_unnamed(operation.call))
			suspect_any_filter(*this, out);
		predict_privilege(*this, operation, calls, out);
		refuse_mount_of_proc(*this, operation, out);
		if (!operation.resource.empty())
			predict_raise(*this, operation, out);
		break;
	case OperationKind::Path:
		if (calls.empty())
			predict_calls(*this, typical_file_calls(operation.access), 0.9, out);
		predict_path(*this, operation, out);
		predict_privilege(*this, operation, calls, out);
		break;
	case OperationKind::Execute:
		if (!operation.setting.empty()) { /* the program itself names what holds it */
			predict_unit(*this, operation, out);
			if (operation.setting == name(Directive::User))
				refuse_identity(*this, out);
			else
				refuse_by_filter_for_user(*this, out);
			break;
		}
		predict_calls(*this, typical_file_calls(Access::Execute), 1, out);
		predict_execute(*this, operation, out);
		refuse_fork_before(*this, operation, out);
		break;
	case OperationKind::Fork:
		predict_fork(*this, operation, out);
		break;
	case OperationKind::Socket:
		predict_socket(*this, operation, out);
		break;
	case OperationKind::Bind:
		predict_bind(*this, operation, out);
		break;
	case OperationKind::Connect:
		predict_connect(*this, operation, out);
		break;
	case OperationKind::Capability:
		predict_privilege(*this, operation, calls, out);
		if (operation.capability)
			for (const auto &[error_number, likelihood] :
				{std::pair{EPERM, 1.0}, {EACCES, 0.6}})
				predict_capability(*this, operation, *operation.capability,
					error_number, likelihood, out);
		break;
	case OperationKind::Memory:
		predict_memory(*this, operation, out);
		break;
	case OperationKind::Resource:
		predict_resource(*this, operation, out);
		break;
	case OperationKind::SetupStep:
		predict_setup(*this, operation, out);
		break;
	case OperationKind::UnitRefused:
		predict_unit(*this, operation, out);
		break;
	}
	for (PredictedDenial &predicted : out)
		predicted.likelihood *= settings_[predicted.setting].certainty;
	return strongest(std::move(out));
}

} // namespace hardenctl
