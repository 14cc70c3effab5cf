// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "base/path.hh"
#include "report/columns.hh"
#include "report/rows.hh"
#include "report/style.hh"
#include "report/text-finding.hh"
#include "report/time-words.hh"

#include <algorithm>
#include <fmt/format.h>

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

/** What it is about: the call, the path, or its last part where the line has no more. */
static std::string subject_in(
	std::string_view message, const Denial &denial, const ReportStyle &style)
{
	/* of a seccomp record: the signal, the architecture and the call */
	const auto signal = message.find(" sig=");
	const auto call = message.find(" syscall=", signal);
	if (denial.operation.path.empty() && call != message.npos)
		return std::string{
			message.substr(signal + 1, message.find(' ', call + 1) - signal - 1)};
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

/** A line of the log, and how often it was there. */
struct Shown {
	const Evidence *evidence;
	std::size_t count = 1;
};

/** The first ones, those that say the same as one; all in full. */
static std::vector<Shown> choose(
	std::span<const Evidence> evidence, std::size_t limit, const ReportStyle &style)
{
	std::vector<Shown> chosen;
	for (const Evidence &line : evidence) {
		const auto same = std::ranges::find_if(chosen, [&](const Shown &shown) {
			return shown.evidence->source == line.source &&
			       shown.evidence->identifier == line.identifier &&
			       shown.evidence->message == line.message;
		});
		if (same != chosen.end() && !style.full)
			same->count++;
		else if (chosen.size() < limit || style.full)
			chosen.push_back({.evidence = &line});
	}
	return chosen;
}

/** On one line, or on two where that is needed to show more of it. */
static std::vector<std::string> lines_of(
	const Shown &line, const Denial &denial, std::size_t sender_width, const ReportStyle &style)
{
	const Evidence &evidence = *line.evidence;
	static constexpr std::size_t most_lines = 2;
	static constexpr std::size_t narrowest = 16;
	/** What breaking at blanks may leave empty. */
	static constexpr std::size_t slack = 12;
	std::string start = pad(sender(evidence, style), sender_width) + ' ';
	if (evidence.time != 0)
		start += clock_time(evidence.time, style.now) + ' ';
	start += ' ';
	const std::string message = clean(style, head_of(evidence, style));
	const std::string repeats =
		line.count > 1 ? fmt::format(" ({} times)", line.count) : std::string{};
	const std::size_t room = room_beside_label(style);
	if (room == 0 || style.full)
		return {start + message + repeats};
	const std::size_t used = display_width(start);
	const std::size_t left = std::max(used < room ? room - used : 0, narrowest);
	const std::string shown = shorten_around(message, subject_in(message, denial, style),
		std::max(left, most_lines * left - slack), symbols(style).ellipsis);
	std::vector<std::string> lines = wrap_anywhere(shown + repeats, left);
	for (std::size_t i = 0; i < lines.size(); i++)
		lines[i].insert(0, i == 0 ? start : std::string(used, ' '));
	return lines;
}

std::string render_evidence(
	const Denial &denial, std::size_t limit, const ReportStyle &style, LeftOut &left_out)
{
	const std::vector<Shown> shown = choose(denial.evidence, limit, style);
	left_out.evidence += denial.evidence.size();
	std::size_t width = 0;
	for (const Shown &line : shown) {
		left_out.evidence -= line.count;
		width = std::max(width, display_width(sender(*line.evidence, style)));
	}
	std::vector<std::string> lines;
	for (const Shown &line : shown)
		for (std::string &part : lines_of(line, denial, width, style))
			lines.push_back(std::move(part));
	return labelled(style, "evidence", lines);
}

} // namespace hardenctl
