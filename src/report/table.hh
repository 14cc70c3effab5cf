// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#pragma once

#include "report/style.hh"

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

} // namespace hardenctl
