// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "denial/audit-record.hh"
#include "denial/avc.hh"
#include "denial/seccomp.hh"
#include "journal/audit-text.hh"

#include <cstddef>
#include <cstdint>
#include <cstdlib>

using namespace hardenctl;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size);

/** A kernel record speaks of a call, a path, a process: nothing in it is longer than itself. */
static void check(const std::optional<Denial> &denial, std::size_t size)
{
	if (denial && denial->operation.path.size() + denial->comm.size() > 2 * size)
		abort();
}

/** Lines of auditd's own log and audit messages as journald keeps them. */
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
	std::string_view text{reinterpret_cast<const char *>(data), size};
	while (!text.empty()) {
		const std::string_view line = text.substr(0, text.find('\n'));
		text.remove_prefix(std::min(line.size() + 1, text.size()));
		Entry entry;
		entry.transport = Transport::Audit;
		if (!read_auditd_line(line, entry)) {
			entry.message = line;
			read_audit_message(entry);
		}
		check(detect_seccomp(entry), size);
		check(detect_avc(entry), size);
	}
	return 0;
}
