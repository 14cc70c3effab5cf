// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "advice/exposure-rules.hh"

#include "base/text.hh"
#include "sandbox/predict.hh"
#include "unit/words.hh"

#include <algorithm>
#include <iterator>

namespace hardenctl {

namespace {

/** From 261 on the rows know user managers: nothing there is privileged. */
constexpr unsigned knows_user_managers_since = 261;

/** From 254 on "not set" is a value of its own, which the offline table takes for yes. */
constexpr unsigned private_mounts_unset_since = 254;

unsigned value_badness(
	const ExposedUnit &unit, Directive directive, std::span<const ValueBadness> rows)
{
	const std::string_view value = unit.value(directive);
	const bool is_yes = parse_boolean(value) == true;
	const auto row = std::ranges::find_if(rows, [&](const ValueBadness &candidate) {
		return candidate.value.empty() || candidate.value == value ||
		       (is_yes && candidate.value == "yes");
	});
	return row == rows.end() ? 0 : row->badness;
}

/** A user manager's services see the keys of the session unless they say otherwise. */
bool shows_session_keys(const ExposedUnit &unit, Directive directive)
{
	return directive == Directive::KeyringMode && unit.system.user_manager &&
	       !unit.settings.find(directive);
}

bool is_known_user_manager(const ExposedUnit &unit) noexcept
{
	return unit.system.user_manager && unit.system.systemd_version >= knows_user_managers_since;
}

std::string_view user_name(const ExposedUnit &unit)
{
	return unit.settings.value(Directive::User);
}

bool is_privileged(const ExposedUnit &unit)
{
	if (is_known_user_manager(unit))
		return false;
	const std::string_view user = user_name(unit);
	return is_root_name(user) || (user.empty() && !unit.is_on(Directive::DynamicUser));
}

unsigned user_badness(const ExposedUnit &unit)
{
	const std::string_view user = user_name(unit);
	if (user == "nobody")
		return 9;
	if (!is_root_name(user) && (!user.empty() || unit.is_on(Directive::DynamicUser)))
		return 0;
	return is_known_user_manager(unit) ? 0 : 10;
}

std::optional<unsigned> groups_badness(const ExposedUnit &unit)
{
	if (is_privileged(unit))
		return std::nullopt;
	return unit.settings.find(Directive::SupplementaryGroups).has_value();
}

std::optional<unsigned> remove_ipc_badness(const ExposedUnit &unit)
{
	if (is_privileged(unit) || is_known_user_manager(unit))
		return std::nullopt;
	return !unit.is_on(Directive::RemoveIPC);
}

/** The settings that systemd-analyze takes to bring a mount namespace; not all that do. */
bool has_mount_namespace(const ExposedUnit &unit)
{
	constexpr Directive directives[]{
		Directive::PrivateDevices,
		Directive::PrivateTmp,
		Directive::ProtectControlGroups,
		Directive::ProtectHome,
		Directive::ProtectKernelModules,
		Directive::ProtectKernelTunables,
		Directive::ProtectSystem,
		Directive::RootImage,
	};
	return std::ranges::any_of(
		directives, [&](Directive directive) { return unit.is_on(directive); });
}

bool exposes_mounts(const ExposedUnit &unit)
{
	if (unit.is_on(Directive::PrivateMounts))
		return false;
	if (unit.mode == ExposureMode::Online)
		return !has_mount_namespace(unit);
	return unit.system.systemd_version < private_mounts_unset_since ||
	       unit.config.find(Directive::PrivateMounts);
}

bool has_own_root(const ExposedUnit &unit)
{
	const auto is_set = [&](Directive directive) {
		const std::string_view path = unit.settings.value(directive);
		return path.find_first_not_of('/') != path.npos;
	};
	return is_set(Directive::RootDirectory) || is_set(Directive::RootImage);
}

unsigned umask_badness(const ExposedUnit &unit)
{
	const unsigned mask = parse_number<unsigned>(unit.value(Directive::UMask), 8).value_or(0);
	if (!(mask & 0002))
		return 10;
	if (!(mask & 0004))
		return 5;
	if (!(mask & 0020))
		return 2;
	return !(mask & 0040);
}

/** An empty value delegates, too: without controllers. */
bool delegates(const ExposedUnit &unit)
{
	const Assignment *last = unit.config.find(Directive::Delegate);
	return last && parse_boolean(last->value) != false;
}

unsigned device_badness(const ExposedUnit &unit)
{
	// The implied one comes last, and only where the written one is "auto".
	const auto policies = unit.settings.of(Directive::DevicePolicy);
	if (policies.empty())
		return 10;
	const std::string_view policy = unit.settings[policies.back()].assignment.value;
	if (policy != "closed" && policy != "strict")
		return 10;
	return unit.settings.find(Directive::DeviceAllow) ? 5 : 0;
}

/** As written: systemd-analyze does not ask whether the bounding set leaves them. */
bool has_ambient_capabilities(const ExposedUnit &unit)
{
	std::uint64_t set = 0;
	for (const std::size_t index : unit.settings.of(Directive::AmbientCapabilities)) {
		const std::string_view value = unit.settings[index].assignment.value;
		const bool invert = value.starts_with('~');
		const std::uint64_t named = parse_capabilities(value.substr(invert));
		if (!named || !set)
			set = invert ? ~named : named;
		else
			set = invert ? set & ~named : set | named;
	}
	return set != 0;
}

} // namespace

ExposedUnit::ExposedUnit(
	const UnitConfig &unit_config, const System &unit_system, ExposureMode exposure_mode)
	: config{unit_config}, system{unit_system}, mode{exposure_mode},
	  settings{unit_config, unit_system}, capabilities{settings}, filter{settings, unit_system}
{
}

const Assignment *ExposedUnit::find(Directive directive) const
{
	const Assignment *found = nullptr;
	for (const std::size_t index : settings.of(directive)) {
		const Assignment &assignment = settings[index].assignment;
		if (!settings[index].implied_by ||
			assignment.origin.implied_by == Directive::DynamicUser)
			found = &assignment;
	}
	return found;
}

std::string_view ExposedUnit::value(Directive directive) const
{
	const Assignment *found = find(directive);
	return found ? std::string_view{found->value} : record(directive).default_value;
}

bool ExposedUnit::is_on(Directive directive) const
{
	const Assignment *found = find(directive);
	return found && !found->value.empty() && parse_boolean(found->value) != false;
}

std::optional<unsigned> exposure_badness(
	const ExposureRecord &row, Directive directive, const ExposedUnit &unit)
{
	if (row.default_dependencies && !unit.config.default_dependencies)
		return std::nullopt;

	switch (row.check) {
	case ExposureCheck::Switch:
		return !unit.is_on(directive);
	case ExposureCheck::Value:
		return shows_session_keys(unit, directive)
			       ? 1
			       : value_badness(unit, directive, row.badness);
	case ExposureCheck::Capabilities:
		return (unit.capabilities.bounding() & parse_capabilities(row.of)) != 0;
	case ExposureCheck::Families:
		return exposes_families(unit, row.of);
	case ExposureCheck::Namespace:
		return allows_namespace(unit.settings, row.of);
	case ExposureCheck::Syscalls:
		return syscall_badness(unit, row.of);
	case ExposureCheck::User:
		return user_badness(unit);
	case ExposureCheck::SupplementaryGroups:
		return groups_badness(unit);
	case ExposureCheck::RemoveIpc:
		return remove_ipc_badness(unit);
	case ExposureCheck::PrivateMounts:
		return exposes_mounts(unit);
	case ExposureCheck::Root:
		return !has_own_root(unit);
	case ExposureCheck::UMask:
		return umask_badness(unit);
	case ExposureCheck::Delegate:
		return delegates(unit);
	case ExposureCheck::Architectures:
		return architecture_badness(unit);
	case ExposureCheck::IpAddresses:
		return address_badness(unit);
	case ExposureCheck::Devices:
		return device_badness(unit);
	case ExposureCheck::AmbientCapabilities:
		return has_ambient_capabilities(unit);
	}
	return std::nullopt;
}

} // namespace hardenctl
