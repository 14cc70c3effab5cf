// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "report/table.hh"

#include <cstdlib>
#include <libsmartcols.h>
#include <new>

namespace hardenctl {

void Table::Release::operator()(libscols_table *table) const noexcept
{
	scols_unref_table(table);
}

/** libsmartcols fails for want of memory only, with the arguments that it gets here. */
static void require(bool success)
{
	if (!success)
		throw std::bad_alloc{};
}

static const char *sequence(Ink ink) noexcept
{
	return ink == Ink::Plain ? nullptr : ink_sequence(ink).data();
}

Table::Table(const ReportStyle &style) : table_(scols_new_table())
{
	require(table_ != nullptr);
	scols_table_enable_colors(table_.get(), style.color);
	scols_table_enable_noheadings(table_.get(), !style.legend);
	// The cells are escaped already; a second time would double backslashes.
	scols_table_enable_noencoding(table_.get(), 1);
	scols_table_set_column_separator(table_.get(), std::string(gap, ' ').c_str());
	scols_table_set_termforce(table_.get(), SCOLS_TERMFORCE_NEVER);
}

void Table::add_column(const char *heading, bool right)
{
	libscols_column *column =
		scols_table_new_column(table_.get(), heading, 0, right ? SCOLS_FL_RIGHT : 0);
	require(column != nullptr);
	scols_cell_set_color(scols_column_get_header(column), sequence(Ink::Heading));
}

void Table::add_row(const std::vector<Cell> &cells)
{
	libscols_line *line = scols_table_new_line(table_.get(), nullptr);
	require(line != nullptr);
	for (std::size_t i = 0; i < cells.size(); ++i) {
		require(scols_line_set_data(line, i, cells[i].text.c_str()) == 0);
		scols_cell_set_color(scols_line_get_cell(line, i), sequence(cells[i].ink));
	}
}

std::string Table::render() const
{
	char *data = nullptr;
	require(scols_print_table_to_string(table_.get(), &data) == 0);
	const std::unique_ptr<char, decltype(&std::free)> owned{data, std::free};
	return std::string{data}.append("\n");
}

} // namespace hardenctl
