// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "knowledge/names.hh"

#include "base/number.hh"
#include "base/text.hh"
#include "knowledge/directive-table.hh"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <iterator>

namespace hardenctl {

namespace {

constexpr int max_errno = 133;

struct ErrnoAlias {
	std::string_view name;
	int number;
};

/** Two names of one number, of which strerrorname_np(3) has the other one; errno(3). */
constexpr ErrnoAlias errno_aliases[]{
	{"EDEADLOCK", EDEADLOCK},
	{"ENOTSUP", ENOTSUP},
	{"EOPNOTSUPP", EOPNOTSUPP},
	{"EWOULDBLOCK", EWOULDBLOCK},
};

using Facts = std::span<const NamedFact>;

const NamedFact *find_number(Facts facts, int number) noexcept
{
	const auto found = std::ranges::find(facts, number, &NamedFact::number);
	return found == facts.end() ? nullptr : &*found;
}

std::string_view name_of(Facts facts, int number) noexcept
{
	const NamedFact *fact = find_number(facts, number);
	return fact ? fact->name : std::string_view{};
}

std::string_view description_of(Facts facts, int number) noexcept
{
	const NamedFact *fact = find_number(facts, number);
	return fact ? fact->description : std::string_view{};
}

} // namespace

std::string_view capability_name(unsigned capability) noexcept
{
	return capability < capability_count ? capability_table[capability].name
					     : std::string_view{};
}

std::optional<unsigned> find_capability(std::string_view name) noexcept
{
	const auto found = std::ranges::find_if(capability_table, [&](const NamedFact &row) {
		return equal_ignoring_case(row.name, name) ||
		       equal_ignoring_case(row.name.substr(4), name);
	});
	if (found == capability_table.end())
		return std::nullopt;
	return static_cast<unsigned>(found->number);
}

std::optional<unsigned> parse_capability(std::string_view word) noexcept
{
	constexpr std::string_view prefix = "CAP_";
	if (const auto number = parse_integer(word))
		return *number >= 0 && *number < capability_count
			       ? std::optional{static_cast<unsigned>(*number)}
			       : std::nullopt;
	return equal_ignoring_case(word.substr(0, prefix.size()), prefix) ? find_capability(word)
									  : std::nullopt;
}

std::string_view family_name(int family) noexcept
{
	return name_of(family_table, family);
}

std::optional<int> find_family(std::string_view name) noexcept
{
	const auto found = std::ranges::find_if(family_table, [&](const NamedFact &row) {
		return row.name == name ||
		       (name.starts_with("PF_") && row.name.substr(3) == name.substr(3));
	});
	return found == family_table.end() ? std::nullopt : std::optional{found->number};
}

std::string errno_name(int error_number)
{
	if (error_number == 0)
		return {};
	const char *name = strerrorname_np(error_number);
	return name ? name : std::to_string(error_number);
}

std::optional<int> find_errno(std::string_view name) noexcept
{
	for (int number = 1; number <= max_errno; number++) {
		const char *candidate = strerrorname_np(number);
		if (candidate && name == candidate)
			return number;
	}
	const auto found = std::ranges::find(errno_aliases, name, &ErrnoAlias::name);
	return found == std::end(errno_aliases) ? std::nullopt : std::optional{found->number};
}

std::string signal_name(int signal)
{
	if (signal == 0)
		return {};
	const char *name = sigabbrev_np(signal);
	return name ? std::string{"SIG"} + name : std::to_string(signal);
}

std::string_view exit_status_name(int status) noexcept
{
	return name_of(exit_status_table, status);
}

std::optional<int> find_exit_status(std::string_view name) noexcept
{
	const auto found = std::ranges::find(exit_status_table, name, &NamedFact::name);
	return found == exit_status_table.end() ? std::nullopt : std::optional{found->number};
}

std::string_view capability_description(unsigned capability) noexcept
{
	return description_of(capability_table, static_cast<int>(capability));
}

std::string_view family_description(int family) noexcept
{
	return description_of(family_table, family);
}

std::string_view exit_status_description(int status) noexcept
{
	return description_of(exit_status_table, status);
}

std::string_view program_exit_status_description(int status) noexcept
{
	return description_of(program_exit_status_table, status);
}

} // namespace hardenctl
