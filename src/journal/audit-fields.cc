// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "journal/audit-fields.hh"

#include "base/scan.hh"

#include <algorithm>
#include <cstdint>
#include <utility>

namespace hardenctl {

namespace {

/** Source: linux/audit.h; those that a denial may leave. */
constexpr std::pair<std::string_view, unsigned> type_names[] = {
	{"ANOM_ABEND", 1701},
	{"APPARMOR_DENIED", 1400},
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

/** @return length of the value that begins here: up to the closing quote, or a blank */
std::size_t value_length(std::string_view text) noexcept
{
	if (text.starts_with('"')) {
		const auto quote = text.find('"', 1);
		return quote == text.npos ? text.size() : quote + 1;
	}
	return std::min(text.find(' '), text.size());
}

std::string decode_hex(std::string_view text)
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

} // namespace

std::optional<unsigned> audit_type(std::string_view text) noexcept
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
