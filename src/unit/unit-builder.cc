// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "unit/unit-builder.hh"

#include "unit/exec-command.hh"
#include "unit/known-keys.hh"
#include "unit/load-rules.hh"
#include "unit/value-check.hh"
#include "unit/words.hh"

#include "base/text.hh"

#include <algorithm>
#include <array>
#include <fmt/format.h>

namespace hardenctl {

namespace {

// The tables of keys end here; what is unknown to them may be known to a newer one.
// One warning a line of a hostile file is enough to see what is wrong with it.
constexpr std::size_t max_diagnostics = 1000;

bool is_extension(std::string_view name) noexcept
{
	return name.starts_with("X-");
}

bool is_known_section(std::string_view section) noexcept
{
	constexpr std::array<std::string_view, 3> common{"Install", "Service", "Unit"};
	return std::ranges::find(common, section) != common.end();
}

/** systemd-run and `systemctl set-property` leave their settings in directories of their own. */
OriginKind origin_kind_of(const std::string &path, OriginKind kind)
{
	const bool is_runtime = path.find("/systemd/transient/") != path.npos ||
				path.find("/systemd/system.control/") != path.npos ||
				path.find("/systemd/user.control/") != path.npos;
	return is_runtime ? OriginKind::Transient : kind;
}

bool is_dependency(std::string_view key) noexcept
{
	constexpr std::array<std::string_view, 6> keys{
		"After", "BindsTo", "Requires", "Requisite", "Upholds", "Wants"};
	return std::ranges::find(keys, key) != keys.end();
}

/** What a socket, timer or path unit starts, if it is not the service of its own name. */
bool is_trigger(std::string_view section, std::string_view key) noexcept
{
	return (section == "Socket" && key == "Service") ||
	       ((section == "Timer" || section == "Path") && key == "Unit");
}

/** Most directives of [Service] are also in [Socket], [Mount], [Slice] and others. */
std::optional<Directive> directive_of(std::string_view section, std::string_view key)
{
	const auto directive = find_directive(key);
	if (!directive)
		return std::nullopt;
	const std::string_view own = record(*directive).section;
	return own == section || (own == "Service" && section != "Unit") ? directive : std::nullopt;
}

std::string section_of(const UnitName &name)
{
	return to_upper(name.type.substr(0, 1)) + name.type.substr(1);
}

} // namespace

UnitBuilder::UnitBuilder(const UnitSearch &search, const std::string &id, std::string fragment)
	: search_(search), specifiers_(search, *parse_unit_name(id), fragment),
	  section_(section_of(*parse_unit_name(id))), lines_left_(max_lines)
{
	config_.id = id;
	config_.names = {id};
	config_.load_state = LoadState::Loaded;
	config_.fragment = std::move(fragment);
}

void UnitBuilder::warn(const Origin &origin, std::string_view message)
{
	if (config_.diagnostics.size() < max_diagnostics)
		config_.diagnostics.push_back({Level::Warning,
			fmt::format("{}:{}: {}", origin.path, origin.line, message)});
}

std::string UnitBuilder::expand(std::string_view value, const Origin &origin)
{
	auto expansion = specifiers_.expand(value);
	if (!expansion.unknown.empty())
		warn(origin, fmt::format("The value of %{} is not known here, kept as written.",
				     expansion.unknown[0]));
	return std::move(expansion.text);
}

void UnitBuilder::add_file(OriginKind kind, const std::string &path, std::string_view text)
{
	const auto parsed = parse_unit_text(text);
	const OriginKind origin_kind = origin_kind_of(path, kind);
	for (const auto &problem : parsed.problems)
		warn({origin_kind, path, problem.line, {}}, problem.message);
	if (parsed.is_broken && kind == OriginKind::Fragment)
		config_.load_state = LoadState::BadSetting;
	overridden_before_ = config_.overridden.size();
	merger_.emplace(config_.assignments);
	add_lines(parsed, origin_kind, path);
	merger_.reset();
}

void UnitBuilder::add_lines(const UnitText &parsed, OriginKind kind, const std::string &path)
{
	std::string_view unknown;
	for (const auto &line : parsed.lines) {
		const Origin origin{kind, path, line.line, {}};
		if (lines_left_ == 0)
			return warn(origin,
				fmt::format("More than {} lines of settings, ignoring the rest.",
					max_lines));
		lines_left_--;
		if (is_extension(line.section) || is_extension(line.key))
			continue;
		if (is_known_section(line.section) || line.section == section_) {
			add_line(line, origin);
		} else if (line.section != unknown) {
			warn(origin, fmt::format("Unknown section '{}'. Ignoring.", line.section));
			unknown = line.section;
		}
	}
}

void UnitBuilder::add_line(const UnitLine &line, const Origin &origin)
{
	if (line.section == "Unit")
		add_unit_key(line, origin);
	else if (line.section == section_)
		add_service_key(line, origin);
	else if (line.section == "Install")
		add_unknown(line, origin);
	else
		warn(origin, fmt::format("Unknown section '{}'. Ignoring.", line.section));
}

void UnitBuilder::add_unit_key(const UnitLine &line, const Origin &origin)
{
	if (is_load_key(line.key))
		note_load_value(line);
	if (line.key == "Description") {
		config_.description = expand(line.value, origin);
	} else if (line.key == "SourcePath") {
		config_.source = expand(line.value, origin);
	} else if (line.key == "DefaultDependencies") {
		if (const auto value = parse_boolean(line.value))
			config_.default_dependencies = *value;
		else
			warn(origin, ignored_value(line.key, line.value, "Invalid argument"));
	} else if (is_dependency(line.key)) {
		add_dependencies(line, origin);
	} else if (const auto directive = directive_of(line.section, line.key)) {
		add_directive(*directive, line, origin);
	} else {
		add_unknown(line, origin);
	}
}

/** systemd.unit(5): they cannot be reset to an empty list. */
void UnitBuilder::add_dependencies(const UnitLine &line, const Origin &origin)
{
	for (const std::string_view word : split_blanks(line.value))
		config_.dependencies.push_back(expand(word, origin));
}

void UnitBuilder::add_service_key(const UnitLine &line, const Origin &origin)
{
	if (is_load_key(line.key))
		note_load_value(line);
	if (is_exec_setting(line.key))
		add_commands(line, origin);
	else if (const auto directive = directive_of(section_, line.key))
		add_directive(*directive, line, origin);
	else if (line.key == "Environment")
		add_environment(line, origin);
	else if (line.key == "Sockets" || is_trigger(section_, line.key))
		add_dependencies(line, origin);
	else if (line.key == "Type" && section_ == "Service")
		add_type(line, origin);
	else if (line.key == "KillMode")
		config_.kill_mode = line.value;
	else
		add_unknown(line, origin);
}

void UnitBuilder::note_load_value(const UnitLine &line)
{
	const auto found = std::ranges::find(config_.load_values, line.key, &LoadValue::first);
	if (found != config_.load_values.end())
		found->second = line.value;
	else
		config_.load_values.emplace_back(line.key, line.value);
}

void UnitBuilder::add_unknown(const UnitLine &line, const Origin &origin)
{
	const bool has_table = is_known_section(line.section);
	if (!has_table || search_.systemd_version > newest_known_systemd ||
		is_other_key(line.section, line.key))
		return;
	warn(origin,
		fmt::format("Unknown key '{}' in section [{}], ignoring.", line.key, line.section));
}

bool UnitBuilder::is_accepted(Directive directive, const UnitLine &line, const Origin &origin)
{
	const auto &facts = record(directive);
	if (search_.systemd_version && facts.since > search_.systemd_version) {
		warn(origin, fmt::format("{}= is known since systemd {}, this is {}, ignoring.",
				     line.key, facts.since, search_.systemd_version));
		return false;
	}
	return true;
}

bool UnitBuilder::is_valid(
	const DirectiveRecord &directive, const std::string &value, const Origin &origin)
{
	if (value.empty() && directive.merge != Merge::Last)
		return true;
	const auto check =
		value.empty() ? ValueCheck{Validity::Ignored,
					{ignored_value(directive.name, value, "Invalid argument")}}
			      : check_value(directive, value, search_.systemd_version);
	for (const auto &problem : check.problems)
		warn(origin, problem);
	if (check.validity != Validity::Valid && is_fatal(directive, value))
		config_.load_state = LoadState::BadSetting;
	return check.validity != Validity::Ignored;
}

/** Within one file only the last one was ever meant. */
void UnitBuilder::keep_overridden(const Assignment &next)
{
	const Merge merge = record(next.directive).merge;
	if (merge != Merge::Last && merge != Merge::LastOrReset)
		return;
	std::vector<Assignment> &overridden = config_.overridden;
	const auto is_of_this_file = [&](const Assignment &old) {
		return old.directive == next.directive && old.origin.path == next.origin.path;
	};
	overridden.erase(
		std::remove_if(overridden.begin() + static_cast<std::ptrdiff_t>(overridden_before_),
			overridden.end(), is_of_this_file),
		overridden.end());
	const Assignment *old = merger_->find(next.directive);
	if (old && old->origin.path != next.origin.path)
		overridden.push_back(*old);
	if (next.value.empty())
		overridden.push_back(next);
}

/** Only entries of other files: within one file only what is left at its end was meant. */
void UnitBuilder::keep_emptied(const Assignment &reset)
{
	auto lost = merger_->list(reset.directive);
	std::erase_if(lost, [&](const Assignment &old) {
		return old.origin.path == reset.origin.path || old.value.empty();
	});
	if (lost.empty())
		return;
	std::erase_if(config_.emptied,
		[&](const EmptiedList &other) { return other.reset.directive == reset.directive; });
	config_.emptied.push_back({.reset = reset, .lost = std::move(lost)});
}

void UnitBuilder::add_directive(Directive directive, const UnitLine &line, const Origin &origin)
{
	if (!is_accepted(directive, line, origin))
		return;
	const auto &facts = record(directive);
	auto value = takes_specifiers(facts) ? expand(line.value, origin) : line.value;
	if (!is_valid(facts, value, origin))
		return;
	Assignment assignment{directive, std::move(value), origin};
	keep_overridden(assignment);
	if (assignment.value.empty() && facts.merge != Merge::Last)
		keep_emptied(assignment);
	merger_->add(std::move(assignment));
}

void UnitBuilder::add_commands(const UnitLine &line, const Origin &origin)
{
	if (line.value.empty()) {
		std::erase_if(config_.commands,
			[&](const ExecCommand &old) { return old.setting == line.key; });
		return;
	}
	auto commands = parse_exec_line(line.key, line.value, specifiers_, origin);
	if (!commands)
		return warn(origin, ignored_value(line.key, line.value,
					    "a quote is not closed or an escape is invalid"));
	for (auto &command : *commands)
		add_command(std::move(command));
}

void UnitBuilder::add_command(ExecCommand command)
{
	const auto &program = command.program;
	const bool is_relative = !program.starts_with('/') && !program.starts_with('%') &&
				 program.find('/') != program.npos;
	if (!program.empty() && !is_relative) {
		config_.commands.push_back(std::move(command));
		return;
	}
	warn(command.origin,
		ignored_value(command.setting, program, "neither a name nor an absolute path"));
	if (!command.ignore_failure)
		config_.load_state = LoadState::BadSetting;
}

void UnitBuilder::add_environment(const UnitLine &line, const Origin &origin)
{
	if (line.value.empty()) {
		variables_.clear();
		return config_.environment.clear();
	}
	const auto words = split_words(line.value);
	if (!words)
		return warn(origin, ignored_value(line.key, line.value,
					    "a quote is not closed or an escape is invalid"));
	for (const auto &word : *words) {
		const auto equals = word.find('=');
		if (equals == word.npos || equals == 0) {
			warn(origin, ignored_value(line.key, word, "Invalid argument"));
			continue;
		}
		auto name = word.substr(0, equals);
		auto value = expand(word.substr(equals + 1), origin);
		const auto [found, is_new] =
			variables_.try_emplace(name, config_.environment.size());
		if (is_new)
			config_.environment.emplace_back(std::move(name), std::move(value));
		else
			config_.environment[found->second].second = std::move(value);
	}
}

void UnitBuilder::add_type(const UnitLine &line, const Origin &origin)
{
	constexpr std::array<std::string_view, 8> types{
		"simple", "forking", "oneshot", "dbus", "notify", "notify-reload", "idle", "exec"};
	const bool is_known = std::ranges::find(types, line.value) != types.end();
	constexpr unsigned notify_reload_since = 253;
	const bool is_too_new = line.value == "notify-reload" && search_.systemd_version &&
				search_.systemd_version < notify_reload_since;
	if (is_known && !is_too_new)
		config_.service_type = line.value;
	else
		warn(origin, ignored_value(line.key, line.value,
				     is_too_new ? "known since systemd 253" : "Invalid argument"));
}

} // namespace hardenctl
