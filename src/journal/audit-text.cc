// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "journal/audit-text.hh"

#include "base/scan.hh"
#include "journal/audit-fields.hh"

#include <algorithm>

namespace hardenctl {

namespace {

void read_audit_process(std::string_view record, Entry &entry)
{
	if (const auto pid = audit_number<pid_t>(record, "pid"))
		entry.pid = pid;
	entry.parent_pid = audit_number<pid_t>(record, "ppid");
	entry.uid = audit_number<uid_t>(record, "uid");
	entry.comm = audit_string(record, "comm");
	entry.exe = audit_string(record, "exe");
}

/**
 * What the enriched format repeats as names behind a group separator, which does not survive every
 * copy: "code=0x80000000AUID="unset" UID="root" ARCH=x86_64 SYSCALL=socket".
 */
std::string_view without_names(std::string_view record) noexcept
{
	record = record.substr(0, record.find('\x1d'));
	for (const std::string_view first : {"AUID=\"", "ARCH=", "UID=\""})
		record = record.substr(0, record.find(first));
	return record;
}

/** "11/23/2026 19:15:34.123:456) : ", as ausearch(8) interprets it; in which zone it is unknown. */
bool read_date_stamp(std::string_view &text, Entry &entry)
{
	auto stamp = text.substr(0, text.find(')'));
	const auto colon = stamp.rfind(':');
	if (colon == std::string_view::npos || stamp.find('/') > colon)
		return false;
	entry.audit_id = stamp.substr(colon + 1);
	text.remove_prefix(std::min(stamp.size() + 1, text.size()));
	while (skip_prefix(text, " ") || skip_prefix(text, ":"))
		;
	return true;
}

/** "1700000000.123:456): " */
bool read_stamp(std::string_view &text, Entry &entry)
{
	const auto seconds = take_number<std::uint32_t>(text);
	if (!seconds || !skip_prefix(text, "."))
		return false;
	const auto milliseconds = take_number<std::uint16_t>(text);
	if (!milliseconds || !skip_prefix(text, ":"))
		return false;
	const auto serial = take_until(text, ")");
	if (!serial)
		return false;
	entry.realtime = (std::uint64_t{*seconds} * 1000 + *milliseconds) * 1000;
	entry.audit_id = *serial;
	skip_prefix(text, ":");
	while (skip_prefix(text, " "))
		;
	return true;
}

} // namespace

bool read_auditd_line(std::string_view line, Entry &entry)
{
	if (line.starts_with("node="))
		take_until(line, " ");
	if (!skip_prefix(line, "type="))
		return false;
	const auto name = take_until(line, " ");
	if (!name || !(skip_prefix(line, "msg=audit(") || skip_prefix(line, "audit(")) ||
		!(read_date_stamp(line, entry) || read_stamp(line, entry)))
		return false;
	line = without_names(line);
	entry.transport = Transport::Audit;
	entry.identifier = "audit";
	entry.audit_type = audit_type(*name);
	entry.message = std::string{*name} + ' ' + std::string{line};
	read_audit_process(line, entry);
	return true;
}

bool read_audit_fragment(std::string_view line, Entry &entry)
{
	if (!line.starts_with("SECCOMP auid=") && !line.starts_with("AVC avc:") &&
		!line.starts_with("AVC apparmor="))
		return false;
	entry.transport = Transport::Audit;
	entry.identifier = "audit";
	entry.message = without_names(line);
	read_audit_message(entry);
	return true;
}

void read_audit_message(Entry &entry)
{
	std::string_view text = entry.message;
	const auto name = take_until(text, " ");
	if (!name)
		return;
	entry.audit_type = audit_type(*name);
	read_audit_process(text, entry);
}

} // namespace hardenctl
