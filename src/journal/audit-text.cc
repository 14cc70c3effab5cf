// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "journal/audit-text.hh"

#include "journal/scan.hh"

#include <algorithm>
#include <utility>

namespace hardenctl {

namespace {

/** Source: linux/audit.h; those that a denial may leave. */
constexpr std::pair<std::string_view, unsigned> type_names[] = {
	{"ANOM_ABEND", 1701},
	{"AVC", 1400},
	{"CWD", 1307},
	{"LANDLOCK_ACCESS", 1423},
	{"LANDLOCK_DOMAIN", 1424},
	{"PATH", 1302},
	{"PROCTITLE", 1327},
	{"SECCOMP", 1326},
	{"SELINUX_ERR", 1401},
	{"SERVICE_START", 1130},
	{"SERVICE_STOP", 1131},
	{"SYSCALL", 1300},
	{"USER_AVC", 1107},
};

/** "SECCOMP", "1326", "AUDIT1326", "<audit-1326>", "UNKNOWN[1423]" */
std::optional<unsigned> parse_type(std::string_view text) noexcept
{
	const auto found =
		std::ranges::find(type_names, text, &std::pair<std::string_view, unsigned>::first);
	if (found != std::end(type_names))
		return found->second;
	for (const std::string_view prefix : {"AUDIT", "<audit-", "UNKNOWN["})
		if (skip_prefix(text, prefix))
			break;
	return take_number<unsigned>(text);
}

int hex_digit(char c) noexcept
{
	if (is_digit(c))
		return c - '0';
	return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

/** In quotes, or in hex if it has blanks, quotes or control bytes. */
std::string decode(std::string_view text)
{
	if (skip_prefix(text, "\""))
		return std::string{text.substr(0, text.find('"'))};
	text = text.substr(0, text.find(' '));
	std::string decoded;
	for (std::size_t i = 0; i + 1 < text.size(); i += 2) {
		const int high = hex_digit(text[i]);
		const int low = hex_digit(text[i + 1]);
		if (high < 0 || low < 0)
			return std::string{text};
		decoded += static_cast<char>(high * 16 + low);
	}
	return text.size() % 2 == 0 ? decoded : std::string{text};
}

/** What stands after " NAME=", up to the end of the record. */
std::optional<std::string_view> find_value(std::string_view record, std::string_view name) noexcept
{
	for (std::size_t from = 0;;) {
		const auto position = record.find(name, from);
		if (position == std::string_view::npos)
			return std::nullopt;
		const bool at_start = position == 0 || record[position - 1] == ' ';
		if (at_start && record.substr(position + name.size()).starts_with('='))
			return record.substr(position + name.size() + 1);
		from = position + name.size();
	}
}

template <typename Integer>
std::optional<Integer> find_number(std::string_view record, std::string_view name) noexcept
{
	auto value = find_value(record, name);
	return value ? take_number<Integer>(*value) : std::nullopt;
}

void read_audit_process(std::string_view record, Entry &entry)
{
	if (const auto pid = find_number<pid_t>(record, "pid"))
		entry.pid = pid;
	entry.parent_pid = find_number<pid_t>(record, "ppid");
	entry.uid = find_number<uid_t>(record, "uid");
	if (const auto comm = find_value(record, "comm"))
		entry.comm = decode(*comm);
	if (const auto exe = find_value(record, "exe"))
		entry.exe = decode(*exe);
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
	entry.audit_type = parse_type(*name);
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
	entry.audit_type = parse_type(*name);
	read_audit_process(text, entry);
}

} // namespace hardenctl
