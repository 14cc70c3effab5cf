// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "trial/change-record.hh"

#include "base/error.hh"
#include "base/file.hh"
#include "base/text.hh"
#include "base/write-file.hh"
#include "trial/state-directory.hh"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdlib>
#include <fmt/format.h>
#include <unistd.h>

namespace hardenctl {

namespace {

constexpr std::string_view record_header = "hardenctl change 1";
constexpr std::array<std::string_view, 4> phase_words{
	"changing", "awaits-confirmation", "learning", "keeping"};
/** Of a unit and of its companion. */
constexpr std::size_t max_backups = 2;
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

void add_state(std::string &text, std::string_view prefix, const LoadedState &state)
{
	for (const auto &[path, digest] : state.files)
		text += fmt::format("{}file={:016x} {}\n", prefix, digest, path);
	for (const auto &[property, digest] : state.settings)
		text += fmt::format("{}setting={:016x} {}\n", prefix, digest, property);
	add(text, std::string{prefix} + "systemd", std::to_string(state.systemd_version));
	if (state.needed_reload)
		add(text, std::string{prefix} + "needed-reload", "yes");
}

/** @return was it one of these lines? */
bool take(LoadedState &state, std::string_view key, std::string_view value)
{
	constexpr std::size_t digits = 16;
	if (key == "needed-reload") {
		state.needed_reload = value == "yes";
		return true;
	}
	if (key == "systemd") {
		state.systemd_version = parse_number<unsigned>(value).value_or(0);
		return true;
	}
	if (key != "file" && key != "setting")
		return false;
	const auto digest = parse_number<std::uint64_t>(value.substr(0, digits), 16);
	if (!digest || value.size() <= digits)
		throw Error{fmt::format("'{}' is no digest", value)};
	const std::string name{value.substr(digits + 1)};
	if (key == "file")
		state.files.emplace_back(name, *digest);
	else
		state.settings.emplace(name, *digest);
	return true;
}

/** The unit's name comes first. */
void take(CompanionRecord &companion, std::string_view key, std::string_view value)
{
	if (key == "companion-drop-in")
		companion.drop_in = value;
	else if (key == "companion-active-state")
		companion.active_state = value;
	else
		take(companion.before, key.substr(std::string_view{"companion-"}.size()), value);
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
	else if (key == "kept" || key == "replaced")
		record.kept.push_back({std::string{value}, key == "replaced"});
	else if (key == "made-folder")
		record.made_directories.emplace_back(value);
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
	else
		take(record.before, key, value);
}

} // namespace

bool ran_or_tried(std::string_view active_state) noexcept
{
	return active_state != "inactive" && active_state != "deactivating";
}

std::string to_text(const ChangeRecord &record)
{
	std::string text{record_header};
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
		add_state(text, "companion-", record.companion->before);
	}
	for (const KeptRecord &kept : record.kept)
		add(text, kept.had_before ? "replaced" : "kept", kept.path);
	for (const std::string &directory : record.made_directories)
		add(text, "made-folder", directory);
	add(text, "active-state", record.active_state);
	add(text, "restarted", record.restarted ? "yes" : "no");
	add(text, "timer", record.timer);
	add(text, "keep-at-runtime", record.keep_at_runtime ? "yes" : "no");
	add(text, "since", std::to_string(record.since));
	add_state(text, "", record.before);
	return text;
}

ChangeRecord parse_change_record(std::string_view text)
{
	ChangeRecord record;
	const auto lines = split(text, '\n');
	if (lines.front() != record_header)
		throw Error{"it does not begin with '" + std::string{record_header} + "'"};
	for (const std::string_view line : lines)
		if (const auto equals = line.find('='); equals != line.npos)
			take(record, line.substr(0, equals), line.substr(equals + 1));
	if (record.unit.empty() || record.drop_in.empty())
		throw Error{"it names no unit or no drop-in"};
	return record;
}

std::string state_directory(bool user)
{
	if (!user)
		return "/run/hardenctl";
	const char *directory = getenv("XDG_RUNTIME_DIR");
	if (!directory || *directory != '/')
		throw Error{"$XDG_RUNTIME_DIR is not set; run this from a login session."};
	return std::string{directory} + "/hardenctl";
}

std::string record_path(const std::string &unit, bool user)
{
	return fmt::format("{}/{}.change", state_directory(user), unit);
}

std::string backup_path(const std::string &unit, std::size_t index, bool user)
{
	return fmt::format("{}/{}.before-{}", state_directory(user), unit, index);
}

void write_change_record(const ChangeRecord &record, bool user)
{
	make_own_directory(state_directory(user));
	write_file_atomically(record_path(record.unit, user), to_text(record), 0600);
}

void remove_change_record(const std::string &unit, bool user)
{
	remove_file(record_path(unit, user));
	remove_leftovers(unit, user);
}

void remove_leftovers(const std::string &unit, bool user)
{
	unlink(replacement_name(record_path(unit, user)).c_str());
	for (std::size_t i = 0; i < max_backups; i++) {
		const std::string path = backup_path(unit, i, user);
		unlink(replacement_name(path).c_str());
		unlink(path.c_str());
	}
}

std::optional<ChangeRecord> read_change_record(const std::string &unit, bool user)
{
	check_own_directory(state_directory(user));
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
