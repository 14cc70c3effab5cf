// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "sandbox/predict.hh"

#include "base/path.hh"
#include "base/text.hh"
#include "knowledge/likelihood-values.hh" // generated

#include <algorithm>
#include <cerrno>
#include <linux/capability.h>

namespace hardenctl {

namespace {

/** Is the path in a directory that this assignment has systemd manage? */
bool manages(const Assignment &assignment, const std::string &path)
{
	const std::string base{record(assignment.directive).base};
	if (base.empty() || !path_is_below(path, base))
		return false;
	return std::ranges::any_of(split_blanks(assignment.value), [&](std::string_view word) {
		return path_is_below(
			path, base + "/" + std::string{word.substr(0, word.find(':'))});
	});
}

/** What systemd has given to the service's user, or what all may read, is not refused to that user.
 */
double share_of_others(const Sandbox &sandbox, const Operation &operation)
{
	if (lists_accounts(operation.path) && operation.access == Access::Read)
		return 0;
	for (const Setting &setting : sandbox.settings().all())
		if (setting.assignment.directive != Directive::ConfigurationDirectory &&
			manages(setting.assignment, operation.path))
			return likelihood::managed_file_of_others;
	return 1;
}

/** Everybody may read and run what packages install. */
bool is_for_all(const Operation &operation)
{
	return path_is_below(operation.path, "/usr") &&
	       !path_is_below(operation.path, "/usr/local") &&
	       (operation.access == Access::Read || operation.access == Access::Execute);
}

/** A managed directory whose mode keeps its own service out. */
void refuse_by_directory_mode(
	const Sandbox &sandbox, const Operation &operation, PredictedDenials &out)
{
	constexpr unsigned owner_access = 0700;
	const Settings &settings = sandbox.settings();
	for (std::size_t i = 0; i < settings.all().size(); i++) {
		const DirectiveRecord &mode = record(settings[i].assignment.directive);
		if (mode.type != ValueType::Mode || mode.directory == mode.id ||
			settings.find(mode.id) != i)
			continue;
		const auto bits = parse_number<unsigned>(settings[i].assignment.value, 8);
		if (!bits || (*bits & owner_access) == owner_access)
			continue;
		if (std::ranges::any_of(settings.of(mode.directory), [&](std::size_t at) {
			    return manages(settings[at].assignment, operation.path);
		    }))
			out.push_back({
				.setting = i,
				.answer = {.error_number = EACCES},
				.likelihood = 1,
			});
	}
}

/** A mask that takes the owner's own rights: the service cannot open again what it made. */
void refuse_by_mask(const Sandbox &sandbox, PredictedDenials &out)
{
	constexpr unsigned owner_access = 0700;
	const auto index = sandbox.settings().find(Directive::UMask);
	const auto bits = parse_number<unsigned>(sandbox.settings().value(Directive::UMask), 8);
	if (index && bits && (*bits & owner_access))
		out.push_back(
			{.setting = *index, .answer = {.error_number = EACCES}, .likelihood = 0.8});
}

} // namespace

bool lists_accounts(std::string_view path) noexcept
{
	return path == "/etc/passwd" || path == "/etc/group";
}

bool maps_all_users(const Settings &settings) noexcept
{
	const std::string_view value = settings.value(Directive::PrivateUsers);
	return value == "identity" || value == "full";
}

void predict_by_mode(const Sandbox &sandbox, const Operation &operation, PredictedDenials &out)
{
	const Settings &settings = sandbox.settings();
	const auto answer = Answer{.error_number = EACCES};
	const double for_all = is_for_all(operation) ? likelihood::closed_in_usr : 1;
	if (sandbox.is_root(operation)) {
		const CapabilitySet &capabilities = sandbox.capabilities();
		const auto dropped = capabilities.dropped_by(CAP_DAC_OVERRIDE);
		const bool readable = capabilities.bounding() >> CAP_DAC_READ_SEARCH & 1;
		if (dropped && !(readable && operation.access == Access::Read))
			out.push_back({.setting = *dropped,
				.answer = answer,
				.likelihood = 0.8 * for_all});
		predict_by_secure_bits(sandbox, operation, EACCES, 0.8 * for_all, out);
		if (const auto users = settings.find(Directive::PrivateUsers);
			users && settings.has_user_namespace())
			out.push_back({.setting = *users,
				.answer = answer,
				.likelihood = for_all * (maps_all_users(settings) ? 0.05 : 0.5)});
		return;
	}
	const double share = for_all * share_of_others(sandbox, operation);
	for (const auto &[directive, likelihood] :
		{std::pair{Directive::User, 0.8}, {Directive::DynamicUser, 0.8},
			{Directive::SupplementaryGroups, 0.05}, {Directive::Group, 0.05}})
		if (const auto index = settings.find(directive))
			if (directive != Directive::DynamicUser || settings.is_on(directive))
				out.push_back({
					.setting = *index,
					.answer = answer,
					.likelihood = share * likelihood,
				});
	refuse_by_directory_mode(sandbox, operation, out);
	refuse_by_mask(sandbox, out);
}

} // namespace hardenctl
