// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "base/text.hh"
#include "explain/lookup-facts.hh"
#include "explain/lookup.hh"
#include "knowledge/names.hh"

#include <algorithm>

namespace hardenctl {

namespace {

constexpr int last_status = 255;
/** Of shells: a child that cannot be run or was killed. */
constexpr int first_shell_status = 126;

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

std::optional<LookupEntry> numbered_status(int number, const System &)
{
	if (!exit_status_name(number).empty())
		return exit_status_entry(number);
	return number > 0 && number <= last_status
		       ? std::optional<LookupEntry>{program_status_entry(number)}
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
	{"status", numbered_status},
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

/** A bare number, the likeliest first: a shell's status, an errno, a signal, a system call. */
std::vector<LookupEntry> numbered_topics(int number, const System &system)
{
	std::vector<LookupEntry> entries;
	const bool is_shells = number >= first_shell_status && number <= last_status;
	if (is_shells)
		add(entries, numbered_status(number, system));
	add(entries, numbered_errno(number, system));
	add(entries, numbered_signal(number, system));
	if (const int signal = program_status_entry(number).signal; signal != 0)
		add(entries, numbered_signal(signal, system));
	add(entries, numbered_call(number, system));
	if (!is_shells)
		add(entries, numbered_status(number, system));
	return entries;
}

/** "31/SYS", "226/NAMESPACE", "1/FAILURE", "127/n/a": what the manager prints. */
std::vector<LookupEntry> status_topics(std::string_view status, const System &system)
{
	std::vector<LookupEntry> entries;
	const auto slash = status.find('/');
	const auto number = parse_number<int>(status.substr(0, slash));
	if (auto entry = slash == status.npos ? std::nullopt : look_up_name(status, system))
		entries.push_back(std::move(*entry));
	else if (number)
		add(entries, numbered_status(*number, system));
	else if (auto named = look_up_name(status, system))
		entries.push_back(std::move(*named));
	return entries;
}

std::vector<LookupEntry> field_topics(std::string_view text, const System &system)
{
	const auto equals = text.find('=');
	if (equals == text.npos)
		return {};
	const std::string_view field = text.substr(0, equals);
	const std::string_view value = text.substr(equals + 1);
	if (field == "status" && !value.empty())
		return status_topics(value, system);
	const auto row = std::ranges::find(fields, field, &Field::name);
	const auto number = number_in(value);
	std::vector<LookupEntry> entries;
	if (row != std::end(fields) && number)
		add(entries, row->find(*number, system));
	return entries;
}

/** "code=killed, status=31/SYS": the fields of one line of the manager. */
std::vector<LookupEntry> all_field_topics(std::string_view text, const System &system)
{
	std::vector<LookupEntry> entries;
	for (const std::string_view part : split(text, ',')) {
		if (part.find('=') == part.npos)
			return {};
		for (LookupEntry &entry : field_topics(strip(part), system))
			entries.push_back(std::move(entry));
	}
	return entries;
}

} // namespace

std::vector<LookupEntry> look_up_names(std::string_view name, const System &system)
{
	name = strip(name);
	if (auto entries = look_up_check(name, system); !entries.empty())
		return entries;
	if (auto entry = look_up_name(name, system))
		return {std::move(*entry)};
	if (const auto number = parse_number<int>(name); number && *number >= 0)
		return numbered_topics(*number, system);
	if (name.find('/') != name.npos && name.find(' ') == name.npos)
		if (auto entries = status_topics(name, system); !entries.empty())
			return entries;
	if (const auto number = find_errno_text(name))
		return {errno_entry(*number)};
	if (const auto number = find_signal_text(name))
		return {signal_entry(*number)};
	return all_field_topics(name, system);
}

} // namespace hardenctl
