// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "sandbox/predict.hh"

#include "base/text.hh"
#include "knowledge/calls.hh"
#include "sandbox/filter-answer.hh"
#include "unit/words.hh"

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <linux/capability.h>

namespace hardenctl {

namespace {

/** Few logs tell the kind: how likely is it one that is refused? */
double refused_namespaces(const Settings &settings, std::string_view asked)
{
	if (!asked.empty())
		return allows_namespace(settings, asked) ? 0 : 1;
	double share = 0;
	for (const NamespaceKind &kind : namespace_kinds)
		if (!allows_namespace(settings, kind.name))
			share = std::max(share, kind.share);
	return share;
}

/** The filters and namespaces of other directives than SystemCallFilter=. */
void predict_call_by_records(const Sandbox &sandbox, std::string_view call, double likelihood,
	PredictedDenials &out, std::string_view name_space)
{
	for (const auto &[setting, row] : sandbox.refusals()) {
		if (std::ranges::find(row->calls, call) == row->calls.end())
			continue;
		/* clone3 is refused as a whole: its flags cannot be looked at */
		const bool by_kind = sandbox.settings()[setting].assignment.directive ==
					     Directive::RestrictNamespaces &&
				     call != "clone3";
		const double share =
			by_kind ? refused_namespaces(sandbox.settings(), name_space) : 1;
		if (share > 0)
			out.push_back({
				.setting = setting,
				.answer = row->answer,
				.likelihood = row->likelihood * likelihood * share,
			});
	}
}

bool is_identity_call(std::string_view call)
{
	static constexpr std::string_view calls[]{"chown", "fchown", "fchownat", "lchown",
		"setfsgid", "setfsuid", "setgid", "setgroups", "setregid", "setresgid", "setresuid",
		"setreuid", "setuid"};
	static_assert(std::ranges::is_sorted(calls));
	return std::ranges::binary_search(calls, call);
}

/** A user namespace maps few users: others are invalid, and capabilities are worth nothing
 * outside. */
void refuse_by_user_namespace(const Sandbox &sandbox, Directive directive,
	const Operation &operation, std::string_view call, double likelihood, PredictedDenials &out)
{
	const auto index = sandbox.settings().find(directive);
	if (!index || !sandbox.settings().is_on(directive))
		return;
	if (is_identity_call(call)) {
		const bool knows_users = maps_all_users(sandbox.settings());
		out.push_back({.setting = *index,
			.answer = {.error_number = EINVAL},
			.likelihood = knows_users ? 0.05 : 1});
		out.push_back({.setting = *index,
			.answer = {.error_number = EPERM},
			.likelihood = knows_users ? 0.05 : 0.4});
	} else if (sandbox.is_root(operation))
		out.push_back({
			.setting = *index,
			.answer = {.error_number = EPERM},
			.likelihood = 0.7 * likelihood,
		});
}

/** A user other than root lacks what root may do. */
void refuse_by_user(const Sandbox &sandbox, const Operation &operation, int error_number,
	double likelihood, PredictedDenials &out)
{
	if (sandbox.starts_as_root() || sandbox.is_root(operation))
		return;
	for (const Directive directive : {Directive::User, Directive::DynamicUser})
		if (const auto index = sandbox.settings().find(directive))
			out.push_back({
				.setting = *index,
				.answer = {.error_number = error_number},
				.likelihood = 0.5 * likelihood,
			});
}

/**
 * From 255 on the executor gives CAP_SETUID up once the filters of a service whose user is named
 * are in force, be it root: by User= or, for a session, by PAMName=. With NoNewPrivileges=
 * execve(2) does not give it back (keep_seccomp_privileges in exec-invoke.c).
 */
void refuse_setuid_of_named_root(
	const Sandbox &sandbox, int error_number, double likelihood, PredictedDenials &out)
{
	constexpr unsigned since = 255;
	const Settings &settings = sandbox.settings();
	if (sandbox.system().version() < since || sandbox.system().user_manager ||
		!sandbox.starts_as_root() || !settings.is_on(Directive::NoNewPrivileges) ||
		!has_filter(settings))
		return;
	for (const Directive directive : {Directive::User, Directive::PAMName})
		if (const auto index = settings.find(directive);
			index && !settings[*index].assignment.value.empty()) {
			out.push_back({
				.setting = *index,
				.answer = {.error_number = error_number},
				.likelihood = likelihood,
			});
			return;
		}
}

} // namespace

bool allows_namespace(const Settings &settings, std::string_view kind)
{
	bool allowed = true;
	bool first = true;
	for (const std::size_t index : settings.of(Directive::RestrictNamespaces)) {
		const std::string_view value = strip(settings[index].assignment.value);
		const bool invert = value.starts_with('~');
		const auto words = split_blanks(value.substr(invert));
		const bool listed = std::ranges::find(words, kind) != words.end();
		if (const auto all = parse_boolean(value))
			allowed = !*all;
		else if (listed || first)
			allowed = listed != invert;
		first = false;
	}
	return allowed;
}

void predict_by_secure_bits(const Sandbox &sandbox, const Operation &operation, int error_number,
	double likelihood, PredictedDenials &out)
{
	if (!sandbox.is_root(operation))
		return;
	for (const std::size_t index : sandbox.settings().of(Directive::SecureBits)) {
		const std::string_view bits = sandbox.settings()[index].assignment.value;
		const auto words = split_blanks(bits);
		if (std::ranges::find(words, "noroot") != words.end())
			out.push_back({
				.setting = index,
				.answer = {.error_number = error_number},
				.likelihood = likelihood,
			});
	}
}

void predict_calls(const Sandbox &sandbox, std::span<const std::string_view> calls,
	double likelihood, PredictedDenials &out, std::string_view name_space)
{
	for (const std::string_view call : calls) {
		if (auto predicted = sandbox.filter().refuses(call)) {
			predicted->likelihood *= likelihood;
			out.push_back(*predicted);
		}
		predict_call_by_records(sandbox, call, likelihood, out, name_space);
	}
}

void predict_by_records(const Sandbox &sandbox, OperationKind kind, double likelihood,
	PredictedDenials &out, std::string_view resource)
{
	for (const auto &[setting, row] : sandbox.refusals())
		if (row->calls.empty() && row->kind == kind && row->resource == resource)
			out.push_back({
				.setting = setting,
				.answer = row->answer,
				.likelihood = likelihood * row->likelihood,
			});
}

void predict_capability(const Sandbox &sandbox, const Operation &operation, unsigned capability,
	int error_number, double likelihood, PredictedDenials &out)
{
	const CapabilitySet &capabilities = sandbox.capabilities();
	const bool ambient = capabilities.ambient() >> capability & 1;
	// who became another user by itself may have kept what it needs
	const double share = sandbox.is_root(operation) ? 1 : sandbox.starts_as_root() ? 0.4 : 0.5;
	if (const auto dropped = capabilities.dropped_by(capability))
		out.push_back({
			.setting = *dropped,
			.answer = {.error_number = error_number},
			.likelihood = share * likelihood,
		});
	else if (!ambient) {
		refuse_by_user(sandbox, operation, error_number, likelihood, out);
		predict_by_secure_bits(sandbox, operation, error_number, likelihood, out);
		if (capability == CAP_SETUID && sandbox.is_root(operation))
			refuse_setuid_of_named_root(sandbox, error_number, likelihood, out);
	}
}

void predict_privilege(const Sandbox &sandbox, const Operation &operation,
	std::span<const std::string_view> calls, PredictedDenials &out)
{
	for (const std::string_view call : calls)
		if (const PrivilegedCall *row = find_privileged_call(call)) {
			predict_capability(sandbox, operation, row->capability, row->error_number,
				row->likelihood, out);
			/* nice(3) turns EACCES into EPERM, mount(8) puts it the other way */
			const bool is_eperm = row->error_number == EPERM;
			predict_capability(sandbox, operation, row->capability,
				is_eperm ? EACCES : EPERM, (is_eperm ? 0.3 : 0.7) * row->likelihood,
				out);
			for (const Directive directive :
				{Directive::PrivateUsers, Directive::UserNamespacePath})
				refuse_by_user_namespace(
					sandbox, directive, operation, call, row->likelihood, out);
		}
}

} // namespace hardenctl
