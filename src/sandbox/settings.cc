// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "sandbox/settings.hh"

#include "knowledge/likelihood-values.hh" // generated
#include "unit/words.hh"

namespace hardenctl {

namespace {

/** From 255 on the executor keeps the privilege that seccomp needs until User= is in force. */
constexpr unsigned last_with_user_privileges = 254;

bool is_negative(std::string_view value) noexcept
{
	return value.empty() || parse_boolean(value) == false;
}

bool is_unset(const Settings &settings, Directive directive)
{
	const std::string_view value = settings.value(directive);
	return is_negative(value) || value == "auto";
}

/** Does it give its capabilities up before filters are installed? */
bool has_other_user(const Settings &settings)
{
	const std::string_view user = settings.value(Directive::User);
	return !user.empty() && !is_root_name(user);
}

bool condition_holds(const Implication &implication, const Settings &settings, const System &system)
{
	switch (implication.when) {
	case ImpliedWhen::Always:
		return true;
	case ImpliedWhen::Unset:
		return is_unset(settings, implication.directive);
	case ImpliedWhen::Unprivileged:
		return system.user_manager ||
		       (system.version() <= last_with_user_privileges && has_other_user(settings));
	case ImpliedWhen::DevicePolicy:
		return !is_unset(settings, Directive::DevicePolicy) ||
		       settings.find(Directive::DeviceAllow) ||
		       settings.is_on(Directive::PrivateDevices) || system.systemd_version == 0;
	}
	return false;
}

/** Does it depend on a version that is not known? */
bool is_uncertain(const Implication &implication, const Settings &settings, const System &system)
{
	if (system.systemd_version != 0)
		return false;
	const bool always = settings.find(Directive::DevicePolicy) ||
			    settings.find(Directive::DeviceAllow) ||
			    settings.is_on(Directive::PrivateDevices);
	return implication.until != 0 || (implication.when == ImpliedWhen::DevicePolicy && !always);
}

bool implies(const Assignment &from, const Implication &implication, const Settings &settings,
	const System &system)
{
	if (is_negative(from.value))
		return false;
	// ProtectHostname=yes:NAME is a kind of yes
	const std::string_view value = std::string_view{from.value}.substr(0, from.value.find(':'));
	if (!implication.from.empty() && value != implication.from &&
		!(implication.from == "yes" && parse_boolean(value) == true))
		return false;
	if (implication.since && system.version() < implication.since)
		return false;
	const bool is_known = system.systemd_version != 0;
	if (implication.until && is_known && system.version() > implication.until)
		return false;
	return condition_holds(implication, settings, system);
}

} // namespace

std::span<const SyscallGroup> System::groups() const
{
	if (installed_groups && !has_syscall_groups(version()))
		if (const auto own = installed_groups->groups(); !own.empty())
			return own;
	return syscall_groups(version());
}

void Settings::add(Setting setting)
{
	const auto directive = static_cast<std::size_t>(setting.assignment.directive);
	(setting.implied_by ? last_implied_ : last_written_)[directive] =
		static_cast<std::uint32_t>(settings_.size() + 1);
	settings_.push_back(std::move(setting));
}

Settings::Settings(const UnitConfig &config, const System &system)
{
	settings_.reserve(config.assignments.size());
	for (const Assignment &assignment : config.assignments)
		add({.assignment = assignment, .implied_by = {}});

	const std::size_t written_count = settings_.size();
	for (std::size_t i = 0; i < written_count; i++)
		for (const Implication &implication :
			record(settings_[i].assignment.directive).implies) {
			const Assignment from = settings_[i].assignment;
			if (!implies(from, implication, *this, system))
				continue;
			const double certainty = is_uncertain(implication, *this, system)
							 ? likelihood::implied_by_older
							 : 1;
			add({
				.assignment =
					{
						.directive = implication.directive,
						.value = std::string{implication.value},
						.origin =
							{
								.kind = OriginKind::Implied,
								.path = from.origin.path,
								.line = from.origin.line,
								.implied_by = from.directive,
							},
					},
				.implied_by = i,
				.certainty = certainty,
			});
		}
}

std::vector<std::size_t> Settings::of(Directive directive) const
{
	std::vector<std::size_t> indices;
	for (std::size_t i = 0; i < settings_.size(); i++)
		if (settings_[i].assignment.directive == directive)
			indices.push_back(i);
	return indices;
}

std::optional<std::size_t> Settings::find(Directive directive) const noexcept
{
	const std::size_t written = last_written_[static_cast<std::size_t>(directive)];
	const std::size_t implied = last_implied_[static_cast<std::size_t>(directive)];
	if (written == 0 && implied == 0)
		return std::nullopt;
	if (written == 0 || implied == 0)
		return (written != 0 ? written : implied) - 1;
	const bool same =
		settings_[written - 1].assignment.value == settings_[implied - 1].assignment.value;
	return (same || record(directive).merge != Merge::Last ? written : implied) - 1;
}

std::string_view Settings::value(Directive directive) const noexcept
{
	const auto index = find(directive);
	return index ? std::string_view{settings_[*index].assignment.value} : std::string_view{};
}

bool Settings::is_on(Directive directive) const noexcept
{
	return !is_negative(value(directive));
}

} // namespace hardenctl
