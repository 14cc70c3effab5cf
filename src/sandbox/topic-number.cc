// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "base/text.hh"
#include "sandbox/topic-facts.hh"
#include "sandbox/topic.hh"
#include "unit/names.hh"

#include <algorithm>

namespace hardenctl {

namespace {

/** A shell, and some programs, exit with this and the signal that ended a child. */
constexpr int killed_by = 128;

using Numbered = std::optional<Topic> (*)(int number, const System &system);

std::optional<Topic> numbered_signal(int number, const System &)
{
	return signal_name(number).starts_with("SIG") ? std::optional<Topic>{signal_topic(number)}
						      : std::nullopt;
}

std::optional<Topic> numbered_errno(int number, const System &)
{
	return find_errno(errno_name(number)) == number ? std::optional<Topic>{errno_topic(number)}
							: std::nullopt;
}

std::optional<Topic> numbered_capability(int number, const System &system)
{
	const auto capability = static_cast<unsigned>(number);
	return capability < capability_count
		       ? std::optional<Topic>{capability_topic(capability, system)}
		       : std::nullopt;
}

std::optional<Topic> numbered_family(int number, const System &)
{
	return family_name(number).starts_with("AF_") ? std::optional<Topic>{family_topic(number)}
						      : std::nullopt;
}

std::optional<Topic> numbered_call(int number, const System &system)
{
	const std::string call = call_of_number(number);
	return call.empty() ? std::nullopt : std::optional<Topic>{system_call_topic(call, system)};
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

void add(std::vector<Topic> &topics, std::optional<Topic> topic)
{
	if (topic)
		topics.push_back(std::move(*topic));
}

/** A bare number: what a service may end by, what a program prints, what an audit record has. */
std::vector<Topic> numbered_topics(int number, const System &system)
{
	std::vector<Topic> topics;
	add(topics, numbered_signal(number > killed_by ? number - killed_by : number, system));
	add(topics, numbered_errno(number, system));
	add(topics, numbered_call(number, system));
	return topics;
}

} // namespace

std::vector<Topic> find_topics(std::string_view name, const System &system)
{
	name = strip(name);
	if (auto topic = find_topic(name, system))
		return {std::move(*topic)};
	if (const auto number = parse_number<int>(name); number && *number >= 0)
		return numbered_topics(*number, system);
	const auto equals = name.find('=');
	if (equals == name.npos)
		return {};
	const std::string_view value = name.substr(equals + 1);
	const std::string_view field = name.substr(0, equals);
	if (field == "status" && !value.empty())
		return find_topics(value, system);
	const auto row = std::ranges::find(fields, field, &Field::name);
	const auto number = number_in(value);
	std::vector<Topic> topics;
	if (row != std::end(fields) && number)
		add(topics, row->find(*number, system));
	return topics;
}

} // namespace hardenctl
