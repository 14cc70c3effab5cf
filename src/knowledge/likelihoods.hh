// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#pragma once

#include "knowledge/operation-kind.hh"

#include <span>

namespace hardenctl {

/** How likely another cause is than a directive that surely denies it; see likelihoods.toml. */
struct OtherCauseRow {
	OperationKind kind;
	/** 0 if the words tell none. */
	int error_number;
	double root;
	double user;
};

/** The row of an operation and an errno, or the one for all that is not listed. */
const OtherCauseRow &other_cause_row(OperationKind kind, int error_number) noexcept;

/** The first one stands for all that is not listed. */
extern const std::span<const OtherCauseRow> other_cause_table;

} // namespace hardenctl
