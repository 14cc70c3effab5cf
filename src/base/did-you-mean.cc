// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "base/text.hh"

#include <algorithm>
#include <numeric>

namespace hardenctl {

namespace {

// Longer than any name worth guessing; keeps the cost of hostile input bounded.
constexpr std::size_t max_guess_length = 256;

/** Levenshtein's, plus swaps of neighbours, which are the commonest slip. */
std::size_t edit_distance(std::string_view a, std::string_view b)
{
	std::vector<std::size_t> before_last(b.size() + 1), last(b.size() + 1), row(b.size() + 1);
	std::iota(last.begin(), last.end(), 0);
	for (std::size_t i = 1; i <= a.size(); i++) {
		row[0] = i;
		for (std::size_t j = 1; j <= b.size(); j++) {
			const std::size_t cost = a[i - 1] == b[j - 1] ? 0 : 1;
			row[j] = std::min({last[j] + 1, row[j - 1] + 1, last[j - 1] + cost});
			if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
				row[j] = std::min(row[j], before_last[j - 2] + 1);
		}
		std::swap(before_last, last);
		std::swap(last, row);
	}
	return last[b.size()];
}

std::optional<std::string_view> only_with_prefix(
	std::string_view prefix, std::span<const std::string_view> candidates)
{
	std::optional<std::string_view> found;
	for (const auto candidate : candidates) {
		if (!equal_ignoring_case(candidate.substr(0, prefix.size()), prefix))
			continue;
		if (found && *found != candidate)
			return std::nullopt;
		found = candidate;
	}
	return found;
}

} // namespace

std::optional<std::string_view> did_you_mean(
	std::string_view word, std::span<const std::string_view> candidates)
{
	if (word.empty() || word.size() > max_guess_length)
		return std::nullopt;
	const auto wanted = to_lower(word);
	const auto limit = word.size() / 3;
	std::optional<std::string_view> best;
	auto best_distance = limit + 1;
	for (const auto candidate : candidates) {
		if (candidate.size() > word.size() + limit ||
			candidate.size() + limit < word.size())
			continue;
		const auto distance = edit_distance(wanted, to_lower(candidate));
		if (distance < best_distance) {
			best_distance = distance;
			best = candidate;
		}
	}
	return best ? best : only_with_prefix(word, candidates);
}

} // namespace hardenctl
