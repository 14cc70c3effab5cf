// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "advice/drop-in.hh"

#include "advice/edit-proof.hh"
#include "advice/edits.hh"

#include <algorithm>

namespace hardenctl {

namespace {

/** What others leave of a denial that they repair: less than what an edit of its own may leave. */
constexpr double trace = 0.05;

/** Is what an edit was made for gone with these lines of the others alone? */
bool is_needless(const Purpose &purpose, const Sandbox &before, const UnitConfig &config,
	const std::vector<std::string> &texts)
{
	const auto &[written, denial] = purpose;
	const double denied = denies(before, denial, written);
	const Sandbox after{with_lines(config, texts), before.system()};
	const Denial then = denial_with(denial, texts);
	return denied > 0 && denies(after, then, written) <= trace * denied &&
	       !denies_otherwise(after, then, written.directive);
}

/** The widest first, and of equals the last one: what came first was needed without it. */
std::vector<std::size_t> in_order_of_doubt(std::span<const Edit> edits)
{
	std::vector<std::size_t> order;
	for (std::size_t i = edits.size(); i-- > 0;)
		order.push_back(i);
	std::ranges::stable_sort(order, std::ranges::greater{},
		[&](std::size_t index) { return edits[index].scope; });
	return order;
}

std::vector<Edit> without(
	std::span<const Edit> edits, const std::vector<std::size_t> &left_out, std::size_t also)
{
	std::vector<Edit> others;
	for (std::size_t i = 0; i < edits.size(); i++)
		if (i != also && std::ranges::find(left_out, i) == left_out.end())
			others.push_back(edits[i]);
	return others;
}

} // namespace

std::vector<DropInLine> merge_edits(
	const UnitConfig &config, const System &system, std::span<const Edit> edits)
{
	std::vector<DropInLine> lines = merge_all_edits(config, system, edits);
	if (edits.size() < 2)
		return lines;
	const Sandbox before{config, system};
	std::vector<std::size_t> needless;
	for (const std::size_t index : in_order_of_doubt(edits)) {
		if (!edits[index].purpose || needless.size() + 1 == edits.size())
			continue;
		auto others = merge_all_edits(config, system, without(edits, needless, index));
		if (!is_needless(*edits[index].purpose, before, config, texts_of(others)))
			continue;
		needless.push_back(index);
		lines = std::move(others);
	}
	return lines;
}

} // namespace hardenctl
