// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "report/consent.hh"

#include "base/shell-word.hh"
#include "base/text.hh"
#include "report/rows.hh"
#include "report/style.hh"

#include <algorithm>
#include <fmt/format.h>

namespace hardenctl {

namespace {

/** Lines of evidence that a question shows. */
constexpr std::size_t max_evidence = 3;

std::string_view origin_of(Source source)
{
	switch (source) {
	case Source::Kernel:
	case Source::Trace:
		return "the kernel saw the service try it";
	case Source::Manager:
		return "the service manager, of how the service ended";
	case Source::Coredump:
		return "the core dump of the service";
	case Source::Program:
		return "the service's own words";
	}
	return {};
}

std::string evidence_of(
	const ProposedChange &change, const Opening &opening, const ReportStyle &style)
{
	std::string out;
	std::size_t shown = 0;
	for (const Edit &edit : change.edits) {
		const bool asks = std::ranges::find(edit.openings, opening.what, &Opening::what) !=
				  edit.openings.end();
		if (!asks || !edit.purpose)
			continue;
		for (const Evidence &line : edit.purpose->denial.evidence)
			if (shown++ < max_evidence)
				out += fmt::format("    {}: {} ({})\n",
					clean(style, line.identifier), clean(style, line.message),
					origin_of(line.source));
	}
	return out;
}

} // namespace

std::string render_proposed_change(const ProposedChange &change, const ReportStyle &style)
{
	std::string out = fmt::format("Next for {}:\n", clean(style, change.unit));
	for (const std::string_view line : split(strip(change.drop_in), '\n'))
		out += "    " + clean(style, line) + "\n";
	return out;
}

std::string render_question(
	const ProposedChange &change, const Opening &opening, const ReportStyle &style)
{
	std::string out = fmt::format("{} needs your consent: {}.\n",
		paint(style, Ink::Bold, clean(style, opening.what)), clean(style, opening.text));
	if (const std::string lines = evidence_of(change, opening, style); !lines.empty())
		out += "Evidence, which a compromised service can produce on purpose:\n" + lines;
	return out + fmt::format("Apply it to {}? [y/N] ", clean(style, change.unit));
}

std::string render_openings(const std::vector<Opening> &openings, const ReportStyle &style)
{
	std::string out;
	for (const Opening &opening : openings) {
		const std::string text = clean(style, opening.text);
		if (opening.is_refused)
			out += fmt::format(
				"  {}: never applied ({})\n", clean(style, opening.what), text);
		else
			out += fmt::format("  --accept={}: {}\n",
				clean(style, shell_word(opening.what)), text);
	}
	return out;
}

} // namespace hardenctl
