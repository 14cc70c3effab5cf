// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "base/text.hh"
#include "explain/lookup-facts.hh"
#include "explain/lookup.hh"
#include "knowledge/names.hh"

#include <algorithm>

namespace hardenctl {

namespace {

/** A shell, and some programs, exit with this and the signal that ended a child. */
constexpr int killed_by = 128;

using Numbered = std::optional<LookupEntry> (*)(int number, const System &system);

std::optional<LookupEntry> numbered_signal(int number, const System &)
{
	return signal_name(number).starts_with("SIG")
		       ? std::optional<LookupEntry>{signal_entry(number)}
		       : std::nullopt;
}

std::optional<LookupEntry> numbered_errno(int number, const System &)
{
	return find_errno(errno_name(number)) == number
		       ? std::optional<LookupEntry>{errno_entry(number)}
		       : std::nullopt;
}

std::optional<LookupEntry> numbered_capability(int number, const System &system)
{
	const auto capability = static_cast<unsigned>(number);
	return capability < capability_count
		       ? std::optional<LookupEntry>{capability_entry(capability, system)}
		       : std::nullopt;
}

std::optional<LookupEntry> numbered_family(int number, const System &)
{
	return family_name(number).starts_with("AF_")
		       ? std::optional<LookupEntry>{family_entry(number)}
		       : std::nullopt;
}

std::optional<LookupEntry> numbered_call(int number, const System &system)
{
	const std::string call = call_of_number(number);
	return call.empty() ? std::nullopt
			    : std::optional<LookupEntry>{system_call_entry(call, system)};
}

/** What logs write before a number: audit(8) records, systemd and strerror(3). */
struct Field {
	std::string_view name;
	Numbered find;
};

constexpr Field fields[] = {
	{"capability", numbered_capability},
	{"errno", numbered_errno},
	{"exit", numbered_errno},
	{"family", numbered_family},
	{"sig", numbered_signal},
	{"signal", numbered_signal},
	{"syscall", numbered_call},
};
static_assert(std::ranges::is_sorted(fields, {}, &Field::name));

/** "exit=-13" of an audit record is an errno, too. */
std::optional<int> number_in(std::string_view text)
{
	if (text.starts_with('-'))
		text.remove_prefix(1);
	return parse_number<int>(text);
}

void add(std::vector<LookupEntry> &entries, std::optional<LookupEntry> entry)
{
	if (entry)
		entries.push_back(std::move(*entry));
}

/** A bare number: what a service may end by, what a program prints, what an audit record has. */
std::vector<LookupEntry> numbered_topics(int number, const System &system)
{
	std::vector<LookupEntry> entries;
	add(entries, numbered_signal(number > killed_by ? number - killed_by : number, system));
	add(entries, numbered_errno(number, system));
	add(entries, numbered_call(number, system));
	return entries;
}

} // namespace

std::vector<LookupEntry> look_up_names(std::string_view name, const System &system)
{
	name = strip(name);
	if (auto entry = look_up_name(name, system))
		return {std::move(*entry)};
	if (const auto number = parse_number<int>(name); number && *number >= 0)
		return numbered_topics(*number, system);
	const auto equals = name.find('=');
	if (equals == name.npos)
		return {};
	const std::string_view value = name.substr(equals + 1);
	const std::string_view field = name.substr(0, equals);
	if (field == "status" && !value.empty())
		return look_up_names(value, system);
	const auto row = std::ranges::find(fields, field, &Field::name);
	const auto number = number_in(value);
	std::vector<LookupEntry> entries;
	if (row != std::end(fields) && number)
		add(entries, row->find(*number, system));
	return entries;
}

} // namespace hardenctl
