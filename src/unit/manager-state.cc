// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "base/digest.hh"
#include "unit/bus-value.hh"
#include "unit/live-reader.hh"
#include "unit/manager-call.hh"
#include "unit/manager.hh"

#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <set>

namespace hardenctl {

namespace {

template <typename Value> struct StateMember {
	std::string_view property;
	Value UnitState::*place;
	/** Has every unit it, of whatever type? */
	bool is_required = true;
};

constexpr std::array<StateMember<std::string>, 8> state_texts{{
	{"ActiveState", &UnitState::active_state},
	{"ControlGroup", &UnitState::control_group, false},
	{"FragmentPath", &UnitState::fragment},
	{"Id", &UnitState::id},
	{"LoadState", &UnitState::load_state},
	{"Result", &UnitState::result, false},
	{"Slice", &UnitState::slice, false},
	{"SubState", &UnitState::sub_state},
}};

constexpr std::array<StateMember<bool>, 4> state_flags{{
	{"NeedDaemonReload", &UnitState::needs_reload},
	{"RefuseManualStart", &UnitState::refuses_manual_start},
	{"RefuseManualStop", &UnitState::refuses_manual_stop},
	{"Transient", &UnitState::transient},
}};

/** (ss) and (uo): of both, one part is of use. */
constexpr std::string_view load_error = "LoadError", job_property = "Job";
constexpr std::string_view drop_in_paths = "DropInPaths", invocation = "InvocationID";
constexpr std::string_view restarts = "NRestarts";

std::uint64_t digest_of(const BusValue &value, std::uint64_t so_far)
{
	so_far = digest(value.signature, so_far);
	so_far = digest(value.text, so_far);
	so_far = digest(fmt::format("{},{}", value.number, value.items.size()), so_far);
	for (const BusValue &item : value.items)
		so_far = digest_of(item, so_far);
	return so_far;
}

bool take_rest(UnitState &state, std::string_view property, sd_bus_message *message)
{
	if (property == load_error)
		state.load_error = read_bus_value(message).items.at(1).text;
	else if (property == job_property)
		state.job = static_cast<std::uint32_t>(read_bus_value(message).items.at(0).number);
	else if (property == drop_in_paths)
		state.drop_ins = read_bus_value(message).words();
	else if (property == invocation)
		state.invocation = read_bus_value(message).hex();
	else if (property == "StateChangeTimestamp")
		state.state_changed = read_bus_value(message).number;
	else if (property == "ActiveEnterTimestamp")
		state.became_active = read_bus_value(message).number;
	else if (property == restarts)
		state.restarts = static_cast<std::uint32_t>(read_bus_value(message).number);
	else if (directive_of_value(property))
		state.settings.emplace(property, digest_of(read_bus_value(message), digest_start));
	else
		return false;
	return true;
}

bool take(UnitState &state, std::string_view property, sd_bus_message *message)
{
	for (const auto &member : state_texts)
		if (member.property == property) {
			state.*member.place = read_bus_value(message).text;
			return true;
		}
	for (const auto &member : state_flags)
		if (member.property == property) {
			state.*member.place = read_bus_value(message).number != 0;
			return true;
		}
	return take_rest(state, property, message);
}

/** Services, sockets, mounts, … have one; without it nobody could say that they are well. */
bool has_result(std::string_view unit) noexcept
{
	constexpr std::array types{".automount", ".mount", ".path", ".scope", ".service", ".socket",
		".swap", ".timer"};
	return std::ranges::any_of(
		types, [unit](std::string_view type) { return unit.ends_with(type); });
}

/** What the answer lacks is unknown, not empty. */
void check_complete(const std::set<std::string, std::less<>> &seen, const std::string &unit)
{
	const auto require = [&](std::string_view property) {
		if (!seen.contains(property))
			throw Error{fmt::format("Cannot read the state of {}: the manager's answer "
						"has no {}",
				unit, property)};
	};
	for (const auto &member : state_texts)
		if (member.is_required || (member.property == "Result" && has_result(unit)))
			require(member.property);
	for (const auto &member : state_flags)
		require(member.property);
	for (const std::string_view property :
		{drop_in_paths, invocation, job_property, load_error})
		require(property);
}

} // namespace

UnitState Manager::state(const std::string &unit)
{
	const MessageHandle reply =
		connection_.call([&](sd_bus *bus) { return new_unit_properties_call(bus, unit); },
			"read the state of " + unit);
	UnitState state;
	std::set<std::string, std::less<>> seen;
	visit_properties(reply.get(), [&](std::string_view property, sd_bus_message *value) {
		seen.emplace(property);
		return take(state, property, value);
	});
	check_complete(seen, unit);
	return state;
}

} // namespace hardenctl
