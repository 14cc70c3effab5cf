// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "report/text-finding.hh"

#include "report/columns.hh"
#include "report/rows.hh"
#include "report/style.hh"
#include "report/text-edit.hh"
#include "report/words.hh"

#include <algorithm>
#include <fmt/format.h>

namespace hardenctl {

namespace {

/** What of one finding goes on the screen. */
struct Limits {
	std::size_t evidence;
	std::size_t edits;
	std::size_t notes;
};

} // namespace

static constexpr Limits first_finding{.evidence = 3, .edits = 3, .notes = 2};
static constexpr Limits other_finding{.evidence = 0, .edits = 1, .notes = 0};

/** Where confidence ends if the screen sets no limit. */
static constexpr unsigned title_width = 80;

static Ink ink_of(Grade grade) noexcept
{
	switch (grade) {
	case Grade::Certain:
		return Ink::Red;
	case Grade::Likely:
		return Ink::Yellow;
	case Grade::Possible:
		return Ink::Plain;
	}
	return Ink::Plain;
}

/** "  1. SystemCallFilter=~@network-io          99 %" */
static std::string title(const Finding &finding, unsigned number, const ReportStyle &style)
{
	const std::string confidence = confidence_in_words(finding.confidence);
	const std::string start = fmt::format("{:3}. ", number);
	const std::size_t width = style.width == 0 ? title_width : text_width(style);
	const std::size_t room = width - start.size() - confidence.size() - 1;
	std::string assignment = clean(style, assignment_in_words(finding));
	if (style.width != 0 && !style.full)
		assignment = shorten_middle(assignment, room, symbols(style).ellipsis);
	const std::size_t used = display_width(assignment);
	return start + paint(style, Ink::Bold, assignment) +
	       std::string(used < room ? room - used + 1 : 1, ' ') +
	       paint(style, ink_of(finding.grade), confidence) + '\n';
}

static std::string render_notes(
	const Finding &finding, std::size_t limit, const ReportStyle &style, LeftOut &left_out)
{
	const std::size_t shown =
		style.full ? finding.notes.size() : std::min(limit, finding.notes.size());
	left_out.notes += finding.notes.size() - shown;
	std::string out;
	for (std::size_t i = 0; i < shown; ++i)
		out += labelled(style, "note", clean(style, finding.notes[i]));
	return out;
}

std::string render_finding(
	const Finding &finding, unsigned number, const ReportStyle &style, LeftOut &left_out)
{
	const Limits &limits = number == 1 ? first_finding : other_finding;
	std::string out = title(finding, number, style);
	out += labelled(style, "denied", clean(style, denial_in_words(finding.denial)));
	out += labelled(style, "set at", clean(style, origin_in_words(finding.origin)));
	out += render_evidence(finding.denial, limits.evidence, style, left_out);
	out += render_edits(finding.edits, limits.edits, style, left_out);
	out += render_notes(finding, limits.notes, style, left_out);
	return out;
}

} // namespace hardenctl
