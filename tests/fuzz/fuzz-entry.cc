// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "denial/avc.hh"
#include "denial/coredump.hh"
#include "denial/kernel-limits.hh"
#include "denial/manager.hh"
#include "denial/program-error.hh"
#include "denial/seccomp.hh"

#include <cstddef>
#include <cstdint>

using namespace hardenctl;

static void set_sender(Entry &entry, unsigned char choice)
{
	entry.pid = 42;
	switch (choice % 4) {
	case 0:
		entry.transport = Transport::Kernel;
		break;
	case 1:
		entry.transport = Transport::Audit;
		entry.audit_type = choice & 4 ? 1326 : 1400;
		break;
	case 2:
		entry.from_manager = true;
		break;
	default:
		entry.transport = Transport::Stdout;
	}
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size);

/** The first byte chooses the sender, the rest is the message. */
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
	if (size == 0)
		return 0;
	Entry entry;
	set_sender(entry, data[0]);
	entry.message.assign(reinterpret_cast<const char *>(data) + 1, size - 1);
	ProgramContext context;
	(void)detect_seccomp(entry);
	(void)detect_avc(entry);
	(void)detect_kernel_limit(entry);
	(void)detect_manager(entry);
	(void)detect_coredump(entry);
	(void)detect_program_error(entry, context);
	return 0;
}
