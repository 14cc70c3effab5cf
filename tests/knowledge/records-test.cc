// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "harness.hh"
#include "knowledge/directive.hh"
#include "knowledge/syscall-groups.hh"

#include <algorithm>
#include <array>
#include <vector>

using namespace hardenctl;
using test::Check;

static std::string label(const DirectiveRecord &record, std::string_view detail)
{
	return std::string{record.name} + ": " + std::string{detail};
}

static void records_are_sorted_and_unique(Check &check)
{
	const auto records = directive_records();
	check.equal(records.size(), std::size_t{directive_count});
	check.is_true(std::ranges::adjacent_find(records, std::ranges::greater_equal{},
			      &DirectiveRecord::name) == records.end(),
		"names ascend");
	for (std::size_t i = 0; i < records.size(); ++i)
		check.equal(static_cast<std::size_t>(records[i].id), i);
}

static void records_are_found_by_name_and_alias(Check &check)
{
	for (const auto &record : directive_records()) {
		check.is_true(find_directive(record.name) == record.id, record.name);
		for (const auto alias : record.aliases)
			check.is_true(find_directive(alias) == record.id, alias);
	}
	check.is_true(find_directive("ReadWriteDirectories") == Directive::ReadWritePaths, "alias");
	check.equal(name(Directive::ProtectClock), "ProtectClock");
	for (const auto wrong : {"", "protectclock", "ProtectClock=", "ProtectCloc", "Zzz"})
		check.is_true(!find_directive(wrong), wrong);
}

/** The words of a value, without "~" in front and ":errno" behind. */
static std::vector<std::string_view> words(std::string_view value)
{
	std::vector<std::string_view> result;
	if (value.starts_with('~'))
		value.remove_prefix(1);
	while (!value.empty()) {
		const auto end = std::min(value.find(' '), value.size());
		const auto word = value.substr(0, end);
		result.push_back(word.substr(0, word.find(':')));
		value.remove_prefix(std::min(end + 1, value.size()));
	}
	return result;
}

static bool is_system_call_or_group(std::string_view word)
{
	const auto *known = find_syscall_group("@known", 262);
	return word.starts_with('@') ? find_syscall_group(word, 262) != nullptr
				     : std::ranges::binary_search(known->calls, word);
}

static bool is_path(std::string_view word)
{
	return word.starts_with('/') || word.starts_with("-/");
}

static bool is_valid(const DirectiveRecord &record, std::string_view value)
{
	const auto all = words(value);
	switch (record.type) {
	case ValueType::Boolean:
		return value == "yes" || value == "no";
	case ValueType::Enum:
		return std::ranges::find(record.values, value, &ValueRecord::value) !=
		       record.values.end();
	case ValueType::SystemCallList:
		return !all.empty() && std::ranges::all_of(all, is_system_call_or_group);
	case ValueType::PathList:
		return !all.empty() && std::ranges::all_of(all, is_path);
	case ValueType::InvertibleList:
		return !all.empty() &&
		       std::ranges::all_of(all, [](auto word) { return word.starts_with("CAP_"); });
	case ValueType::Limit:
		return value.find_first_not_of("0123456789") == std::string_view::npos;
	case ValueType::String:
	case ValueType::Path:
	case ValueType::BindList:
	case ValueType::List:
	case ValueType::Number:
	case ValueType::Mode:
		return !value.empty();
	}
	return false;
}

static void implied_values_are_valid(Check &check)
{
	std::size_t count = 0;
	for (const auto &record : directive_records())
		for (const auto &implied : record.implies) {
			++count;
			check.is_true(implied.directive != record.id, label(record, "itself"));
			check.is_true(is_valid(hardenctl::record(implied.directive), implied.value),
				label(record, implied.value));
		}
	check.is_true(count > 40, "there are implications");
}

static bool is_conditional(const Implication &implied)
{
	return implied.when != ImpliedWhen::Always || implied.since != 0 || implied.until != 0 ||
	       !implied.from.empty();
}

static void conditions_are_said_in_words(Check &check)
{
	for (const auto &record : directive_records())
		for (const auto &implied : record.implies) {
			check.equal(is_conditional(implied), !implied.condition.empty());
			check.is_true(implied.until == 0 || implied.since <= implied.until,
				label(record, implied.value));
			check.is_true(implied.from.empty() || is_valid(record, implied.from),
				label(record, implied.from));
		}
}

static bool implies(Directive directive, Directive implied, std::string_view value)
{
	return std::ranges::any_of(record(directive).implies, [&](const Implication &row) {
		return row.directive == implied && row.value == value;
	});
}

