// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "sandbox/refuse.hh"

#include "base/path.hh"
#include "base/text.hh"

#include <cerrno>
#include <linux/capability.h>

namespace hardenctl {

namespace {

/** A managed directory whose mode keeps its own service out. */
void refuse_by_directory_mode(const Sandbox &sandbox, const Operation &operation, Refusals &out)
{
	struct Row {
		Directive mode;
		Directive directory;
		std::string_view base;
	};
	static constexpr Row rows[]{
		{Directive::StateDirectoryMode, Directive::StateDirectory, "/var/lib"},
		{Directive::RuntimeDirectoryMode, Directive::RuntimeDirectory, "/run"},
		{Directive::CacheDirectoryMode, Directive::CacheDirectory, "/var/cache"},
		{Directive::LogsDirectoryMode, Directive::LogsDirectory, "/var/log"},
		{Directive::ConfigurationDirectoryMode, Directive::ConfigurationDirectory, "/etc"},
	};
	constexpr unsigned owner_access = 0700;
	const Settings &settings = sandbox.settings();
	for (const auto &[mode, directory, base] : rows) {
		const auto index = settings.find(mode);
		const auto bits = parse_number<unsigned>(settings.value(mode), 8);
		if (!index || !bits || (*bits & owner_access) == owner_access)
			continue;
		for (const std::size_t at : settings.of(directory))
			for (const std::string_view word :
				split_blanks(settings[at].assignment.value))
				if (path_is_below(operation.path,
					    std::string{base} + "/" +
						    std::string{word.substr(0, word.find(':'))}))
					out.push_back({
						.setting = *index,
						.answer = {.error_number = EACCES},
						.likelihood = 1,
					});
	}
}

/** A mask that takes the owner's own rights: the service cannot open again what it made. */
void refuse_by_mask(const Sandbox &sandbox, Refusals &out)
{
	constexpr unsigned owner_access = 0700;
	const auto index = sandbox.settings().find(Directive::UMask);
	const auto bits = parse_number<unsigned>(sandbox.settings().value(Directive::UMask), 8);
	if (index && bits && (*bits & owner_access))
		out.push_back(
			{.setting = *index, .answer = {.error_number = EACCES}, .likelihood = 0.8});
}

} // namespace

void refuse_by_mode(const Sandbox &sandbox, const Operation &operation, Refusals &out)
{
	const Settings &settings = sandbox.settings();
	const auto answer = Answer{.error_number = EACCES};
	if (sandbox.is_root(operation)) {
		const CapabilitySet &capabilities = sandbox.capabilities();
		const auto dropped = capabilities.dropped_by(CAP_DAC_OVERRIDE);
		const bool readable = capabilities.bounding() >> CAP_DAC_READ_SEARCH & 1;
		if (dropped && !(readable && operation.access == Access::Read))
			out.push_back({.setting = *dropped, .answer = answer, .likelihood = 0.8});
		if (const auto users = settings.find(Directive::PrivateUsers);
			users && settings.is_on(Directive::PrivateUsers))
			out.push_back({.setting = *users, .answer = answer, .likelihood = 0.5});
		return;
	}
	for (const auto &[directive, likelihood] :
		{std::pair{Directive::User, 0.8}, {Directive::DynamicUser, 0.8},
			{Directive::SupplementaryGroups, 0.05}, {Directive::Group, 0.05}})
		if (const auto index = settings.find(directive))
			if (directive != Directive::DynamicUser || settings.is_on(directive))
				out.push_back({
					.setting = *index,
					.answer = answer,
					.likelihood = likelihood,
				});
	refuse_by_directory_mode(sandbox, operation, out);
	refuse_by_mask(sandbox, out);
}

} // namespace hardenctl
