// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "advice/exposure-rules.hh"

#include "base/text.hh"
#include "knowledge/syscall-groups.hh"
#include "sandbox/family-words.hh"
#include "unit/words.hh"

#include <seccomp.h>

#include <algorithm>
#include <set>
#include <string>

namespace hardenctl {

namespace {

using Words = std::vector<std::string>;

Words words_of(std::string_view value)
{
	return split_words(value).value_or(Words{});
}

/** The families with a row of their own. */
constexpr std::string_view named_families[]{
	"AF_INET", "AF_INET6", "AF_UNIX", "AF_NETLINK", "AF_PACKET"};

struct FamilyList {
	bool is_allow_list = false;
	/** As numbers: AF_LOCAL is AF_UNIX. */
	std::set<int> families;
};

/** Merging has removed what stands before "none"; the next line decides the kind of list anew. */
FamilyList family_list(const Settings &settings, unsigned systemd_version)
{
	FamilyList list;
	bool is_started = false;
	for (const std::size_t index : settings.of(Directive::RestrictAddressFamilies)) {
		const std::string_view value = settings[index].assignment.value;
		const bool invert = value.starts_with('~');
		if (!is_started)
			list.is_allow_list = !invert;
		is_started = value != "none";
		if (!is_started)
			continue;
		for (const int family : parse_families(value.substr(invert), systemd_version)) {
			if (invert != list.is_allow_list)
				list.families.insert(family);
			else
				list.families.erase(family);
		}
	}
	return list;
}

/** Of the row with these families; empty for the row of all that have none. */
bool is_in_row(int family, std::string_view row)
{
	const std::string_view name = family_name(family);
	if (row.empty())
		return std::ranges::find(named_families, name) == std::ranges::end(named_families);
	return std::ranges::count(split_blanks(row), name) > 0;
}

/** Does the filter as written let the call pass? What other directives filter does not show. */
bool passes_written_filter(const ExposedUnit &unit, std::string_view call)
{
	const auto predicted = unit.filter.refuses(call);
	return !predicted || unit.settings[predicted->setting].implied_by;
}

bool exists_here(std::string_view call)
{
	return seccomp_syscall_resolve_name(std::string{call}.c_str()) >= 0;
}

} // namespace

/** One listed family makes the whole row good or bad: ~AF_INET alone makes IPv4 and IPv6 good. */
bool exposes_families(const ExposedUnit &unit, std::string_view families)
{
	const FamilyList list = family_list(unit.settings, unit.system.version());
	const bool is_listed = std::ranges::any_of(
		list.families, [&](int family) { return is_in_row(family, families); });
	return is_listed == list.is_allow_list;
}

unsigned syscall_badness(const ExposedUnit &unit, std::string_view group)
{
	if (!unit.filter.is_active())
		return 10;
	const SyscallGroup *calls = unit.system.find_group(group);
	const bool is_bad = calls && std::ranges::any_of(calls->calls, [&](std::string_view call) {
		return exists_here(call) && passes_written_filter(unit, call);
	});
	if (!is_bad)
		return 0;
	return unit.filter.is_allow_list() ? 9 : 10;
}

unsigned architecture_badness(const ExposedUnit &unit)
{
	bool is_set = false;
	for (const std::size_t index : unit.settings.of(Directive::SystemCallArchitectures))
		for (const std::string &word : words_of(unit.settings[index].assignment.value)) {
			if (word != "native")
				return 8;
			is_set = true;
		}
	return is_set ? 0 : 10;
}

} // namespace hardenctl
