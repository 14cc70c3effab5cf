// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#pragma once

#include <span>
#include <string_view>

namespace hardenctl {

/** The system calls behind an operation whose call is not known. */
struct OperationCalls {
	/** As operation_kind_name() has it. */
	std::string_view kind;
	std::span<const std::string_view> calls;
};

/** System calls that a program of a kind makes soon after the first of them. */
struct CallSet {
	/** In words: "what a client calls next". */
	std::string_view why;
	/** Any of these tells the kind. */
	std::span<const std::string_view> by;
	std::span<const std::string_view> calls;
};

/** Generated from call-sets.toml. */
extern const std::span<const OperationCalls> operation_calls;
/** The first one that matches counts. */
extern const std::span<const CallSet> call_sets;

} // namespace hardenctl
