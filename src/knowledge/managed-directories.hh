// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#pragma once

#include "knowledge/directive-id.hh" // generated

#include <span>
#include <string_view>

namespace hardenctl {

/** A directive whose words are directories below a base that systemd makes for a service. */
struct ManagedDirectoryBase {
	std::string_view base;
	Directive directive;
	Directive mode;
	/** Does it stay when the service stops, and does DynamicUser= move it below "private"? */
	bool is_kept;
};

/** All of them, by the records that have a `base`; sorted by it. */
std::span<const ManagedDirectoryBase> managed_directory_bases();

/** nullptr for other directives. */
const ManagedDirectoryBase *managed_directory_base(Directive directive);

} // namespace hardenctl
