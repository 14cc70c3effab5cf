// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "cli/boot.hh"

#include "base/error.hh"
#include "base/text.hh"

#include <algorithm>
#include <fmt/format.h>
#include <optional>
#include <vector>

namespace hardenctl {

/** Without dashes, in lower case; empty if it is no ID. */
static std::string boot_id(std::string_view text)
{
	std::string id = to_lower(text);
	std::erase(id, '-');
	const bool hex = id.find_first_not_of("0123456789abcdef") == std::string::npos;
	return hex && id.size() == 32 ? id : "";
}

static std::optional<long> boot_offset(std::string_view text)
{
	constexpr long most = 100000;
	if (text.starts_with('+') && !text.starts_with("+-"))
		text.remove_prefix(1);
	const auto offset = parse_number<long>(text);
	return offset && *offset >= -most && *offset <= most ? offset : std::nullopt;
}

bool is_boot_descriptor(std::string_view text) noexcept
{
	return text == "all" || boot_offset(text) || !boot_id(text).empty();
}

/** The first so many distinct boots in that order; the kernel says something in each. */
static std::vector<std::string> list_boots(Log &log, Order order, std::size_t count, Select select)
{
	std::vector<std::string> boots;
	log.visit({.select = select, .order = order}, [&](const Entry &entry) {
		if (!entry.boot_id.empty() &&
			std::ranges::find(boots, entry.boot_id) == boots.end())
			boots.push_back(entry.boot_id);
		return boots.size() < count;
	});
	return boots;
}

static std::string boot_at(Log &log, long offset, const std::string &descriptor)
{
	const Order order = offset > 0 ? Order::OldestFirst : Order::NewestFirst;
	const auto count = static_cast<std::size_t>(offset > 0 ? offset : 1 - offset);
	// In containers the kernel's messages are missing.
	for (const Select select : {Select::Kernel, Select::Failures}) {
		const auto boots = list_boots(log, order, count, select);
		if (boots.size() == count)
			return boots.back();
	}
	throw Error(fmt::format(
		"The log holds no boot {}: `journalctl --list-boots` lists them.", descriptor));
}

std::string resolve_boot(Log &log, const std::string &descriptor)
{
	if (descriptor == "all")
		return {};
	if (std::string id = boot_id(descriptor); !id.empty())
		return id;
	const auto offset = descriptor.empty() ? std::optional{0L} : boot_offset(descriptor);
	if (!offset)
		throw Error(fmt::format(
			"--boot={}: give 0, -1, -2 and so on, a boot ID, or all.", descriptor));
	if (*offset != 0)
		return boot_at(log, *offset, descriptor);
	std::string newest = log.newest_boot();
	if (newest.empty())
		throw Error("--boot: this log does not separate boots; use --since=.");
	return newest;
}

} // namespace hardenctl
