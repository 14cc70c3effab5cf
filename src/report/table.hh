// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#pragma once

#include "report/columns.hh"
#include "report/style.hh"

#include <algorithm>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

struct libscols_table;

namespace hardenctl {

/** libsmartcols, the only place that includes it. Within a Utf8Scope. */
class Table {
	struct Release {
		void operator()(libscols_table *table) const noexcept;
	};

	std::unique_ptr<libscols_table, Release> table_;

public:
	/** Blanks between columns. */
	static constexpr std::size_t gap = 2;

	struct Cell {
		/** Clean. */
		std::string text;
		Ink ink = Ink::Plain;
	};

	/** All throw std::bad_alloc. Nothing is shortened here. */
	explicit Table(const ReportStyle &style);

	void add_column(const char *heading, bool right);

	/** One cell per column, after all columns. */
	void add_row(const std::vector<Cell> &cells);

	/** Ends in a newline. */
	std::string render() const;
};

/** Where the rows of a table are of one type: which of its members a column shows. */
template <typename Row> struct RowColumn {
	const char *heading;
	/** Clean. */
	std::string Row::*text;
	bool right = false;
};

template <typename Row, typename Rows>
std::size_t width_of(const RowColumn<Row> &column, const Rows &rows, bool legend)
{
	std::size_t width = legend ? std::string_view{column.heading}.size() : 0;
	for (const Row &row : rows)
		width = std::max(width, display_width(row.*column.text));
	return width;
}

/** @param ink_of_cell called with column and row */
template <typename Columns, typename Rows, typename InkOf>
std::string render_rows(
	const Columns &columns, const Rows &rows, const ReportStyle &style, InkOf ink_of_cell)
{
	Table table{style};
	for (const auto &column : columns)
		table.add_column(column.heading, column.right);
	for (const auto &row : rows) {
		std::vector<Table::Cell> cells;
		for (const auto &column : columns)
			cells.push_back(
				{.text = row.*column.text, .ink = ink_of_cell(column, row)});
		table.add_row(cells);
	}
	return table.render();
}

} // namespace hardenctl
