// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "report/report.hh"
#include "report/style.hh"

namespace hardenctl {

std::string render_diagnostic(const Diagnostic &diagnostic, const ReportStyle &style)
{
	const std::string message = clean(style, diagnostic.message);
	switch (diagnostic.level) {
	case Level::Error:
		return paint(style, Ink::Red, message);
	case Level::Warning:
		return paint(style, Ink::Yellow, "warning: ") + message;
	case Level::Notice:
		return "note: " + message;
	}
	return message;
}

} // namespace hardenctl
