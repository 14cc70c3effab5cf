// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "view.hh"

#include "scenarios.hh"
#include "scripted-manager.hh"

#include <filesystem>
#include <fmt/format.h>

namespace hardenctl::test {

namespace fs = std::filesystem;

namespace {

void add_files(View &view)
{
	for (const auto &entry : fs::recursive_directory_iterator{root()}) {
		const std::string path = entry.path().string().substr(root().size() + 1);
		if (path == "memory" || path == "run/hardenctl" || path.ends_with(".lock"))
			continue;
		if (path == "run/hardenctl/demo.service.change")
			view.record = contents(entry.path());
		else if (path.starts_with("run/hardenctl/"))
			view.leftovers += path + " ";
		else
			view.files[path] = fmt::format("{:o} {}",
				static_cast<unsigned>(entry.status().permissions()),
				entry.is_directory() ? "" : contents(entry.path()));
	}
}

} // namespace

View look()
{
	View view;
	add_files(view);
	ScriptedManager manager{memory()};
	for (const char *name : {service, socket_unit}) {
		const ScriptedUnit &unit = manager.unit(name);
		view.units[name] = {unit.drop_ins, unit.settings, unit.active_state, unit.running};
		if (!manager.is_up_to_date(name))
			view.outdated += std::string{name} + " ";
	}
	view.timers = manager.timers();
	return view;
}

std::string in_words(const View &view)
{
	std::string text;
	for (const auto &[path, what] : view.files)
		if (path.find(".d") != path.npos)
			text += fmt::format("  {}\n", path);
	for (const auto &[name, unit] : view.units) {
		text += fmt::format("  {} {}, loaded", name, unit.active_state);
		for (const auto &[path, what] : unit.drop_ins)
			text += " " + path.substr(root().size());
		text += fmt::format(", runs with {} settings\n", unit.running.size());
	}
	return text + fmt::format("  record '{}', timers {}, leftovers '{}', outdated '{}'\n",
			      view.record, view.timers, view.leftovers, view.outdated);
}

} // namespace hardenctl::test
