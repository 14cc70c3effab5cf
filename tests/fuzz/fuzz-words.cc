// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "denial/program-error.hh"

#include <cstddef>
#include <cstdint>
#include <cstdlib>

using namespace hardenctl;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size);

/** A program's word is never more than its word, and names nothing that the lines do not hold. */
static void check(const Denial &denial, std::size_t size)
{
	if (denial.source != Source::Program || denial.seccomp_code ||
		denial.operation.path.size() > size || denial.operation.call_is_exact)
		abort();
}

/** The lines that two processes print, one after the other: tracebacks and bare errors too. */
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
	std::string_view text{reinterpret_cast<const char *>(data), size};
	ProgramContext context;
	for (pid_t number = 0; !text.empty(); number++) {
		const std::string_view line = text.substr(0, text.find('\n'));
		text.remove_prefix(std::min(line.size() + 1, text.size()));
		Entry entry;
		entry.transport = Transport::Stdout;
		entry.pid = 42 + number % 7 / 6;
		entry.message = line;
		for (const Denial &denial : detect_program_error(entry, context))
			check(denial, size);
	}
	return 0;
}
