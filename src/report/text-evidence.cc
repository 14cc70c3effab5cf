// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "base/path.hh"
#include "report/columns.hh"
#include "report/rows.hh"
#include "report/style.hh"
#include "report/text-finding.hh"
#include "report/time-words.hh"

#include <algorithm>

namespace hardenctl {

static constexpr std::size_t widest_sender = 16;

static std::string sender(const Evidence &evidence, const ReportStyle &style)
{
	switch (evidence.source) {
	case Source::Kernel:
	case Source::Trace:
		return "kernel";
	case Source::Coredump:
		return "core";
	case Source::Manager:
		return "systemd";
	case Source::Program:
		break;
	}
	const std::string name = clean(style, evidence.identifier);
	return name.empty() ? "program"
			    : shorten_middle(name, widest_sender, symbols(style).ellipsis);
}

/** What it is about: the path, or its last part where the line has no more. */
static std::string subject_in(
	std::string_view message, const Denial &denial, const ReportStyle &style)
{
	const std::string path = clean(style, denial.operation.path);
	return message.find(path) == message.npos ? std::string{base_name(path)} : path;
}

/** Below the first line systemd-coredump prints the stack. */
static std::string_view head_of(const Evidence &evidence, const ReportStyle &style)
{
	const std::string_view message = evidence.message;
	return evidence.source == Source::Coredump && !style.full
		       ? message.substr(0, message.find('\n'))
		       : message;
}

static std::string line_of(const Evidence &evidence, const Denial &denial, std::size_t sender_width,
	const ReportStyle &style)
{
	std::string start = pad(sender(evidence, style), sender_width) + ' ';
	if (evidence.time != 0)
		start += clock_time(evidence.time, style.now) + ' ';
	start += ' ';
	const std::string message = clean(style, head_of(evidence, style));
	const std::size_t room = room_beside_label(style);
	if (room == 0 || style.full)
		return start + message;
	const std::size_t used = display_width(start);
	const std::size_t left = used < room ? room - used : 0;
	return start + shorten_around(message, subject_in(message, denial, style),
			       std::max<std::size_t>(left, 16), symbols(style).ellipsis);
}

std::string render_evidence(
	const Denial &denial, std::size_t limit, const ReportStyle &style, LeftOut &left_out)
{
	const std::span evidence{denial.evidence};
	const auto shown =
		evidence.first(style.full ? evidence.size() : std::min(limit, evidence.size()));
	left_out.evidence += evidence.size() - shown.size();
	std::size_t width = 0;
	for (const Evidence &line : shown)
		width = std::max(width, display_width(sender(line, style)));
	std::vector<std::string> lines;
	for (const Evidence &line : shown)
		lines.push_back(line_of(line, denial, width, style));
	return labelled(style, "evidence", lines);
}

} // namespace hardenctl
