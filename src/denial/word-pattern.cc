// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "denial/word-pattern.hh"

#include "base/text.hh"

#include <algorithm>
#include <re2/re2.h>

namespace hardenctl {

namespace {

using Words = std::vector<std::string>;

std::size_t shortest(const Words &words)
{
	return words.empty() ? 0 : std::ranges::min(words, {}, &std::string::size).size();
}

/**
 * Takes a pattern apart: for each alternative the words of which one must be there. That is its
 * longest run of characters or, if that is next to nothing, one of each alternative of a group in
 * it.
 */
class WordFinder {
	static constexpr std::size_t telling = 3;

	std::string_view rest_;
	std::string run_;
	/** Of this alternative. */
	std::string longest_;
	Words group_;
	/** Of those before. */
	Words words_;

	void end_run()
	{
		if (run_.size() > longest_.size())
			longest_ = run_;
		run_.clear();
	}

	void end_alternative()
	{
		end_run();
		if (longest_.size() < telling && shortest(group_) > longest_.size())
			words_.insert(words_.end(), group_.begin(), group_.end());
		else
			words_.push_back(to_lower(longest_));
		longest_.clear();
		group_.clear();
	}

	char take()
	{
		const char c = rest_.front();
		rest_.remove_prefix(1);
		return c;
	}

	/** Behind its '['; a ']' that comes first is one of the set. */
	void skip_set()
	{
		rest_.remove_prefix(rest_.starts_with('^'));
		rest_.remove_prefix(rest_.starts_with(']'));
		while (!rest_.empty())
			if (const char c = take(); c == ']')
				return;
			else if (c == '\\' && !rest_.empty())
				take();
	}

	/** Behind its '('. @return what is in it */
	std::string_view take_group()
	{
		const std::string_view group = rest_;
		for (unsigned depth = 1; !rest_.empty();) {
			const char c = take();
			if (c == '[')
				skip_set();
			else if (c == '\\' && !rest_.empty())
				take();
			else if (c == '(')
				++depth;
			else if (c == ')' && --depth == 0)
				return group.substr(0, group.size() - rest_.size() - 1);
		}
		return {};
	}

	void read_group()
	{
		static constexpr std::string_view plain = "?:";
		const std::string_view group = take_group();
		const bool is_optional =
			!rest_.empty() && std::string_view{"?*{"}.find(rest_.front()) != rest_.npos;
		if (is_optional || !group.starts_with(plain))
			return;
		Words words = WordFinder{group.substr(plain.size())}.find();
		if (shortest(words) >= shortest(group_))
			group_ = std::move(words);
	}

	/** The character before it need not be there. */
	void drop_last()
	{
		if (!run_.empty())
			run_.pop_back();
		end_run();
	}

	void read(char c)
	{
		switch (c) {
		case '|':
			return end_alternative();
		case '(':
			end_run();
			return read_group();
		case '[':
			end_run();
			return skip_set();
		case '?':
		case '*':
			return drop_last();
		case '{':
			drop_last();
			rest_.remove_prefix(std::min(rest_.size(), rest_.find('}') + 1));
			return;
		case '\\':
			end_run();
			rest_.remove_prefix(!rest_.empty());
			return;
		case '+':
		case '.':
		case '^':
		case '$':
			return end_run();
		default:
			run_ += c;
		}
	}

public:
	explicit WordFinder(std::string_view pattern) : rest_(pattern) {}

	Words find()
	{
		while (!rest_.empty())
			read(take());
		end_alternative();
		return std::move(words_);
	}
};

} // namespace

WordPattern::WordPattern(std::string_view pattern)
	: source_(pattern), words_(WordFinder{pattern}.find())
{
}

WordPattern::WordPattern(WordPattern &&) noexcept = default;
WordPattern::~WordPattern() = default;

bool WordPattern::matches(std::string_view text) const
{
	return matches(text, to_lower(text));
}

bool WordPattern::matches(std::string_view text, std::string_view lower_case) const
{
	const auto is_there = [&](const std::string &word) {
		return lower_case.find(word) != lower_case.npos;
	};
	if (std::ranges::none_of(words_, is_there))
		return false;
	if (!compiled_)
		compiled_ = std::make_unique<RE2>("(?i)" + source_);
	return RE2::PartialMatch(re2::StringPiece{text.data(), text.size()}, *compiled_);
}

std::optional<std::size_t> first_match(std::span<const WordPattern> patterns, std::string_view text)
{
	const std::string lower_case = to_lower(text);
	for (std::size_t i = 0; i < patterns.size(); ++i)
		if (patterns[i].matches(text, lower_case))
			return i;
	return std::nullopt;
}

} // namespace hardenctl
