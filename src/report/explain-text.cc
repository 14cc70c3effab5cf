// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "report/columns.hh"
#include "report/explain-entries.hh"

namespace hardenctl {

std::string render_explanation(const Explanation &explanation, const ReportStyle &style)
{
	const Utf8Scope utf8;
	std::string out;
	for (const LookupEntry &entry : explanation.entries) {
		if (!out.empty())
			out += '\n';
		out += std::visit(
			[&](const auto &kind) { return explain_entry(kind, explanation, style); },
			entry);
	}
	return out;
}

} // namespace hardenctl
