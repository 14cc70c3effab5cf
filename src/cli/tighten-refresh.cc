// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "cli/tighten-refresh.hh"

#include "advice/attribute.hh"
#include "base/error.hh"
#include "base/rooted-file.hh"
#include "cli/diagnosis-context.hh"
#include "trial/drop-in-name.hh"
#include "trial/tighten-draft.hh"
#include "unit/file-change.hh"
#include "unit/unit-files.hh"

#include <algorithm>
#include <fmt/format.h>
#include <fmt/ranges.h>

namespace hardenctl {

namespace {

struct OwnDropIn {
	std::string path;
	std::string text;
};

OwnDropIn own_drop_in(const std::string &root, const UnitConfig &config)
{
	for (const std::string &path : config.drop_ins) {
		if (!has_own_name(path))
			continue;
		std::string text = read_file_in_root(root, path, max_drop_in_size);
		if (has_own_header(text))
			return {path, std::move(text)};
	}
	throw Error{fmt::format("{} has no drop-in of hardenctl's: without --refresh, `tighten` "
				"proposes one.",
		config.id)};
}

void note_versions(Refresh &refresh, const std::string &path, unsigned now)
{
	const unsigned then = refresh.lines.systemd_version;
	if (then == 0)
		refresh.notes.push_back(fmt::format("{} does not say which of its lines are as "
						    "they were written: all of them are kept.",
			path));
	else if (then != now)
		refresh.notes.push_back(
			fmt::format("{} was written for systemd {}; this is {}.", path, then, now));
	else
		refresh.notes.push_back(fmt::format("Compared with {}.", path));
}

/** Packages bring programs with old times; what counts is when they came to stand there. */
void note_programs(Refresh &refresh, const std::string &root, const std::string &path,
	const UnitConfig &config)
{
	const std::uint64_t written = file_times(root, path).written;
	std::vector<std::string> newer;
	for (const ExecCommand &command : config.commands)
		if (file_times(root, command.program).placed > written &&
			std::ranges::find(newer, command.program) == newer.end())
			newer.push_back(command.program);
	if (!newer.empty())
		refresh.notes.push_back(
			fmt::format("Changed since it was written: {}.", fmt::join(newer, ", ")));
}

bool has_line_by_hand(const WrittenLines &lines, std::string_view name)
{
	const std::string start = fmt::format("{}=", name);
	return std::ranges::any_of(
		lines.by_hand, [&](const std::string &line) { return line.starts_with(start); });
}

void note_changes_by_hand(Refresh &refresh)
{
	const WrittenLines &lines = refresh.lines;
	std::vector<std::string> removed;
	for (const std::string &name : lines.gone)
		if (!has_line_by_hand(lines, name))
			removed.push_back(name + '=');
	if (!lines.by_hand.empty())
		refresh.notes.push_back(fmt::format(
			"Kept, as it was changed by hand: {}.", fmt::join(lines.by_hand, ", ")));
	if (!removed.empty())
		refresh.notes.push_back(
			fmt::format("Not proposed again, as it was removed by hand: {}.",
				fmt::join(removed, ", ")));
}

std::string what_it_denied(const Denial &denial)
{
	const Operation &operation = denial.operation;
	return operation.path.empty() ? operation.call : operation.path;
}

void note_denials(Refresh &refresh, const CommandLine &command_line, const std::string &path,
	const UnitConfig &config)
{
	const std::uint64_t written = file_times(command_line.root, path).written;
	const Diagnosis diagnosis = diagnose_since(command_line, config.id, written);
	for (const Finding &finding : diagnosis.findings)
		if (finding.origin.path == path && finding.confidence >= believed)
			refresh.notes.push_back(fmt::format(
				"No longer fits: {}={} denied {}; `hardenctl loosen {}` repairs "
				"it.",
				name(finding.directive), finding.value,
				what_it_denied(finding.denial), config.id));
}

bool was_decided_by_hand(const WrittenLines &lines, const Candidate &candidate)
{
	const std::string_view directive = name(candidate.directive);
	return std::ranges::find(lines.gone, directive) != lines.gone.end() ||
	       has_line_by_hand(lines, directive);
}

bool was_found_not_to_work(const WrittenLines &lines, const Candidate &candidate)
{
	return std::ranges::any_of(lines.not_working,
		[&](const std::string &line) { return headline(candidate).starts_with(line); });
}

} // namespace

Refresh refresh_of(const CommandLine &command_line, const UnitConfig &config)
{
	const auto [path, text] = own_drop_in(command_line.root, config);
	Refresh refresh{.lines = compare_with_written(text), .notes = {}};
	note_versions(refresh, path, systemd_version_of(command_line.root));
	note_programs(refresh, command_line.root, path, config);
	note_changes_by_hand(refresh);
	try {
		note_denials(refresh, command_line, path, config);
	} catch (const Error &error) {
		refresh.notes.push_back(fmt::format("Without a look at the log: {}", error.what()));
	}
	return refresh;
}

void leave_out_what_is_settled(Refresh &refresh, std::vector<Candidate> &candidates)
{
	std::vector<std::string> known;
	std::erase_if(candidates, [&](const Candidate &candidate) {
		if (candidate.support == Support::Rejected)
			return false;
		if (was_found_not_to_work(refresh.lines, candidate)) {
			known.push_back(headline(candidate));
			return true;
		}
		return was_decided_by_hand(refresh.lines, candidate);
	});
	if (!known.empty())
		refresh.notes.push_back(
			fmt::format("Not proposed again, as a trial found it not to work: {}.",
				fmt::join(known, ", ")));
}

} // namespace hardenctl
