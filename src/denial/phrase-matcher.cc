// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "denial/phrase-matcher.hh"

#include "base/text.hh"

#include <algorithm>
#include <map>
#include <memory>
#include <optional>
#include <re2/re2.h>

namespace hardenctl {

namespace {

class PhraseMatcher {
	std::span<const Phrase> phrases_;
	/** By index; empty until it is needed. */
	std::vector<std::unique_ptr<RE2>> compiled_;

	const RE2 &pattern(std::size_t index)
	{
		auto &slot = compiled_[index];
		if (!slot) {
			const std::string_view source = phrases_[index].pattern;
			RE2::Options options;
			options.set_case_sensitive(phrases_.data() == setup_steps_phrases.data());
			slot = std::make_unique<RE2>(
				re2::StringPiece{source.data(), source.size()}, options);
		}
		return *slot;
	}

public:
	explicit PhraseMatcher(std::span<const Phrase> phrases)
		: phrases_(phrases), compiled_(phrases.size())
	{
	}

	/** @param lower_case the same text */
	std::optional<PhraseHit> match(std::size_t index, std::string_view text,
		std::string_view lower_case, std::string *capture = nullptr)
	{
		const auto &literals = phrases_[index].literals;
		if (!literals.empty() && std::ranges::none_of(literals, [&](std::string_view word) {
			    return lower_case.find(word) != lower_case.npos;
		    }))
			return std::nullopt;
		const re2::StringPiece whole{text.data(), text.size()};
		re2::StringPiece groups[2];
		const RE2 &pattern = this->pattern(index);
		const int count = 1 + std::min(pattern.NumberOfCapturingGroups(), 1);
		if (!pattern.Match(whole, 0, text.size(), RE2::UNANCHORED, groups, count))
			return std::nullopt;
		if (capture)
			*capture = std::string{groups[1]};
		const auto begin = static_cast<std::size_t>(groups[0].data() - text.data());
		return PhraseHit{&phrases_[index], begin, begin + groups[0].size()};
	}
};

PhraseMatcher &matcher_of(std::span<const Phrase> family)
{
	static std::map<const Phrase *, PhraseMatcher> matchers;
	return matchers.try_emplace(family.data(), family).first->second;
}

} // namespace

const Phrase *find_phrase(
	std::span<const Phrase> family, std::string_view line, std::string *capture)
{
	PhraseMatcher &matcher = matcher_of(family);
	const std::string lower_case = to_lower(line);
	for (std::size_t i = 0; i < family.size(); i++)
		if (const auto hit = matcher.match(i, line, lower_case, capture))
			return hit->phrase;
	return nullptr;
}

std::vector<PhraseHit> find_phrases(std::span<const Phrase> family, std::string_view line)
{
	PhraseMatcher &matcher = matcher_of(family);
	const std::string lower_case = to_lower(line);
	std::vector<PhraseHit> hits;
	for (std::size_t i = 0; i < family.size(); i++)
		if (const auto hit = matcher.match(i, line, lower_case))
			hits.push_back(*hit);
	return hits;
}

bool is_of_kind(LineKind kind, std::string_view line)
{
	return matcher_of(line_kinds_phrases)
		.match(static_cast<std::size_t>(kind), line, to_lower(line))
		.has_value();
}

} // namespace hardenctl
