// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "sandbox/predict.hh"

#include "knowledge/likelihood-values.hh" // generated

#include <cerrno>
#include <set>

namespace hardenctl {

namespace {

struct Companion {
	std::string_view path;
	/** How often a program needs it. */
	double share;
};

/** execve(2): capabilities of the file that the bounding set lacks; security/commoncap.c refuses
 * before it asks for NoNewPrivileges=. */
void refuse_file_capabilities(const Sandbox &sandbox, PredictedDenials &out)
{
	const auto index = sandbox.settings().find(Directive::CapabilityBoundingSet);
	if (!index)
		return;
	// what is implied takes one or two that few programs have
	const bool is_implied = sandbox.settings()[*index].implied_by.has_value();
	out.push_back({
		.setting = *index,
		.answer = {.error_number = EPERM},
		.likelihood = is_implied ? 0.05 : 0.5,
	});
}

/** find_executable_full() passes over what may not be executed in $PATH. */
void pass_over_in_search_path(const Sandbox &sandbox, PredictedDenials &out)
{
	std::set<std::size_t> settings;
	for (const std::string_view path : {"/usr/bin/x", "/usr/sbin/x"})
		if (const ExecRule *rule = sandbox.paths().no_exec_rule_for(path))
			settings.insert(rule->setting);
	for (const std::size_t setting : settings)
		out.push_back({
			.setting = setting,
			.answer = {.error_number = ENOENT},
			.likelihood = likelihood::unseen_in_search_path,
		});
}

} // namespace

void predict_execute(const Sandbox &sandbox, const Operation &operation, PredictedDenials &out)
{
	Operation program = operation;
	program.access = Access::Execute;
	program.path = canonical_path(operation.path.empty() ? "/usr/bin/x" : operation.path);
	predict_mount_view(sandbox, program, out);
	if (const ExecRule *rule = sandbox.paths().no_exec_rule_for(program.path))
		out.push_back({
			.setting = rule->setting,
			.answer = {.error_number = EACCES},
			.likelihood = 1,
		});
	if (operation.path.empty())
		pass_over_in_search_path(sandbox, out);
	predict_by_records(sandbox, OperationKind::Execute, 1, out);
	for (const char *resource : {"NPROC", "STACK"}) /* execve(2): E2BIG, EAGAIN */
		predict_resource(sandbox,
			{.kind = OperationKind::Resource,
				.resource = resource,
				.uid = operation.uid},
			out);
	refuse_file_capabilities(sandbox, out);

	/* the kernel opens the loader, the loader the libraries; for a script its interpreter */
	for (const auto &[companion, share] : {Companion{"/usr/lib64/ld-linux-x86-64.so.2", 0.9},
		     {"/usr/lib/x86_64-linux-gnu/libc.so.6", 0.9}, {"/usr/bin/sh", 0.5}}) {
		PredictedDenials hidden;
		program.path = companion;
		predict_mount_view(sandbox, program, hidden);
		if (const ExecRule *rule = sandbox.paths().no_exec_rule_for(companion))
			hidden.push_back({
				.setting = rule->setting,
				.answer = {.error_number = EACCES},
				.likelihood = 0.9,
			});
		add_share(hidden, share, out);
	}
	if (!sandbox.is_root(operation))
		if (const auto user = sandbox.settings().find(Directive::User))
			out.push_back({
				.setting = *user,
				.answer = {.error_number = EACCES},
				.likelihood = 0.15,
			});
}

} // namespace hardenctl
