// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "denial/missing-module.hh"

#include "base/path.hh"
#include "denial/evidence.hh"
#include "denial/line-filters.hh"
#include "denial/phrase-matcher.hh"

#include <cerrno>
#include <re2/re2.h>

namespace hardenctl {

std::optional<Denial> from_missing_module(const Entry &entry, std::string_view line)
{
	if (!is_of_kind(LineKind::MissingModule, line))
		return std::nullopt;
	static const RE2 named{R"(module ['"](/[^'"]+)['"])"};
	Denial denial = denial_of(entry, Source::Program);
	denial.operation.kind = OperationKind::Path;
	denial.operation.access = Access::Read;
	if (RE2::PartialMatch(
		    re2::StringPiece{line.data(), line.size()}, named, &denial.operation.path))
		denial.operation.path = simplify_path(denial.operation.path);
	denial.operation.is_module = denial.operation.path.empty();
	denial.answer.error_number = ENOENT;
	denial.alternative_errors = {EACCES};
	denial.strength = strength_of(entry, line) * 0.8;
	return denial;
}

} // namespace hardenctl
