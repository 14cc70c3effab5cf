// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "knowledge/likelihoods.hh"

#include <algorithm>

namespace hardenctl {

const OtherCauseRow &other_cause_row(OperationKind kind, int error_number) noexcept
{
	const auto rows = other_cause_table.subspan(1);
	const auto found = std::ranges::find_if(rows, [&](const OtherCauseRow &row) {
		return row.kind == kind && row.error_number == error_number;
	});
	return found == rows.end() ? other_cause_table.front() : *found;
}

} // namespace hardenctl
