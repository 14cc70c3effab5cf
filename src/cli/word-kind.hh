// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#pragma once

namespace hardenctl {

/** What a place on the command line takes, for completion. */
enum class WordKind {
	Nothing,
	File,
	Directory,
	Unit,
	/** A unit, or the path of a unit file. */
	UnitOrFile,
	/** Whatever `explain` explains. */
	Name,
	JsonMode,
	Boot,
	Date,
	Count,
	/** For the shell: a program, then whatever it takes. */
	Command,
	/** A unit that a change of hardenctl's is in force for. */
	ChangedUnit,
	/** One whose change waits for its confirmation. */
	UnconfirmedUnit,
	Timespan,
	/** What an edit opens: a capability, a group of system calls, a path, an assignment. */
	Opening,
	/** The name of one. */
	Profile,
	TightenLevel,
	/** A local container. */
	Machine,
	/** Another host, for ssh. */
	Host,
};

} // namespace hardenctl
