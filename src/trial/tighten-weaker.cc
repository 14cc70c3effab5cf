// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "trial/tighten-weaker.hh"

#include "advice/edits.hh"
#include "advice/exposure.hh"
#include "sandbox/sandbox.hh"
#include "trial/bisect-items.hh"

#include <algorithm>
#include <fmt/format.h>
#include <optional>

namespace hardenctl {

namespace {

/** From the tightest: what is more is a restart each. */
std::vector<Candidate> weaker_filters(const UnitConfig &config, const System &system)
{
	constexpr auto filter = Directive::SystemCallFilter;
	if (Sandbox{config, system}.filter().is_allow_list())
		/* what the unit allows must not grow */
		return {{.directive = filter,
				.lines = {"SystemCallFilter=~@privileged"},
				.reason = "what needs capabilities is others' business"},
			{.directive = filter,
				.lines = {"SystemCallFilter=~@resources"},
				.reason = "priorities and limits are others' business"}};
	return {
		{.directive = filter,
			.lines = {"SystemCallFilter=@system-service",
				"SystemCallFilter=~@resources"},
			.reason = "the calls that services usually make, without those for "
				  "priorities and limits"},
		{.directive = filter,
			.lines = {"SystemCallFilter=@system-service"},
			.reason = "the calls that services usually make"},
		{.directive = filter,
			.lines = {"SystemCallFilter=@system-service chroot"},
			.reason = "the calls that services usually make, and root's chroot(2)"},
	};
}

std::optional<Candidate> weaker_than(const UnitConfig &config, const System &system,
	Directive directive, const std::string &line)
{
	const UnitConfig with = with_lines(config, {line});
	const auto last = std::ranges::find(with.assignments.rbegin(), with.assignments.rend(),
		directive, &Assignment::directive);
	if (last == with.assignments.rend())
		return std::nullopt;
	const auto index = static_cast<std::size_t>(with.assignments.rend() - last) - 1;
	const auto exposure_before = exposure_level(config, system);
	for (const Edit &edit :
		narrower_edits(with, system, {.directive = directive, .assignments = {index}}, {}))
		if (exposure_level(with_lines(config, edit.lines), system) < exposure_before)
			return Candidate{.directive = directive,
				.lines = edit.lines,
				.reason = fmt::format("{} does not work", line)};
	return std::nullopt;
}

} // namespace

std::vector<std::vector<Candidate>> weaker_values(const UnitConfig &config, const System &system,
	std::span<const DroppedLine> dropped, std::span<const Candidate> kept)
{
	std::vector<Candidate> others;
	std::vector<Candidate> filters;
	for (const auto &[line, reason] : dropped) {
		const auto directive = find_directive(line.substr(0, line.find('=')));
		if (!directive ||
			std::ranges::find(kept, *directive, &Candidate::directive) != kept.end())
			continue;
		if (directive == Directive::SystemCallFilter)
			filters = weaker_filters(config, system);
		else if (auto value = weaker_than(config, system, *directive, line))
			others.push_back(std::move(*value));
	}
	std::vector<std::vector<Candidate>> out;
	if (filters.empty() && !others.empty())
		out.push_back(others);
	for (Candidate &filter : filters) {
		out.push_back(others);
		out.back().push_back(std::move(filter));
	}
	return out;
}

} // namespace hardenctl
