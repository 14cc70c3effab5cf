// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "explain/lookup.hh"

#include <algorithm>
#include <cctype>

namespace hardenctl {

namespace {

/** In the order of first mention: names right before a "=". */
void add_mentioned(std::vector<Directive> &out, std::string_view text)
{
	for (auto equals = text.find('='); equals != text.npos;
		equals = text.find('=', equals + 1)) {
		auto begin = equals;
		while (begin > 0 && std::isalnum(static_cast<unsigned char>(text[begin - 1])))
			--begin;
		const auto found = find_directive(text.substr(begin, equals - begin));
		if (found && !std::ranges::count(out, *found))
			out.push_back(*found);
	}
}

std::vector<Directive> mentioned_in(const DirectiveRecord &directive)
{
	std::vector<Directive> out;
	for (const std::string_view text :
		{directive.description, directive.needs, directive.user_manager, directive.tighten})
		add_mentioned(out, text);
	for (const LooseningRecord &loosening : directive.loosen) {
		add_mentioned(out, loosening.edit);
		add_mentioned(out, loosening.when);
	}
	return out;
}

} // namespace

DirectiveEntry directive_entry(Directive directive)
{
	DirectiveEntry entry{.directive = directive};
	for (const DirectiveRecord &other : directive_records())
		for (const Implication &implication : other.implies)
			if (implication.directive == directive)
				entry.implied_by.push_back(
					{.directive = other.id, .implication = &implication});

	entry.related = mentioned_in(record(directive));
	std::erase_if(entry.related, [&](Directive other) {
		return other == directive ||
		       std::ranges::count(entry.implied_by, other, &ImpliedBy::directive) ||
		       std::ranges::count(
			       record(directive).implies, other, &Implication::directive);
	});
	return entry;
}

} // namespace hardenctl
