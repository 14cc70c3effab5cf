// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "advice/file-evidence.hh"

namespace hardenctl {

namespace {

bool is_about_a_file(const Denial &denial)
{
	const Operation &operation = denial.operation;
	return (operation.kind == OperationKind::Path ||
		       operation.kind == OperationKind::Execute) &&
	       operation.path.starts_with('/') && !denial.rival && !operation.is_library;
}

Wanted wanted_by(const Operation &operation)
{
	if (operation.kind == OperationKind::Execute)
		return Wanted::Executing;
	switch (operation.access) {
	case Access::Unknown:
		return Wanted::Existence;
	case Access::Read:
		return Wanted::Reading;
	case Access::Write:
		return Wanted::Writing;
	case Access::Create:
		return Wanted::Creating;
	case Access::Execute:
		return Wanted::Executing;
	}
	return Wanted::Existence;
}

/** The service's own view is not the tree's. */
bool has_own_root(const UnitConfig &config)
{
	return config.find(Directive::RootDirectory) || config.find(Directive::RootImage) ||
	       config.find(Directive::DynamicUser);
}

/** The user that the log names, with its groups; else the one that the unit sets. */
bool find_user_of(
	const Denial &denial, const UnitConfig &config, const std::string &tree, FileUser &user)
{
	const Assignment *set = config.find(Directive::User);
	if (denial.operation.uid)
		return *denial.operation.uid == 0 ||
		       find_user(tree, std::to_string(*denial.operation.uid), user);
	return !set || set->value.empty() || find_user(tree, set->value, user);
}

} // namespace

std::vector<FileAccess> look_at_files(
	const Incident &incident, const UnitConfig &config, const SystemFacts &system)
{
	std::vector<FileAccess> answers(incident.denials.size(), FileAccess::Unknown);
	if (!system.file_tree || has_own_root(config))
		return answers;
	for (std::size_t i = 0; i < answers.size(); i++) {
		const Denial &denial = incident.denials[i];
		FileUser user;
		if (is_about_a_file(denial) &&
			find_user_of(denial, config, *system.file_tree, user))
			answers[i] = file_access(*system.file_tree, denial.operation.path, user,
				wanted_by(denial.operation));
	}
	return answers;
}

} // namespace hardenctl
