// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "denial/audit-fields.hh"

#include "denial/evidence.hh"

#include <cstdint>
#include <cstdio>
#include <re2/re2.h>

namespace hardenctl {

static unsigned type_by_name(std::string_view name) noexcept
{
	if (name == "SECCOMP")
		return 1326;
	if (name == "AVC" || name == "APPARMOR_DENIED")
		return 1400;
	if (name == "USER_AVC")
		return 1107;
	if (name == "LANDLOCK_ACCESS" || name == "UNKNOWN[1423]")
		return 1423;
	return parse_number<unsigned>(name).value_or(0);
}

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
	return AuditRecord{.type = type_by_name(type),
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

/** @return length of the value that begins here: up to the closing quote, or a blank */
static std::size_t value_length(std::string_view text) noexcept
{
	if (text.starts_with('"')) {
		const auto quote = text.find('"', 1);
		return quote == text.npos ? text.size() : quote + 1;
	}
	return std::min(text.find(' '), text.size());
}

std::optional<std::string_view> audit_field(std::string_view body, std::string_view key) noexcept
{
	while (!body.empty()) {
		const auto equals = body.find_first_of("= ");
		if (equals == body.npos)
			return std::nullopt;
		const auto name = body.substr(0, equals);
		const bool is_pair = body[equals] == '=';
		body.remove_prefix(equals + 1);
		if (!is_pair)
			continue;
		const auto length = value_length(body);
		if (name == key)
			return body.substr(0, length);
		body.remove_prefix(length);
	}
	return std::nullopt;
}

static std::string decode_hex(std::string_view text)
{
	std::string decoded;
	for (std::size_t i = 0; i + 1 < text.size(); i += 2) {
		const auto byte = parse_number<std::uint8_t>(text.substr(i, 2), 16);
		if (!byte)
			return std::string{text};
		decoded += static_cast<char>(*byte);
	}
	return decoded;
}

std::string audit_string(std::string_view body, std::string_view key)
{
	const auto raw = audit_field(body, key);
	if (!raw || *raw == "(null)" || *raw == "?")
		return {};
	if (raw->size() >= 2 && raw->front() == '"')
		return std::string{raw->substr(1, raw->size() - 2)};
	return raw->size() % 2 == 0 ? decode_hex(*raw) : std::string{*raw};
}

} // namespace hardenctl
