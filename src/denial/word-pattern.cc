// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "denial/word-pattern.hh"

#include "base/text.hh"

#include <algorithm>
#include <re2/re2.h>

namespace hardenctl {

namespace {

/** Takes a pattern apart as far as its top level goes: its alternatives and their longest words. */
class WordFinder {
	std::string_view rest_;
	std::string run_;
	std::string longest_;
	std::vector<std::string> words_;

	void end_run()
	{
		if (run_.size() > longest_.size())
			longest_ = run_;
		run_.clear();
	}

	void end_alternative()
	{
		end_run();
		words_.push_back(to_lower(longest_));
		longest_.clear();
	}

	char take()
	{
		const char c = rest_.front();
		rest_.remove_prefix(1);
		return c;
	}

	/** Behind its '[': a ']' that comes first is one of the set. */
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

	/** Behind its '('. */
	void skip_group()
	{
		for (unsigned depth = 1; !rest_.empty() && depth > 0;) {
			const char c = take();
			if (c == '[')
				skip_set();
			else if (c == '\\' && !rest_.empty())
				take();
			else
				depth += c == '(' ? 1 : (c == ')' ? -1u : 0);
		}
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
			return skip_group();
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

	std::vector<std::string> find()
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
