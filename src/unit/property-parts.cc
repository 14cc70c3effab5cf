// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "unit/property-parts.hh"

#include "knowledge/names.hh"
#include "unit/words.hh"

#include <arpa/inet.h>
#include <bit>
#include <fmt/format.h>
#include <netinet/in.h>

namespace hardenctl {

namespace {

using Lines = std::vector<std::string>;

/** A path in "A:B": colons of its own are escaped. */
std::string colon_word(std::string_view text)
{
	std::string out;
	for (const char c : text) {
		if (c == ':')
			out += '\\';
		out += c;
	}
	return out;
}

/** a(ssbt): source, destination, "-", mount flags. */
std::string bind_line(const BusValue &row)
{
	constexpr std::uint64_t recursive = 16384; // MS_REC
	std::string word = row.items[2].number ? "-" : "";
	word += colon_word(row.items[0].text);
	const bool is_plain = row.items[3].unsigned_number() == recursive;
	if (row.items[1].text != row.items[0].text || !is_plain)
		word += ":" + colon_word(row.items[1].text);
	if (!is_plain)
		word += ":norbind";
	return quote_word(word);
}

/** a(iayu): family, bytes, prefix length. */
std::string address_line(const BusValue &row)
{
	char text[INET6_ADDRSTRLEN];
	const auto family = static_cast<int>(row.items[0].number);
	const std::size_t size = family == AF_INET ? sizeof(in_addr) : sizeof(in6_addr);
	if (row.items[1].text.size() != size ||
		!inet_ntop(family, row.items[1].text.data(), text, sizeof(text)))
		return {};
	return fmt::format("{}/{}", text, row.items[2].unsigned_number());
}

/** a(iiqq): family, protocol, number of ports, first port. */
std::string bind_rule_line(const BusValue &row)
{
	std::string text;
	const auto add = [&text](std::string_view part) {
		text += (text.empty() ? "" : ":") + std::string{part};
	};
	if (row.items[0].number == AF_INET)
		add("ipv4");
	else if (row.items[0].number == AF_INET6)
		add("ipv6");
	if (row.items[1].number == IPPROTO_TCP)
		add("tcp");
	else if (row.items[1].number == IPPROTO_UDP)
		add("udp");
	const auto count = row.items[2].number;
	const auto first = row.items[3].number;
	if (count == 1)
		add(fmt::format("{}", first));
	else if (count > 1)
		add(fmt::format("{}-{}", first, first + count - 1));
	return text.empty() ? "any" : text;
}

/** a(ss): what joins the two words differs. */
std::string pair_line(const DirectiveRecord &directive, const BusValue &row)
{
	const std::string &first = row.items[0].text;
	const std::string &second = row.items[1].text;
	const bool is_word = directive.type == ValueType::BindList;
	std::string line = is_word && !second.empty() ? colon_word(first) : first;
	if (!second.empty())
		line.append(directive.separator).append(second);
	return is_word ? quote_word(line) : line;
}

} // namespace

std::vector<std::string> error_number_lines(std::int64_t code)
{
	// SECCOMP_ERROR_NUMBER_KILL of systemd, INT_MAX - 1; 0 before anything is set.
	constexpr std::int64_t kill = 2147483646;
	if (code == 0 || code == kill)
		return {};
	return {errno_name(static_cast<int>(code))};
}

std::vector<std::string> namespace_lines(std::uint64_t allowed)
{
	std::string text;
	bool all = true;
	for (const NamespaceKind &known : namespace_kinds) {
		if (allowed & known.bit)
			text += (text.empty() ? "" : " ") + std::string{known.name};
		else if (known.since == 0)
			all = false;
	}
	if (all)
		return {};
	return {text.empty() ? "yes" : text};
}

std::vector<std::string> capability_lines(std::uint64_t set, bool is_bounding)
{
	const std::uint64_t known = set & all_capabilities;
	const std::uint64_t dropped = all_capabilities & ~set;
	if (is_bounding ? dropped == 0 : known == 0)
		return {};
	const bool inverted = is_bounding && std::popcount(dropped) < std::popcount(known);
	std::string text;
	for (unsigned i = 0; i < capability_count; i++)
		if ((inverted ? dropped : known) >> i & 1)
			text += (text.empty() ? "" : " ") + std::string{capability_name(i)};
	return {(inverted ? "~" : "") + text};
}

std::optional<std::vector<std::string>> lines_of_rows(
	const DirectiveRecord &directive, const BusValue &value)
{
	Lines lines;
	for (const BusValue &row : value.items) {
		if (value.signature == "a(ssbt)")
			lines.push_back(bind_line(row));
		else if (value.signature == "a(iayu)")
			lines.push_back(address_line(row));
		else if (value.signature == "a(iiqq)")
			lines.push_back(bind_rule_line(row));
		else if (value.signature == "a(sb)")
			lines.push_back((row.items[1].number ? "-" : "") + row.items[0].text);
		else if (value.signature == "a(ss)" && !directive.separator.empty())
			lines.push_back(pair_line(directive, row));
		else
			return std::nullopt;
	}
	const bool is_known = value.signature.starts_with("a(") || value.items.size() > 0;
	return is_known ? std::optional{lines} : std::nullopt;
}

} // namespace hardenctl
