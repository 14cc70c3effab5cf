// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "cli/verb.hh"

#include "base/error.hh"
#include "base/text.hh"
#include "cli/verb-bisect.hh"
#include "cli/verb-confirm.hh"
#include "cli/verb-diagnose.hh"
#include "cli/verb-explain.hh"
#include "cli/verb-learn.hh"
#include "cli/verb-list.hh"
#include "cli/verb-loosen.hh"
#include "cli/verb-profiles.hh"
#include "cli/verb-revert.hh"
#include "cli/verb-show.hh"
#include "cli/verb-tighten.hh"
#include "cli/verb-trace.hh"

#include <algorithm>
#include <array>
#include <fmt/format.h>

namespace hardenctl {

static constexpr std::array verb_table{
	Verb{
		.id = VerbId::List,
		.name = "list",
		.arguments = "[PATTERN...]",
		.takes = WordKind::Unit,
		.help = "List units that were denied something, worst first",
		.run = run_list,
	},
	Verb{
		.id = VerbId::Diagnose,
		.name = "diagnose",
		.arguments = "UNIT...",
		.takes = WordKind::UnitOrFile,
		.help = "Show which directive broke a unit, the evidence, and what repairs it",
		.without_arguments = "diagnose needs a unit, as in `hardenctl diagnose nginx`; "
				     "`hardenctl list` shows which ones were denied something.",
		.min_arguments = 1,
		.run = run_diagnose,
	},
	Verb{
		.id = VerbId::Loosen,
		.name = "loosen",
		.arguments = "UNIT",
		.takes = WordKind::UnitOrFile,
		.help = "Print the drop-in that repairs a unit; with --apply, apply it",
		.without_arguments = "loosen needs a unit, as in `hardenctl loosen nginx`.",
		.min_arguments = 1,
		.run = run_loosen,
	},
	Verb{
		.id = VerbId::Confirm,
		.name = "confirm",
		.arguments = "UNIT",
		.takes = WordKind::UnconfirmedUnit,
		.help = "Keep a change that was made with --confirm=",
		.without_arguments = "confirm needs a unit, as in `hardenctl confirm nginx`.",
		.min_arguments = 1,
		.run = run_confirm,
	},
	Verb{
		.id = VerbId::Revert,
		.name = "revert",
		.arguments = "UNIT",
		.takes = WordKind::ChangedUnit,
		.help = "Roll back what hardenctl wrote for a unit",
		.without_arguments = "revert needs a unit, as in `hardenctl revert nginx`.",
		.min_arguments = 1,
		.run = run_revert,
	},
	Verb{
		.id = VerbId::Learn,
		.name = "learn",
		.arguments = "UNIT",
		.takes = WordKind::Unit,
		.help = "Let a unit's system call filter log for a time instead of denying, then "
			"print "
			"what it lacks",
		.without_arguments = "learn needs a unit, as in `hardenctl learn nginx`.",
		.min_arguments = 1,
		.run = run_learn,
	},
	Verb{
		.id = VerbId::Bisect,
		.name = "bisect",
		.arguments = "UNIT [-- CMD...]",
		.takes = WordKind::Unit,
		.help = "Find by restarts which settings break a unit without a log line; it works "
			"if "
			"CMD succeeds",
		.without_arguments = "bisect needs a unit, as in `hardenctl bisect nginx -- curl "
				     "-f http://localhost/`.",
		.min_arguments = 1,
		.takes_command = true,
		.run = run_bisect,
	},
	Verb{
		.id = VerbId::Trace,
		.name = "trace",
		.arguments = "UNIT [-- CMD...]",
		.takes = WordKind::Unit,
		.help = "See in the kernel what a unit is denied, while CMD runs or until Ctrl-C",
		.without_arguments = "trace needs a unit, as in `hardenctl trace nginx --restart "
				     "-- curl -f http://localhost/`.",
		.min_arguments = 1,
		.takes_command = true,
		.run = run_trace,
	},
	Verb{
		.id = VerbId::Tighten,
		.name = "tighten",
		.arguments = "UNIT...|-- CMD",
		.takes = WordKind::UnitOrFile,
		.help = "Print directives that a unit, or one for CMD, can be hardened with, each "
			"with its reason",
		.without_arguments = "tighten needs a unit, as in `hardenctl tighten nginx`, or a "
				     "command, as in `hardenctl tighten -- /usr/bin/redis-server`.",
		.min_arguments = 1,
		.takes_command = true,
		.run = run_tighten,
	},
	Verb{
		.id = VerbId::Profiles,
		.name = "profiles",
		.help = "List the services with a tested profile",
		.run = run_profiles,
	},
	Verb{
		.id = VerbId::Show,
		.name = "show",
		.arguments = "UNIT...",
		.takes = WordKind::UnitOrFile,
		.help = "Show a unit's sandbox: each directive, where it is set, its exposure",
		.without_arguments = "show needs a unit, as in `hardenctl show nginx`.",
		.min_arguments = 1,
		.run = run_show,
	},
	Verb{
		.id = VerbId::Explain,
		.name = "explain",
		.arguments = "[NAME...]",
		.takes = WordKind::Name,
		.help = "Explain a directive, @group, system call, capability, errno or exit "
			"status; or list all directives",
		.run = run_explain,
	},
};

std::span<const Verb> verbs() noexcept
{
	return verb_table;
}

/** The hint after "Unknown command": a near verb, or that a unit needs one before it. */
static std::string way_out(std::string_view name)
{
	std::vector<std::string_view> names;
	for (const Verb &verb : verb_table)
		names.push_back(verb.name);
	if (const auto near = did_you_mean(name, names))
		return fmt::format("did you mean `hardenctl {}`?", *near);
	if (name.ends_with(".service") || name.find('/') != std::string_view::npos)
		return fmt::format("did you mean `hardenctl diagnose {}`?", name);
	return "`hardenctl --help` lists them.";
}

const Verb &find_verb(std::string_view name)
{
	const auto found = std::ranges::find(verb_table, name, &Verb::name);
	if (found == verb_table.end())
		throw Error(fmt::format("Unknown command '{}': {}", name, way_out(name)));
	return *found;
}

} // namespace hardenctl
