// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "advice/file-evidence.hh"

namespace hardenctl {

AccessMode wanted_of(const Operation &operation)
{
	if (operation.kind == OperationKind::Execute)
		return AccessMode::Executing;
	switch (operation.access) {
	case Access::Unknown:
		return AccessMode::Existence;
	case Access::Read:
		return AccessMode::Reading;
	case Access::Write:
		return AccessMode::Writing;
	case Access::Create:
		return AccessMode::Creating;
	case Access::Execute:
		return AccessMode::Executing;
	}
	return AccessMode::Existence;
}

bool find_asking_user(
	const Denial &denial, const UnitConfig &config, const std::string &tree, FileUser &user)
{
	const Assignment *set = config.find(Directive::User);
	if (denial.operation.uid)
		return *denial.operation.uid == 0 ||
		       find_user(tree, std::to_string(*denial.operation.uid), user);
	return !set || set->value.empty() || find_user(tree, set->value, user);
}

namespace {

bool is_about_a_file(const Denial &denial)
{
	const Operation &operation = denial.operation;
	return (operation.kind == OperationKind::Path ||
		       operation.kind == OperationKind::Execute) &&
	       operation.path.starts_with('/') && !denial.other_cause && !operation.is_library &&
	       !operation.is_module;
}

/** The service's own view is not the tree's. */
bool has_own_root(const UnitConfig &config)
{
	return config.find(Directive::RootDirectory) || config.find(Directive::RootImage) ||
	       config.find(Directive::DynamicUser);
}

/** The unit was made for another user than a drop-in sets: that one; nothing if it was not. */
bool find_user_before(const UnitConfig &config, const std::string &tree, FileUser &user)
{
	const Assignment *set = config.find(Directive::User);
	if (!set || config.first_giving(*set).origin.kind != OriginKind::DropIn)
		return false;
	const Assignment *before = config.before(*set);
	return !before || before->value.empty() || find_user(tree, before->value, user);
}

FileAccess look_at_file(const Denial &denial, const UnitConfig &config, const std::string &tree)
{
	const Operation &operation = denial.operation;
	FileUser user;
	if (!find_asking_user(denial, config, tree, user))
		return FileAccess::Unknown;
	const AccessMode wanted = wanted_of(operation);
	const FileAccess access = file_access(tree, operation.path, user, wanted);
	FileUser before;
	const bool is_new =
		access == FileAccess::RefusedByMode && find_user_before(config, tree, before) &&
		file_access(tree, operation.path, before, wanted) == FileAccess::Allowed;
	return is_new ? FileAccess::RefusedToNewUser : access;
}

} // namespace

std::vector<FileAccess> look_at_files(
	const Incident &incident, const UnitConfig &config, const SystemFacts &system)
{
	std::vector<FileAccess> answers(incident.denials.size(), FileAccess::Unknown);
	if (!system.file_tree || has_own_root(config))
		return answers;
	for (std::size_t i = 0; i < answers.size(); i++)
		if (is_about_a_file(incident.denials[i]))
			answers[i] = look_at_file(incident.denials[i], config, *system.file_tree);
	return answers;
}

} // namespace hardenctl
