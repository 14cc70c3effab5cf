// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "cli/verb-explain.hh"

#include "cli/installed-groups.hh"
#include "cli/output.hh"
#include "cli/verb-show.hh"
#include "report/explain.hh"
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

static void add_entry(Explanation &explanation, const std::string &name, const System &system)
{
	std::vector<LookupEntry> entries = look_up_names(name, system);
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
