// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "report/columns.hh"
#include "report/explain-topics.hh"

namespace hardenctl {

std::string render_explanation(const Explanation &explanation, const ReportStyle &style)
{
	const Utf8Scope utf8;
	std::string out;
	for (const Topic &topic : explanation.topics) {
		if (!out.empty())
			out += '\n';
		out += std::visit(
			[&](const auto &kind) { return explain_topic(kind, explanation, style); },
			topic);
	}
	return out;
}

} // namespace hardenctl
