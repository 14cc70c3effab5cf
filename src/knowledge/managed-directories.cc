// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "knowledge/managed-directories.hh"

#include "knowledge/directive.hh"

#include <algorithm>
#include <vector>

namespace hardenctl {

namespace {

Directive mode_of(Directive directory)
{
	const auto mode =
		std::ranges::find_if(directive_records(), [&](const DirectiveRecord &row) {
			return row.directory == directory && row.type == ValueType::Mode;
		});
	return mode->id;
}

std::vector<ManagedDirectoryBase> bases_of_records()
{
	std::vector<ManagedDirectoryBase> bases;
	for (const DirectiveRecord &row : directive_records())
		if (!row.base.empty())
			bases.push_back({.base = row.base,
				.directive = row.id,
				.mode = mode_of(row.id),
				.is_kept = row.base.starts_with("/var/")});
	std::ranges::sort(bases, {}, &ManagedDirectoryBase::base);
	return bases;
}

} // namespace

std::span<const ManagedDirectoryBase> managed_directory_bases()
{
	static const auto bases = bases_of_records();
	return bases;
}

const ManagedDirectoryBase *managed_directory_base(Directive directive)
{
	const auto bases = managed_directory_bases();
	const auto found = std::ranges::find(bases, directive, &ManagedDirectoryBase::directive);
	return found == bases.end() ? nullptr : &*found;
}

} // namespace hardenctl
