// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "advice/edit-proposals.hh"

#include "advice/misspelt.hh"

#include <algorithm>
#include <fmt/format.h>

namespace hardenctl {

void propose_emptied(const RepairCase &repair, Proposals &out)
{
	for (const auto &[reset, lost] : repair.config.emptied) {
		const bool has_specifier = std::ranges::any_of(lost, [](const Assignment &old) {
			return old.value.find('%') != std::string::npos;
		});
		if (has_specifier)
			continue;
		Proposal proposal{
			.scope = Scope::Narrowest,
			.why = fmt::format("{}:{} counts again, {}:{} resets the list",
				lost.front().origin.path, lost.front().origin.line,
				reset.origin.path, reset.origin.line),
			.is_known_to_do = record(reset.directive).type == ValueType::PathList,
		};
		for (const Assignment &old : lost)
			proposal.lines.push_back(
				fmt::format("{}={}", name(old.directive), old.value));
		out.push_back(std::move(proposal));
	}
}

void propose_misspelt(const RepairCase &repair, Proposals &out)
{
	const Directive directive = repair.written.directive;
	for (const MisspeltWord &misspelt :
		misspelt_words(repair.config, directive, repair.sandbox.system()))
		if (!misspelt.meant.empty())
			out.push_back({
				.scope = Scope::Narrowest,
				.lines = {fmt::format("{}={}", name(directive), misspelt.meant)},
				.why = fmt::format(
					"the right spelling of {} in {}:{}, which systemd "
					"ignores",
					misspelt.word, misspelt.origin.path, misspelt.origin.line),
			});
}

} // namespace hardenctl
