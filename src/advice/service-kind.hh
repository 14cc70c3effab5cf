// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#pragma once

#include "process/runtime-facts.hh"
#include "sandbox/sandbox.hh"
#include "unit/unit-config.hh"

#include <string>
#include <string_view>

namespace hardenctl {

/** What a service may do that nobody has seen yet, by its unit file and its programs' files. */
struct ServiceKind {
	/** One of its programs starts as root: without User=, or in spite of it ("!",
	 * PermissionsStartOnly=). */
	bool starts_privileged = false;
	/**
	 * What shows that it runs programs of others, by a shell or as an interpreter; empty if
	 * nothing does. One sentence without its full stop.
	 */
	std::string programs;
	/**
	 * What shows that it runs whatever somebody wants with privileges (sessions of users, hooks
	 * of root), all of which inherits its sandbox; empty if nothing does. One sentence without
	 * its full stop.
	 */
	std::string unforeseeable;
};

/** At least this level does it take to propose what services usually do without. */
TightenLevel usual_level(const ServiceKind &kind) noexcept;

ServiceKind kind_of(const UnitConfig &config, const Sandbox &sandbox, const RuntimeFacts &runtime);

/** At least this level does it take to propose this value for such a service. */
TightenLevel level_of(const ProposalRow &row, const ServiceKind &kind, const RuntimeFacts &runtime);

} // namespace hardenctl
