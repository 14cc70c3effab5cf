// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "unit/load-rules.hh"

#include "unit/words.hh"

#include <algorithm>
#include <array>

namespace hardenctl {

namespace {

constexpr std::array<std::string_view, 6> load_keys{
	"BusName", "ExitType", "RemainAfterExit", "Restart", "SuccessAction", "Type"};
static_assert(std::ranges::is_sorted(load_keys));

std::string_view value_of(const UnitConfig &config, std::string_view key)
{
	const auto found = std::ranges::find(config.load_values, key, &LoadValue::first);
	return found == config.load_values.end() ? std::string_view{} : found->second;
}

long count(const UnitConfig &config, std::string_view setting)
{
	return std::ranges::count(config.commands, setting, &ExecCommand::setting);
}

bool is_on(const UnitConfig &config, Directive directive)
{
	const Assignment *found = config.find(directive);
	return found && parse_boolean(found->value) == true;
}

/** Of a service that starts nothing. */
std::string_view refusal_of_idle(const UnitConfig &config, std::string_view type)
{
	const std::string_view action = value_of(config, "SuccessAction");
	const bool acts = !action.empty() && action != "none";
	if (count(config, "ExecStop") == 0 && !acts)
		return "Service has no ExecStart=, ExecStop=, or SuccessAction=. Refusing.";
	if (!type.empty() && type != "oneshot")
		return "Service has no ExecStart= setting, which is only allowed for Type=oneshot "
		       "services. Refusing.";
	if (!acts && parse_boolean(value_of(config, "RemainAfterExit")) != true)
		return "Service has no ExecStart= and no SuccessAction= settings and does not have "
		       "RemainAfterExit=yes set. Refusing.";
	return {};
}

std::string_view refusal_of_oneshot(const UnitConfig &config)
{
	const std::string_view restart = value_of(config, "Restart");
	if (restart == "always" || restart == "on-success")
		return "Service has Restart= set to either always or on-success, which isn't "
		       "allowed for Type=oneshot services. Refusing.";
	if (value_of(config, "ExitType") == "cgroup")
		return "Service has ExitType=cgroup set, which isn't allowed for Type=oneshot "
		       "services. Refusing.";
	return {};
}

} // namespace

bool is_load_key(std::string_view key) noexcept
{
	return std::ranges::binary_search(load_keys, key);
}

std::string_view load_refusal(const UnitConfig &config)
{
	if (!config.id.ends_with(".service"))
		return {};
	const std::string_view type = value_of(config, "Type");
	const auto starts = count(config, "ExecStart");
	if (starts == 0)
		return refusal_of_idle(config, type);
	if (type == "oneshot")
		return refusal_of_oneshot(config);
	if (starts > 1)
		return "Service has more than one ExecStart= setting, which is only allowed for "
		       "Type=oneshot services. Refusing.";
	if (type == "dbus" && value_of(config, "BusName").empty())
		return "Service is of type D-Bus but no D-Bus service name has been specified. "
		       "Refusing.";
	if (type == "forking" && is_on(config, Directive::PrivatePIDs))
		return "Service of Type=forking does not support PrivatePIDs=yes. Refusing.";
	const bool ends_all = config.kill_mode == "control-group" || config.kill_mode == "mixed";
	if (const Assignment *pam = config.find(Directive::PAMName);
		pam && !pam->value.empty() && !ends_all)
		return "Unit has PAM enabled. Kill mode must be set to 'control-group' or 'mixed'. "
		       "Refusing.";
	return {};
}

} // namespace hardenctl
