// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "unit/live-reader.hh"

#include "unit/bus-value.hh"
#include "unit/exec-command.hh"
#include "unit/manager-call.hh"
#include "unit/property-text.hh"

#include <algorithm>
#include <array>
#include <fmt/format.h>

namespace hardenctl {

namespace {

template <typename Value> struct UnitMember {
	std::string_view property;
	Value LiveUnit::*place;
};

constexpr std::array<UnitMember<std::string>, 8> unit_texts{{
	{"Id", &LiveUnit::id},
	{"LoadState", &LiveUnit::load_state},
	{"ActiveState", &LiveUnit::active_state},
	{"SubState", &LiveUnit::sub_state},
	{"Description", &LiveUnit::description},
	{"FragmentPath", &LiveUnit::fragment},
	{"Type", &LiveUnit::service_type},
	{"KillMode", &LiveUnit::kill_mode},
}};

constexpr std::array<UnitMember<bool>, 2> unit_flags{{
	{"NeedDaemonReload", &LiveUnit::need_reload},
	{"Transient", &LiveUnit::transient},
}};

constexpr std::array<UnitMember<std::uint64_t>, 4> unit_numbers{{
	{"ActiveEnterTimestamp", &LiveUnit::active_enter},
	{"InactiveExitTimestamp", &LiveUnit::inactive_exit},
	{"InactiveEnterTimestamp", &LiveUnit::inactive_enter},
	{"NRestarts", &LiveUnit::restarts},
}};

constexpr std::array<UnitMember<std::vector<std::string>>, 2> unit_lists{{
	{"Names", &LiveUnit::names},
	{"DropInPaths", &LiveUnit::drop_ins},
}};

template <typename Table> auto find_member(const Table &table, std::string_view property)
{
	const auto found = std::ranges::find_if(
		table, [property](const auto &row) { return row.property == property; });
	return found == table.end() ? nullptr : &*found;
}

/** a(sasasttttuii): program, argv, flags, and what became of it. */
void add_commands(LiveUnit &unit, std::string_view property, const BusValue &value)
{
	const std::string setting{property.substr(0, property.size() - 2)};
	for (const BusValue &row : value.items) {
		const auto argv = row.items[1].words();
		const auto names = row.items[2].words();
		const auto has = [&names](std::string_view flag) {
			return std::ranges::find(names, flag) != names.end();
		};
		unit.commands.push_back({.setting = setting,
			.program = row.items[0].text,
			.arguments = {argv.begin() + !argv.empty(), argv.end()},
			.full_privileges = has("privileged"),
			.no_setuid = has("no-setuid"),
			.ignore_failure = has("ignore-failure"),
			.origin = {}});
	}
}

void add_environment(LiveUnit &unit, const BusValue &value)
{
	for (const std::string &word : value.words())
		if (const auto equals = word.find('='); equals != word.npos)
			unit.environment.emplace_back(
				word.substr(0, equals), word.substr(equals + 1));
}

/** LimitNOFILESoft stands beside LimitNOFILE, which is the hard one. */
bool is_soft_limit(std::string_view property) noexcept
{
	return property.starts_with("Limit") && property.ends_with("Soft");
}

} // namespace

std::optional<Directive> directive_of_value(std::string_view property) noexcept
{
	return directive_of_property(
		is_soft_limit(property) ? property.substr(0, property.size() - 4) : property);
}

namespace {

/** "PrivateTmpEx" comes after "PrivateTmp", and "…Soft" after its limit: they complete it. */
void add_value(
	LiveUnit &unit, Directive directive, std::string_view property, const BusValue &value)
{
	auto lines = lines_of_property(record(directive), value);
	if (!lines)
		return;
	const auto known = std::ranges::find(unit.values, directive, &LiveValue::directive);
	if (known == unit.values.end())
		unit.values.push_back({directive, *std::move(lines)});
	else if (is_soft_limit(property) && lines->size() == 1 && known->lines.size() == 1)
		known->lines[0] = lines->front() + ":" + known->lines[0];
	else
		known->lines = *std::move(lines);
}

bool is_command_list(std::string_view property) noexcept
{
	return property.ends_with("Ex") && is_exec_setting(property.substr(0, property.size() - 2));
}

/** @return was it one of those that are of use? */
bool read_property(LiveUnit &unit, std::string_view property, sd_bus_message *message)
{
	const auto *text = find_member(unit_texts, property);
	const auto *flag = find_member(unit_flags, property);
	const auto *number = find_member(unit_numbers, property);
	const auto *list = find_member(unit_lists, property);
	const auto directive = directive_of_value(property);
	const bool is_other = property == "InvocationID" || property == "Environment";
	if (!text && !flag && !number && !list && !directive && !is_other &&
		!is_command_list(property))
		return false;
	const BusValue value = read_bus_value(message);
	if (text)
		unit.*text->place = value.text;
	else if (flag)
		unit.*flag->place = value.number != 0;
	else if (number)
		unit.*number->place = value.unsigned_number();
	else if (list)
		unit.*list->place = value.words();
	else if (directive)
		add_value(unit, *directive, property, value);
	else if (property == "InvocationID")
		unit.invocation = value.hex();
	else if (property == "Environment")
		add_environment(unit, value);
	else
		add_commands(unit, property, value);
	return true;
}

} // namespace

const LiveValue *LiveUnit::find(Directive directive) const noexcept
{
	const auto found = std::ranges::find(values, directive, &LiveValue::directive);
	return found == values.end() ? nullptr : &*found;
}

void visit_properties(sd_bus_message *message,
	FunctionRef<bool(std::string_view property, sd_bus_message *value)> read)
{
	check_bus(sd_bus_message_enter_container(message, 'a', "{sv}"), reading_answer);
	while (sd_bus_message_enter_container(message, 'e', "sv") > 0) {
		const char *property = nullptr;
		const char *contents = nullptr;
		check_bus(sd_bus_message_read_basic(message, 's', &property), reading_answer);
		check_bus(sd_bus_message_peek_type(message, nullptr, &contents), reading_answer);
		const std::string inside = contents ? contents : "";
		check_bus(sd_bus_message_enter_container(message, 'v', inside.c_str()),
			reading_answer);
		if (!read(property, message))
			check_bus(sd_bus_message_skip(message, inside.c_str()), reading_answer);
		check_bus(sd_bus_message_exit_container(message), reading_answer);
		check_bus(sd_bus_message_exit_container(message), reading_answer);
	}
}

LiveUnit read_live_unit(sd_bus_message *message)
{
	LiveUnit unit;
	visit_properties(message, [&unit](std::string_view property, sd_bus_message *value) {
		return read_property(unit, property, value);
	});
	std::ranges::sort(unit.values, {}, &LiveValue::directive);
	return unit;
}

} // namespace hardenctl
