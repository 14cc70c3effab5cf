// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#pragma once

#include "base/file.hh"

#include <set>
#include <string>

namespace hardenctl {

/** Which functions of other libraries a program or library can call, by its dynamic symbols. */
struct ProgramFunctions {
	/**
	 * Was all of it read, and does it go through the C library for its system calls? Otherwise
	 * the names that are missing say nothing.
	 */
	bool is_sure = false;
	/** Of those that a record (ProposalRow) or a privileged call has the name of. */
	std::set<std::string> names;
	/** Does it choose its capabilities itself? */
	bool sets_capabilities = false;
	/** Does it refer to a function that starts another program? */
	bool starts_programs = false;
};

/**
 * Of an ELF file, opened for reading. Another file, a damaged one or one with more than 512 MiB,
 * 65536 sections or a million symbols has no functions, and that is not sure. The file is hostile.
 */
ProgramFunctions functions_of(const FileDescriptor &file);

} // namespace hardenctl
