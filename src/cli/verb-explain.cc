// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "cli/verb-explain.hh"

#include "base/text.hh"
#include "cli/installed-groups.hh"
#include "cli/output.hh"
#include "cli/verb-show.hh"
#include "denial/collect.hh"
#include "journal/text-log.hh"
#include "report/explain.hh"
#include "sandbox/deniers.hh"
#include "unit/unit-files.hh"

#include <fmt/format.h>
#include <sys/utsname.h>

namespace hardenctl {

/** Of this system; below --root= another one may run. */
static std::string kernel_release(const CommandLine &command_line)
{
	utsname system{};
	if (!command_line.root.empty() || uname(&system) != 0)
		return {};
	return system.release;
}

static std::string unknown_name(const std::string &name, const System &system)
{
	if (const auto near = suggest_name(name, system))
		return fmt::format("Unknown name '{}': did you mean {}?", name, *near);
	return fmt::format("Unknown name '{}': `hardenctl explain` lists the directives.", name);
}

/** Denials that the line shows by itself, as diagnose would read them. */
static void add_denials(LineEntry &entry, const System &system)
{
	const auto log = open_text_log({.text = entry.line + '\n'}, "the line");
	std::vector<std::string> units = log->units();
	if (units.empty())
		units.emplace_back("unknown.service");
	for (const std::string &unit : units)
		for (Incident &incident : collect_incidents(*log, unit, {}, {})) {
			entry.exit = incident.exit;
			for (Denial &denial : incident.denials) {
				auto directives =
					deniers_of(denial.operation, denial.answer, system);
				entry.denials.push_back({std::move(denial), std::move(directives)});
			}
		}
}

/** Text with blanks that is no name, and what the status in it means. */
static std::vector<LookupEntry> line_entries(const std::string &text, const System &system)
{
	static constexpr std::string_view status = "status=";
	if (strip(text).find(' ') == text.npos)
		return {};
	LineEntry line{.line = text};
	add_denials(line, system);
	if (line.denials.empty() && line.exit.empty())
		return {};
	std::vector<LookupEntry> entries{std::move(line)};
	if (const auto found = text.find(status); found != text.npos)
		for (LookupEntry &entry : look_up_names(
			     text.substr(found, text.find_first_of(", \n", found) - found), system))
			entries.push_back(std::move(entry));
	return entries;
}

static void add_entry(Explanation &explanation, const std::string &name, const System &system)
{
	std::vector<LookupEntry> entries = look_up_names(name, system);
	if (entries.empty())
		entries = line_entries(name, system);
	for (LookupEntry &entry : entries)
		explanation.entries.push_back(std::move(entry));
	if (entries.empty())
		explanation.diagnostics.push_back({Level::Error, unknown_name(name, system)});
}

static void add_all_directives(Explanation &explanation)
{
	for (const DirectiveRecord &directive : directive_records())
		explanation.entries.emplace_back(directive_entry(directive.id));
}

static void add_units(Explanation &explanation, const CommandLine &command_line)
{
	if (command_line.units.empty())
		return;
	ShownUnits shown = shown_units(command_line, command_line.units, true);
	explanation.units = std::move(shown.units);
	explanation.diagnostics = std::move(shown.diagnostics);
}

int run_explain(const CommandLine &command_line)
{
	Explanation explanation{.systemd_version = systemd_version_of(command_line.root),
		.kernel = kernel_release(command_line)};
	InstalledSyscallGroups groups;
	const System system{.systemd_version = explanation.systemd_version,
		.installed_groups = command_line.root.empty() ? &groups : nullptr};
	add_units(explanation, command_line);
	if (command_line.arguments.empty())
		add_all_directives(explanation);
	for (const std::string &name : command_line.arguments)
		add_entry(explanation, name, system);
	const auto render = command_line.arguments.empty() ? render_catalogue : render_explanation;
	return write_answer(
		command_line, explanation.diagnostics,
		[&](const ReportStyle &style) { return render(explanation, style); },
		[&](JsonMode json) { return render_explanation_json(explanation, json); });
}

} // namespace hardenctl
