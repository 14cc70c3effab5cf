// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "knowledge/repair-row.hh"

#include "harness.hh"
#include "knowledge/call-sets.hh"
#include "knowledge/names.hh"
#include "sandbox/operation.hh"
#include "unit/value-check.hh"

#include <algorithm>
#include <string>

using namespace hardenctl;
using test::Check;

namespace {

bool is_kind(std::string_view word)
{
	for (int kind = 0; kind <= static_cast<int>(OperationKind::UnitRefused); kind++)
		if (operation_kind_name(static_cast<OperationKind>(kind)) == word)
			return true;
	return false;
}

/** What a row names must be something that an operation can name, or it never holds. */
void test_names(Check &check)
{
	for (const DirectiveRecord &record : directive_records())
		for (const RepairRow &row : repair_rows(record.id)) {
			for (const std::string_view kind : row.when.operation)
				check.is_true(is_kind(kind), std::string{kind});
			for (const std::string_view kind : row.when.unless_operation)
				check.is_true(is_kind(kind), std::string{kind});
			for (const std::string_view family : row.when.family)
				check.is_true(find_family(family).has_value(), std::string{family});
			for (const std::string_view capability : row.when.capability)
				check.is_true(find_capability(capability).has_value(),
					std::string{capability});
		}
	for (const OperationCalls &row : operation_calls)
		check.is_true(is_kind(row.kind), std::string{row.kind});
}

/** Every directive can be switched off, by one row or by several that exclude each other. */
void test_off(Check &check)
{
	for (const DirectiveRecord &record : directive_records()) {
		const auto rows = repair_rows(record.id);
		check.is_true(std::ranges::find(rows, Scope::Off, &RepairRow::scope) != rows.end(),
			std::string{record.name});
	}
}

/** Values without a placeholder are taken by the newest systemd that is known. */
void test_values(Check &check)
{
	for (const DirectiveRecord &record : directive_records())
		for (const RepairRow &row : repair_rows(record.id))
			for (const TemplateLine &line : row.lines) {
				std::string value;
				for (const TemplateWord &word : line.words)
					value += (value.empty() ? "" : " ") +
						 std::string{word.before};
				const bool is_fixed = std::ranges::all_of(
					line.words, [](const TemplateWord &word) {
						return word.placeholder == Placeholder::None;
					});
				if (is_fixed && !value.empty() && row.scope != Scope::Off)
					check.is_true(check_value(hardenctl::record(line.directive),
							      value, 0)
								      .validity == Validity::Valid,
						std::string{name(line.directive)} + "=" + value);
			}
}

constexpr test::Case cases[]{
	{"names", test_names},
	{"off", test_off},
	{"values", test_values},
};

} // namespace

int main()
{
	return test::run("repair rows", cases);
}
