// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "knowledge/directive.hh"

#include "knowledge/directive-table.hh"

#include <algorithm>

namespace hardenctl {

std::span<const DirectiveRecord> directive_records() noexcept
{
	return directive_table;
}

const DirectiveRecord &record(Directive directive) noexcept
{
	return directive_table[static_cast<std::size_t>(directive)];
}

std::string_view name(Directive directive) noexcept
{
	return record(directive).name;
}

std::optional<Directive> find_directive(std::string_view name) noexcept
{
	const auto found =
		std::ranges::lower_bound(directive_name_table, name, {}, &DirectiveName::name);
	if (found == directive_name_table.end() || found->name != name)
		return std::nullopt;
	return found->directive;
}

} // namespace hardenctl