static void knows_what_dynamic_user_and_private_devices_bring(Check &check)
{
	using enum Directive;
	check.is_true(implies(DynamicUser, ProtectSystem, "strict"), "ProtectSystem=");
	check.is_true(implies(DynamicUser, ProtectHome, "read-only"), "ProtectHome=");
	check.is_true(implies(DynamicUser, NoNewPrivileges, "yes"), "NoNewPrivileges=");
	check.is_true(implies(DynamicUser, RestrictSUIDSGID, "yes"), "RestrictSUIDSGID=");
	check.is_true(implies(DynamicUser, RemoveIPC, "yes"), "RemoveIPC=");
	check.is_true(implies(PrivateDevices, DevicePolicy, "closed"), "DevicePolicy=");
	check.is_true(implies(PrivateDevices, SystemCallFilter, "~@raw-io:EPERM"), "filter");
	check.is_true(implies(ProtectClock, CapabilityBoundingSet, "~CAP_SYS_TIME CAP_WAKE_ALARM"),
		"capabilities");
}

static bool is_placeholder(std::string_view word)
{
	static constexpr std::array<std::string_view, 23> known{"address", "architecture",
		"capability", "class", "device", "directory", "family", "file-system", "group",
		"id", "interface", "kind", "limit", "module", "name", "other-paths", "path",
		"priority", "rule", "syscall", "unit", "user", "value"};
	return std::ranges::find(known, word) != known.end();
}

static void check_placeholders(Check &check, const DirectiveRecord &record, std::string_view edit)
{
	for (auto open = edit.find('{'); open != std::string_view::npos;
		open = edit.find('{', open + 1)) {
		const auto close = edit.find('}', open);
		if (check.is_true(close != std::string_view::npos, label(record, edit)))
			check.is_true(is_placeholder(edit.substr(open + 1, close - open - 1)),
				label(record, edit));
	}
}

static bool is_section(std::string_view line)
{
	return line == "[Unit]";
}

static bool is_assignment(std::string_view line)
{
	const auto equals = line.find('=');
	return equals != std::string_view::npos && equals > 0 && line.find(' ') > equals &&
	       line.front() >= 'A' && line.front() <= 'Z';
}

static void repairs_are_assignments(Check &check)
{
	for (const auto &record : directive_records())
		for (const auto &repair : record.loosen) {
			check_placeholders(check, record, repair.edit);
			check.is_true(!repair.when.empty(), label(record, "when"));
			for (auto rest = repair.edit; !rest.empty();) {
				const auto end = std::min(rest.find('\n'), rest.size());
				const auto line = rest.substr(0, end);
				check.is_true(is_section(line) || is_assignment(line),
					label(record, line));
				rest.remove_prefix(std::min(end + 1, rest.size()));
			}
		}
}

static void last_repair_takes_the_restriction_back(Check &check)
{
	for (const auto &record : directive_records()) {
		if (!record.restricts || record.loosen.empty())
			continue;
		const auto widest = record.loosen.back().edit;
		check.is_true(widest.starts_with(std::string{record.name} + "="), record.name);
		check.lacks(widest, "{");
	}
}

static void restrictions_say_what_they_break(Check &check)
{
	for (const auto &record : directive_records()) {
		check.is_true(!record.summary.empty(), label(record, "summary"));
		check.is_true(!record.description.empty(), label(record, "description"));
		check.lacks(record.summary, "\n");
		check.is_true(!record.mechanisms.empty(), label(record, "mechanisms"));
		if (!record.restricts)
			continue;
		check.is_true(!record.loosen.empty(), label(record, "loosen"));
		check.is_true(!record.breaks.empty(), label(record, "breaks"));
	}
}

static void wrapped_lines_are_joined(Check &check)
{
	const auto text = record(Directive::SystemCallFilter).description;
	check.contains(text, "\n\n");
	for (auto at = text.find('\n'); at != std::string_view::npos; at = text.find('\n', at + 2))
		check.equal(text.substr(at, 2), "\n\n");
}

int main()
{
	static constexpr test::Case cases[] = {
		{"records are sorted and unique", records_are_sorted_and_unique},
		{"records are found by name and alias", records_are_found_by_name_and_alias},
		{"implied values are valid", implied_values_are_valid},
		{"conditions are said in words", conditions_are_said_in_words},
		{"DynamicUser= and PrivateDevices= bring others",
			knows_what_dynamic_user_and_private_devices_bring},
		{"repairs are assignments", repairs_are_assignments},
		{"last repair takes the restriction back", last_repair_takes_the_restriction_back},
		{"restrictions say what they break", restrictions_say_what_they_break},
		{"wrapped lines are joined", wrapped_lines_are_joined},
	};
	return test::run("directive records", cases);
}
