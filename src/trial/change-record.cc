// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "trial/change-record.hh"

#include "base/error.hh"
#include "base/file.hh"
#include "base/text.hh"
#include "base/write-file.hh"
#include "trial/state-folder.hh"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdlib>
#include <fmt/format.h>

namespace hardenctl {

namespace {

constexpr std::string_view first_line = "hardenctl change 1";
constexpr std::array<std::string_view, 3> phase_words{
	"changing", "awaits-confirmation", "learning"};
constexpr std::size_t max_record_size = 1 << 16;

/** systemd allows no control characters in the names that stand here; paths are made of them. */
void add(std::string &text, std::string_view key, std::string_view value)
{
	text += fmt::format("{}={}\n", key, value);
}

ChangePhase phase_of(std::string_view word)
{
	const auto found = std::ranges::find(phase_words, word);
	if (found == phase_words.end())
		throw Error{fmt::format("'{}' is no phase of a change", word)};
	return static_cast<ChangePhase>(found - phase_words.begin());
}

/** The unit's name comes first. */
void take(CompanionRecord &companion, std::string_view key, std::string_view value)
{
	if (key == "companion-drop-in")
		companion.drop_in = value;
	else if (key == "companion-active-state")
		companion.active_state = value;
}

void take(ChangeRecord &record, std::string_view key, std::string_view value)
{
	if (key == "verb")
		record.verb = value;
	else if (key == "unit")
		record.unit = value;
	else if (key == "phase")
		record.phase = phase_of(value);
	else if (key == "pid")
		record.pid = parse_number<pid_t>(value).value_or(0);
	else if (key == "drop-in")
		record.drop_in = value;
	else if (key == "companion")
		record.companion.emplace().unit = value;
	else if (record.companion && key.starts_with("companion-"))
		take(*record.companion, key, value);
	else if (key == "made-folder")
		record.made_folders.emplace_back(value);
	else if (key == "active-state")
		record.active_state = value;
	else if (key == "restarted")
		record.restarted = value == "yes";
	else if (key == "timer")
		record.timer = value;
	else if (key == "keep-at-runtime")
		record.keep_at_runtime = value == "yes";
	else if (key == "since")
		record.since = parse_number<std::uint64_t>(value).value_or(0);
}

} // namespace

bool ran_or_tried(std::string_view active_state) noexcept
{
	return active_state != "inactive" && active_state != "deactivating";
}

std::string to_text(const ChangeRecord &record)
{
	std::string text{first_line};
	text += '\n';
	add(text, "verb", record.verb);
	add(text, "unit", record.unit);
	add(text, "phase", phase_words[static_cast<std::size_t>(record.phase)]);
	add(text, "pid", std::to_string(record.pid));
	add(text, "drop-in", record.drop_in);
	if (record.companion) {
		add(text, "companion", record.companion->unit);
		add(text, "companion-drop-in", record.companion->drop_in);
		add(text, "companion-active-state", record.companion->active_state);
	}
	for (const std::string &folder : record.made_folders)
		add(text, "made-folder", folder);
	add(text, "active-state", record.active_state);
	add(text, "restarted", record.restarted ? "yes" : "no");
	add(text, "timer", record.timer);
	add(text, "keep-at-runtime", record.keep_at_runtime ? "yes" : "no");
	add(text, "since", std::to_string(record.since));
	return text;
}

ChangeRecord parse_change_record(std::string_view text)
{
	ChangeRecord record;
	const auto lines = split(text, '\n');
	if (lines.front() != first_line)
		throw Error{"it does not begin with '" + std::string{first_line} + "'"};
	for (const std::string_view line : lines)
		if (const auto equals = line.find('='); equals != line.npos)
			take(record, line.substr(0, equals), line.substr(equals + 1));
	if (record.unit.empty() || record.drop_in.empty())
		throw Error{"it names no unit or no drop-in"};
	return record;
}

std::string state_folder(bool user)
{
	if (!user)
		return "/run/hardenctl";
	const char *folder = getenv("XDG_RUNTIME_DIR");
	if (!folder || *folder != '/')
		throw Error{"$XDG_RUNTIME_DIR is not set: it must be that of a session of yours."};
	return std::string{folder} + "/hardenctl";
}

std::string record_path(const std::string &unit, bool user)
{
	return fmt::format("{}/{}.change", state_folder(user), unit);
}

void write_change_record(const ChangeRecord &record, bool user)
{
	make_own_folder(state_folder(user));
	write_file_atomically(record_path(record.unit, user), to_text(record), 0600);
}

std::optional<ChangeRecord> read_change_record(const std::string &unit, bool user)
{
	check_own_folder(state_folder(user));
	const std::string path = record_path(unit, user);
	std::string text;
	try {
		text = read_file(path, max_record_size);
	} catch (const Error &error) {
		if (error.error_number() == ENOENT)
			return std::nullopt;
		throw;
	}
	try {
		return parse_change_record(text);
	} catch (const Error &error) {
		throw Error{fmt::format("{} is no record of a change: {}", path, error.what())};
	}
}

} // namespace hardenctl
