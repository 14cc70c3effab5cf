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
	 * May it make system calls without the C library, or is it linked statically? Then the
	 * names say little.
	 */
	bool is_sure = true;
	/** Of those that a record (ProposalRow) or a privileged call has the name of. */
	std::set<std::string> names;
	/** Can it run other programs by a shell or by a name that is looked up in $PATH? */
	bool starts_programs = false;
};

/**
 * Of an ELF file, opened for reading. Another file, a damaged one or one that is too big has no
 * functions, and that is not sure. The file is hostile.
 */
ProgramFunctions functions_of(const FileDescriptor &file);

} // namespace hardenctl
