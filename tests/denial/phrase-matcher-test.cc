// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "denial/phrase-matcher.hh"

#include "harness.hh"

#include <algorithm>
#include <array>
#include <cctype>
#include <memory>
#include <re2/re2.h>

using namespace hardenctl;
using namespace hardenctl::test;

namespace {

struct Family {
	const char *name;
	std::span<const Phrase> phrases;
};

const Family families[]{
	{"capabilities", capabilities_phrases},
	{"errno", errno_phrases},
	{"errno-of-another", errno_of_another_phrases},
	{"limits", limits_phrases},
	{"line-kinds", line_kinds_phrases},
	{"memory", memory_phrases},
	{"objects", objects_phrases},
	{"operations", operations_phrases},
	{"setup-steps", setup_steps_phrases},
	{"unrelated-errors", unrelated_errors_phrases},
};

bool is_in_order(const Family &family)
{
	return std::string_view{family.name} != "errno" &&
	       std::string_view{family.name} != "line-kinds";
}

/** A row's example is taken by this row, and in a family where the first one decides by no other.
 */
void examples_belong_to_their_rows(Check &check)
{
	for (const Family &family : families)
		for (const Phrase &phrase : family.phrases) {
			const std::string what =
				family.name + std::string{": "} + std::string{phrase.example};
			if (is_in_order(family))
				check.is_true(
					find_phrase(family.phrases, phrase.example) == &phrase,
					what);
			else
				check.is_true(std::ranges::any_of(
						      find_phrases(family.phrases, phrase.example),
						      [&](const PhraseHit &hit) {
							      return hit.phrase == &phrase;
						      }),
					what);
		}
}

std::string shouted(std::string_view text)
{
	std::string out{text};
	for (char &c : out)
		c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
	return out;
}

std::vector<std::string> all_lines()
{
	std::vector<std::string> lines;
	for (const Family &family : families)
		for (const Phrase &phrase : family.phrases) {
			lines.emplace_back(phrase.example);
			lines.push_back(shouted(phrase.example));
		}
	return lines;
}

/** Looking for literals first leaves no match out: as RE2 alone has it, whatever the case. */
void literals_lose_no_match(Check &check)
{
	const auto lines = all_lines();
	for (const Family &family : families) {
		RE2::Options options;
		options.set_case_sensitive(std::string_view{family.name} == "setup-steps");
		std::vector<std::unique_ptr<RE2>> patterns;
		for (const Phrase &phrase : family.phrases)
			patterns.push_back(
				std::make_unique<RE2>(std::string{phrase.pattern}, options));
		for (const std::string &line : lines) {
			const auto hits = find_phrases(family.phrases, line);
			for (std::size_t i = 0; i < patterns.size(); i++) {
				const Phrase &phrase = family.phrases[i];
				const bool found = std::ranges::find(hits, &phrase,
							   &PhraseHit::phrase) != hits.end();
				check.is_true(found == RE2::PartialMatch(line, *patterns[i]),
					std::string{phrase.pattern} + ": " + line);
			}
		}
	}
}

void a_match_knows_its_place(Check &check)
{
	const std::string line = "x: store: filesystem is read-only!";
	const auto hits = find_phrases(errno_phrases, line);
	if (!check.is_true(hits.size() == 1, "one phrase"))
		return;
	check.equal(
		line.substr(hits[0].begin, hits[0].end - hits[0].begin), "filesystem is read-only");
}

void the_first_group_is_captured(Check &check)
{
	std::string capture;
	const Phrase *phrase = find_phrase(setup_steps_phrases,
		"Failed to set up mount namespacing: /srv/x: No such file or directory", &capture);
	check.is_true(phrase != nullptr, "a message of the executor");
	check.equal(capture, "/srv/x");
}

void each_kind_is_its_row(Check &check)
{
	check.is_true(is_of_kind(LineKind::Survived, "cannot open x, ignoring"), "survived");
	check.is_true(is_of_kind(LineKind::Warning, "Warning: x"), "warning");
	check.is_true(is_of_kind(LineKind::Error, "FATAL: x"), "error");
	check.is_true(
		is_of_kind(LineKind::DemandsIdentity, "you must be root to do this"), "identity");
	check.is_true(is_of_kind(LineKind::AdvisesAgainst, "do not run this as root"), "advice");
	check.is_true(is_of_kind(LineKind::MissingModule, "No module named 'x'"), "module");
	check.equal(
		line_kinds_phrases.size(), static_cast<std::size_t>(LineKind::MissingModule) + 1);
}

constexpr std::array cases{
	Case{"examples belong to their rows", examples_belong_to_their_rows},
	Case{"literals lose no match", literals_lose_no_match},
	Case{"a match knows its place", a_match_knows_its_place},
	Case{"the first group is captured", the_first_group_is_captured},
	Case{"each kind is its row", each_kind_is_its_row},
};

} // namespace

int main()
{
	return run("denial phrase-matcher", cases);
}
