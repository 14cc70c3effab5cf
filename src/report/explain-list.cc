// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "report/columns.hh"
#include "report/explain-support.hh"
#include "report/explain.hh"
#include "report/style.hh"
#include "report/table.hh"

#include <algorithm>
#include <fmt/format.h>

namespace hardenctl {

static std::vector<const DirectiveRecord *> directives_of(const Explanation &explanation)
{
	std::vector<const DirectiveRecord *> directives;
	for (const LookupEntry &entry : explanation.entries)
		if (const auto *directive = std::get_if<DirectiveEntry>(&entry))
			directives.push_back(&record(directive->directive));
	return directives;
}

/** What the first column leaves; 0 for no limit. */
static std::size_t room_for_summary(
	std::span<const DirectiveRecord *const> directives, const ReportStyle &style)
{
	std::size_t used = Table::gap;
	for (const DirectiveRecord *directive : directives)
		used = std::max(used, directive->name.size() + 1 + Table::gap);
	return style.width == 0 || style.full
		       ? 0
		       : std::max<std::size_t>(style.width, used + 20) - used;
}

static std::string hint(std::size_t count, const ReportStyle &style)
{
	return fmt::format("\n{} directives listed.\n{} explains one, a system call, "
			   "an @group,\na capability, an address family, an errno or an exit "
			   "status.\n",
		count, paint(style, Ink::Bold, "hardenctl explain NAME"));
}

std::string render_catalogue(const Explanation &explanation, const ReportStyle &style)
{
	const Utf8Scope utf8;
	const auto directives = directives_of(explanation);
	const std::size_t room = room_for_summary(directives, style);
	Table table{style};
	table.add_column("DIRECTIVE", false);
	table.add_column("WHAT IT DOES", false);
	for (const DirectiveRecord *directive : directives) {
		const bool missing = knows(explanation.systemd_version, directive->since) == false;
		table.add_row({{.text = fmt::format("{}=", directive->name),
				       .ink = missing ? Ink::Dim : Ink::Bold},
			{.text = shorten_back(clean(style, directive->summary), room,
				 symbols(style).ellipsis)}});
	}
	return table.render() + (style.legend ? hint(directives.size(), style) : "");
}

} // namespace hardenctl
