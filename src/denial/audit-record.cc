// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "denial/audit-record.hh"

#include "denial/evidence.hh"

#include <cstdio>
#include <re2/re2.h>

namespace hardenctl {

static std::string key_from_time(const Entry &entry)
{
	char text[64];
	std::snprintf(text, sizeof text,
		"%llu.%03u:", static_cast<unsigned long long>(entry.realtime / 1000000),
		static_cast<unsigned>(entry.realtime / 1000 % 1000));
	return text + entry.audit_id;
}

/** "audit: type=1326 audit(S.MS:N): …", "type=SECCOMP msg=audit(S.MS:N): …" */
static std::optional<AuditRecord> parse_text_form(std::string_view line)
{
	if (line.find("type=") == line.npos)
		return std::nullopt;
	static const RE2 pattern{
		R"(^(?:kernel: )?(?:\[ *[0-9.]+\] )?(?:audit: )?type=([A-Z_0-9\[\]]+) (?:msg=)?audit\(([0-9]+\.[0-9]+:[0-9]+)\): ?)"};
	re2::StringPiece rest{line.data(), line.size()};
	std::string type;
	std::string key;
	if (!RE2::Consume(&rest, pattern, &type, &key))
		return std::nullopt;
	return AuditRecord{.type = audit_type(type).value_or(0),
		.key = std::move(key),
		.body = {rest.data(), rest.size()}};
}

std::optional<AuditRecord> parse_audit_record(const Entry &entry)
{
	const std::string_view line = line_of(entry);
	if (entry.transport == Transport::Audit) {
		if (!entry.audit_type)
			return std::nullopt;
		const auto blank = line.find(' ');
		return AuditRecord{
			.type = *entry.audit_type,
			.key = key_from_time(entry),
			.body = blank == line.npos ? std::string_view{} : line.substr(blank + 1),
		};
	}
	if (entry.transport == Transport::Kernel || is_bare_text(entry))
		return parse_text_form(line);
	return std::nullopt;
}

} // namespace hardenctl
