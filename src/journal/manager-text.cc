// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "journal/manager-text.hh"

#include "base/scan.hh"
#include "journal/message-id.hh"
#include "journal/unit-name.hh"

#include <cstring>
#include <span>

namespace hardenctl {

namespace {

constexpr int max_errno = 133;

void set_if_empty(std::string &target, std::string_view value)
{
	if (target.empty())
		target = value;
}

struct Sentence {
	std::string_view begins;
	std::string_view message_id;
};

/** After "UNIT: " */
constexpr Sentence unit_sentences[] = {
	{"A process of this unit has been killed by the OOM killer", message_id::oom_kill},
	{"Consumed ", message_id::resources_used},
	{"Deactivated successfully", message_id::unit_succeeded},
	{"Scheduled restart job", message_id::restart_scheduled},
	{"Service RestartSec=", message_id::restart_scheduled},
	{"Skipped due to 'exec-condition'", message_id::unit_skipped},
	{"Succeeded.", message_id::unit_succeeded},
	{"The kernel OOM killer killed some processes in this unit", message_id::oom_kill},
	{"systemd-oomd killed ", message_id::oomd_kill},
};

/** Before the unit or its description, by StatusUnitFormat=. */
constexpr Sentence job_sentences[] = {
	{"Failed to start ", message_id::unit_start_failed},
	{"Finished ", message_id::unit_started},
	{"Reloaded ", message_id::unit_reloaded},
	{"Reloading ", message_id::unit_reloading},
	{"Started ", message_id::unit_started},
	{"Starting ", message_id::unit_starting},
	{"Stopped ", message_id::unit_stopped},
	{"Stopping ", message_id::unit_stopping},
};

/** "Main process exited, code=exited, status=226/NAMESPACE" */
bool read_process_exit(std::string_view text, Entry &entry)
{
	const auto who = take_until(text, " exited, code=");
	if (!who || who->find("rocess") == std::string_view::npos)
		return false;
	const auto end = text.find_first_not_of("abcdefghijklmnopqrstuvwxyz");
	set_if_empty(entry.exit_code, text.substr(0, end));
	if (take_until(text, "status=") && !entry.exit_status)
		entry.exit_status = take_number<int>(text);
	set_if_empty(entry.message_id, message_id::process_exited);
	return true;
}

/** "Failed with result 'exit-code'." */
bool read_result(std::string_view text, Entry &entry)
{
	if (!skip_prefix(text, "Failed with result '"))
		return false;
	if (const auto result = take_until(text, "'"))
		set_if_empty(entry.unit_result, *result);
	set_if_empty(entry.message_id, message_id::unit_failed);
	return true;
}

/** "Failed at step NAMESPACE spawning /usr/sbin/x: No such file or directory" */
bool read_spawn_failure(std::string_view text, Entry &entry)
{
	if (!skip_prefix(text, "Failed at step ") || !take_until(text, " spawning "))
		return false;
	set_if_empty(entry.executable, text.substr(0, text.rfind(": ")));
	set_if_empty(entry.message_id, message_id::spawn_failed);
	return true;
}

/** "/etc/systemd/system/x.service:7: Unknown key …" */
bool read_config_error(std::string_view text, Entry &entry)
{
	const auto colon = text.find(':');
	if (!text.starts_with('/') || colon == std::string_view::npos)
		return false;
	const auto file = text.substr(0, colon);
	text.remove_prefix(colon + 1);
	const auto line = take_number<unsigned>(text);
	if (!line || !text.starts_with(": "))
		return false;
	set_if_empty(entry.config_file, file);
	if (!entry.config_line)
		entry.config_line = line;
	set_if_empty(entry.message_id, message_id::config_error);
	return true;
}

/** Removes the known beginning from the text and sets the id that belongs to it. */
bool read_sentence(std::string_view &text, std::span<const Sentence> sentences, Entry &entry)
{
	for (const Sentence &sentence : sentences) {
		if (!skip_prefix(text, sentence.begins))
			continue;
		set_if_empty(entry.message_id, sentence.message_id);
		return true;
	}
	return false;
}

bool read_after_unit(std::string_view text, Entry &entry)
{
	return read_process_exit(text, entry) || read_result(text, entry) ||
	       read_spawn_failure(text, entry) || read_sentence(text, unit_sentences, entry);
}

/** "Starting nginx.service - A web server..."; a description alone names no unit. */
bool read_job(std::string_view text, Entry &entry)
{
	if (!read_sentence(text, job_sentences, entry))
		return false;
	auto word = text.substr(0, text.find(' '));
	while (word.ends_with('.'))
		word.remove_suffix(1);
	if (is_unit_name(word))
		set_if_empty(entry.about_unit, word);
	return true;
}

} // namespace

std::optional<int> errno_at_end(std::string_view message) noexcept
{
	const auto position = message.rfind(": ");
	if (position == std::string_view::npos)
		return std::nullopt;
	const auto text = message.substr(position + 2);
	for (int number = 1; number <= max_errno; ++number) {
		const char *description = strerrordesc_np(number);
		if (description && text == description)
			return number;
	}
	return std::nullopt;
}

bool complete_manager_facts(Entry &entry)
{
	std::string_view text = entry.message;
	const auto colon = text.find(": ");
	bool known = false;
	if (colon != std::string_view::npos && is_unit_name(text.substr(0, colon))) {
		set_if_empty(entry.about_unit, text.substr(0, colon));
		text.remove_prefix(colon + 2);
		known = read_after_unit(text, entry);
	} else {
		known = read_job(text, entry) || read_config_error(text, entry) ||
			read_after_unit(text, entry);
	}
	const bool failed = text.starts_with("Failed ") || text.starts_with("Changing ") ||
			    text.starts_with("Unable ") || text.starts_with("Chrooting ");
	if (failed && !entry.error_number)
		entry.error_number = errno_at_end(text);
	return known;
}

} // namespace hardenctl
