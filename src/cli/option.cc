// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "cli/option.hh"

#include "cli/option-value.hh"

#include <array>

namespace hardenctl {

/** They read the log. */
static constexpr VerbSet log_verbs =
	verb_set(VerbId::List) | verb_set(VerbId::Diagnose) | verb_set(VerbId::Loosen);

/** They look at units. */
static constexpr VerbSet unit_verbs = log_verbs | verb_set(VerbId::Show) |
				      verb_set(VerbId::Revert) | verb_set(VerbId::Confirm) |
				      verb_set(VerbId::Learn) | verb_set(VerbId::Bisect) |
				      verb_set(VerbId::Tighten) | verb_set(VerbId::Trace);

/** They watch a unit that they change. */
static constexpr VerbSet trial_verbs =
	verb_set(VerbId::Loosen) | verb_set(VerbId::Bisect) | verb_set(VerbId::Tighten);

/** They run a check. */
static constexpr VerbSet check_verbs = trial_verbs | verb_set(VerbId::Trace);

static constexpr std::array option_table{
	Option{
		.name = "root",
		.argument = Argument::Required,
		.metavar = "DIR",
		.takes = WordKind::Directory,
		.help = "Unit files and journal of the system below DIR",
		.group = OptionGroup::Source,
		.apply = [](CommandLine &line,
				 const std::string &value) { line.root = root_value(value); },
	},
	Option{
		.name = "log",
		.argument = Argument::Required,
		.metavar = "FILE",
		.takes = WordKind::File,
		.help = "Read this log: a journal file, the output of journalctl -o export or -o "
			"json, "
			"or pasted text; - is standard input",
		.group = OptionGroup::Source,
		.verbs = log_verbs,
		.apply =
			[](CommandLine &line, const std::string &value) {
				line.log.file = path_value("log", value);
			},
	},
	Option{
		.name = "trace",
		.argument = Argument::Optional,
		.metavar = "FILE",
		.takes = WordKind::File,
		.help = "Judge by this recording of trace --record= instead of the log; without "
			"FILE, let loosen --apply and bisect trace what they try, and tighten take "
			"what trace --detach saved",
		.group = OptionGroup::Source,
		.verbs = verb_set(VerbId::Diagnose) | verb_set(VerbId::Loosen) |
			 verb_set(VerbId::Bisect) | verb_set(VerbId::Tighten),
		.apply =
			[](CommandLine &line, const std::string &value) {
				line.traces |= value.empty();
				line.trace = value.empty() ? value : path_value("trace", value);
				if (!value.empty())
					line.recordings.push_back(value);
			},
	},
	Option{
		.name = "record",
		.argument = Argument::Required,
		.metavar = "FILE",
		.takes = WordKind::File,
		.help = "Save what was seen, for --trace=",
		.group = OptionGroup::Output,
		.verbs = verb_set(VerbId::Trace),
		.apply =
			[](CommandLine &line, const std::string &value) {
				line.record = path_value("record", value);
			},
	},
	Option{
		.name = "directory",
		.letter = 'D',
		.argument = Argument::Required,
		.metavar = "DIR",
		.takes = WordKind::Directory,
		.help = "Read the journal files in DIR",
		.group = OptionGroup::Source,
		.verbs = log_verbs,
		.apply =
			[](CommandLine &line, const std::string &value) {
				line.log.directory = path_value("directory", value);
			},
	},
	Option{
		.name = "merge",
		.letter = 'm',
		.help = "Read the journals of other machines, too",
		.group = OptionGroup::Source,
		.verbs = log_verbs,
		.apply = [](CommandLine &line, const std::string &) { line.log.merge = true; },
	},
	Option{
		.name = "system",
		.help = "Units of the system manager (default)",
		.group = OptionGroup::Source,
		.verbs = unit_verbs,
		.apply = [](CommandLine &line, const std::string &) { line.log.user = false; },
	},
	Option{
		.name = "user",
		.help = "Units of your user manager",
		.group = OptionGroup::Source,
		.verbs = unit_verbs,
		.apply = [](CommandLine &line, const std::string &) { line.log.user = true; },
	},
	Option{
		.name = "machine",
		.letter = 'M',
		.argument = Argument::Required,
		.metavar = "CONTAINER",
		.takes = WordKind::Machine,
		.help = "Units and journal of a local container; with --user, USER@CONTAINER",
		.group = OptionGroup::Source,
		.verbs = unit_verbs,
		.apply =
			[](CommandLine &line, const std::string &value) {
				line.manager.machine = machine_value(value);
			},
	},
	Option{
		.name = "host",
		.letter = 'H',
		.argument = Argument::Required,
		.metavar = "[USER@]HOST[:PORT]",
		.takes = WordKind::Host,
		.help = "Units and journal of another host, over ssh",
		.group = OptionGroup::Source,
		.verbs = unit_verbs,
		.apply =
			[](CommandLine &line, const std::string &value) {
				line.manager.host = host_value(value);
			},
	},
	Option{
		.name = "unit",
		.argument = Argument::Required,
		.metavar = "UNIT",
		.takes = WordKind::Unit,
		.help = "Show what this unit sets, too, and where; may be given several times",
		.group = OptionGroup::Source,
		.verbs = verb_set(VerbId::Explain),
		.apply = [](CommandLine &line,
				 const std::string &value) { line.units.push_back(value); },
	},
	Option{
		.name = "boot",
		.letter = 'b',
		.argument = Argument::Optional,
		.metavar = "ID",
		.takes = WordKind::Boot,
		.help = "Only the newest boot, or the one before it (-1), or the one with that ID",
		.group = OptionGroup::Time,
		.verbs = log_verbs,
		.apply = [](CommandLine &line, const std::string &value) { line.boot = value; },
	},
	Option{
		.name = "since",
		.letter = 'S',
		.argument = Argument::Required,
		.metavar = "DATE",
		.takes = WordKind::Date,
		.help = "Show entries not older than DATE: \"2026-11-23 18:00\", yesterday, -2h",
		.group = OptionGroup::Time,
		.verbs = log_verbs,
		.apply = [](CommandLine &line,
				 const std::string &value) { line.since = date_value(value); },
	},
	Option{
		.name = "until",
		.letter = 'U',
		.argument = Argument::Required,
		.metavar = "DATE",
		.takes = WordKind::Date,
		.help = "Show entries not newer than DATE",
		.group = OptionGroup::Time,
		.verbs = log_verbs,
		.apply = [](CommandLine &line,
				 const std::string &value) { line.until = date_value(value); },
	},
	Option{
		.name = "follow",
		.letter = 'f',
		.help = "Print each new finding as it happens; Ctrl-C ends it",
		.group = OptionGroup::Time,
		.verbs = verb_set(VerbId::List) | verb_set(VerbId::Diagnose) |
			 verb_set(VerbId::Trace),
		.apply = [](CommandLine &line, const std::string &) { line.follow = true; },
	},
	Option{
		.name = "level",
		.argument = Argument::Required,
		.metavar = "LEVEL",
		.takes = WordKind::TightenLevel,
		.help = "How much to restrict: safe (default), balanced or strict",
		.group = OptionGroup::Change,
		.verbs = verb_set(VerbId::Tighten),
		.apply = [](CommandLine &line,
				 const std::string &value) { line.level = level_value(value); },
	},
	Option{
		.name = "trial",
		.help = "Find by restarts the tightest sandbox that a unit works with",
		.group = OptionGroup::Change,
		.verbs = verb_set(VerbId::Tighten),
		.apply = [](CommandLine &line, const std::string &) { line.change.trial = true; },
	},
	Option{
		.name = "refresh",
		.help = "Only what is new since hardenctl's drop-in was written",
		.group = OptionGroup::Change,
		.verbs = verb_set(VerbId::Tighten),
		.apply = [](CommandLine &line, const std::string &) { line.change.refresh = true; },
	},
	Option{
		.name = "exercise",
		.argument = Argument::Required,
		.metavar = "COMMAND",
		.takes = WordKind::Command,
		.help = "Exercise the unit with this command, such as a reload; may be given "
			"several times",
		.group = OptionGroup::Change,
		.verbs = verb_set(VerbId::Tighten),
		.apply =
			[](CommandLine &line, const std::string &value) {
				line.change.exercises.push_back(value);
			},
	},
	Option{
		.name = "apply",
		.help = "Apply it, watched and with a rollback, instead of printing it",
		.group = OptionGroup::Change,
		.verbs = trial_verbs,
		.apply = [](CommandLine &line, const std::string &) { line.change.apply = true; },
	},
	Option{
		.name = "accept",
		.argument = Argument::Required,
		.metavar = "WHAT",
		.takes = WordKind::Opening,
		.help = "Apply also a repair that allows this: CAP_SYS_ADMIN, @mount, /etc/ssl, "
			"ProtectSystem=no, …; may be given several times",
		.group = OptionGroup::Change,
		.verbs = verb_set(VerbId::Loosen) | verb_set(VerbId::Bisect),
		.apply =
			[](CommandLine &line, const std::string &value) {
				line.change.accepted.push_back(value);
			},
	},
	Option{
		.name = "runtime",
		.help = "Keep it below /run only, until the next boot",
		.group = OptionGroup::Change,
		.verbs = trial_verbs,
		.apply = [](CommandLine &line, const std::string &) { line.change.runtime = true; },
	},
	Option{
		.name = "check",
		.argument = Argument::Required,
		.metavar = "COMMAND",
		.takes = WordKind::Command,
		.help = "The unit works only if this succeeds, too; run by the shell",
		.group = OptionGroup::Change,
		.verbs = check_verbs,
		.apply = [](CommandLine &line,
				 const std::string &value) { line.change.check = value; },
	},
	Option{
		.name = "settle",
		.argument = Argument::Required,
		.metavar = "SEC",
		.takes = WordKind::Timespan,
		.help = "How long it must keep running to count as working (5s)",
		.group = OptionGroup::Change,
		.verbs = check_verbs,
		.apply =
			[](CommandLine &line, const std::string &value) {
				line.change.settle = timespan_value("settle", value);
			},
	},
	Option{
		.name = "timeout",
		.argument = Argument::Required,
		.metavar = "SEC",
		.takes = WordKind::Timespan,
		.help = "How long the check may fail before that counts (10s)",
		.group = OptionGroup::Change,
		.verbs = check_verbs,
		.apply =
			[](CommandLine &line, const std::string &value) {
				line.change.timeout = timespan_value("timeout", value);
			},
	},
	Option{
		.name = "confirm",
		.argument = Argument::Required,
		.metavar = "SEC",
		.takes = WordKind::Timespan,
		.help = "The service manager rolls the change back after this, unless `hardenctl "
			"confirm UNIT` is run in time",
		.group = OptionGroup::Change,
		.verbs = trial_verbs,
		.apply =
			[](CommandLine &line, const std::string &value) {
				line.change.confirm = std::chrono::ceil<std::chrono::seconds>(
					timespan_value("confirm", value));
			},
	},
	Option{
		.name = "profile",
		.argument = Argument::Required,
		.metavar = "NAME",
		.takes = WordKind::Profile,
		.help = "Print or, with --trial, try this profile; `hardenctl profiles` lists them",
		.group = OptionGroup::Change,
		.verbs = verb_set(VerbId::Tighten),
		.apply = [](CommandLine &line, const std::string &value) { line.profile = value; },
	},
	Option{
		.name = "restart",
		.help = "Restart the unit: revert, so that it runs without what was taken back; "
			"trace, so that its start is seen",
		.group = OptionGroup::Change,
		.verbs = verb_set(VerbId::Revert) | verb_set(VerbId::Trace),
		.apply = [](CommandLine &line, const std::string &) { line.change.restart = true; },
	},
	Option{
		.name = "for",
		.argument = Argument::Required,
		.metavar = "SEC",
		.takes = WordKind::Timespan,
		.help = "How long to learn, to trace or to run a command, unless it is ended "
			"before",
		.group = OptionGroup::Change,
		.verbs = verb_set(VerbId::Learn) | verb_set(VerbId::Trace) |
			 verb_set(VerbId::Tighten),
		.apply =
			[](CommandLine &line, const std::string &value) {
				line.change.time = timespan_value("for", value);
			},
	},
	Option{
		.name = "observe",
		.argument = Argument::Required,
		.metavar = "SEC",
		.takes = WordKind::Timespan,
		.help = "Trace the unit that long in the background, for --trace later",
		.group = OptionGroup::Change,
		.verbs = verb_set(VerbId::Tighten),
		.apply =
			[](CommandLine &line, const std::string &value) {
				line.change.time = timespan_value("observe", value);
				line.change.detach = true;
			},
	},
	Option{
		.name = "detach",
		.help = "Go on in the background, until --stop: learn for an hour, trace for "
			"7 days, unless --for= says otherwise",
		.group = OptionGroup::Change,
		.verbs = verb_set(VerbId::Learn) | verb_set(VerbId::Trace),
		.apply = [](CommandLine &line, const std::string &) { line.change.detach = true; },
	},
	Option{
		.name = "stop",
		.help = "End that, and print what was learned or seen",
		.group = OptionGroup::Change,
		.verbs = verb_set(VerbId::Learn) | verb_set(VerbId::Trace),
		.apply = [](CommandLine &line, const std::string &) { line.change.stop = true; },
	},
	Option{
		.name = "lines",
		.letter = 'n',
		.argument = Argument::Required,
		.metavar = "N",
		.takes = WordKind::Count,
		.help = "At most N units of a list, or N findings of a unit (3 on a screen); or "
			"all",
		.group = OptionGroup::Output,
		.verbs = log_verbs | verb_set(VerbId::Trace),
		.apply = [](CommandLine &line,
				 const std::string &value) { line.lines = count_value(value); },
	},
	Option{
		.name = "all",
		.letter = 'a',
		.help = "Show the defaults of what is not set, too",
		.group = OptionGroup::Output,
		.verbs = verb_set(VerbId::Show),
		.apply = [](CommandLine &line, const std::string &) { line.all = true; },
	},
	Option{
		.name = "full",
		.letter = 'l',
		.help = "Shorten nothing, leave nothing out",
		.group = OptionGroup::Output,
		.apply = [](CommandLine &line, const std::string &) { line.full = true; },
	},
	Option{
		.name = "debug",
		.help = "Show how each line of the log was read, and how each confidence came "
			"about",
		.group = OptionGroup::Output,
		.verbs = verb_set(VerbId::Diagnose),
		.apply = [](CommandLine &line, const std::string &) { line.debug = true; },
	},
	Option{
		.name = "json",
		.argument = Argument::Required,
		.metavar = "MODE",
		.takes = WordKind::JsonMode,
		.help = "JSON: short, pretty, off (default)",
		.group = OptionGroup::Output,
		.apply = [](CommandLine &line,
				 const std::string &value) { line.json = json_value(value); },
	},
	Option{
		.name = "no-pager",
		.help = "Do not pipe output into a pager",
		.group = OptionGroup::Output,
		.apply = [](CommandLine &line, const std::string &) { line.pager = false; },
	},
	Option{
		.name = "no-legend",
		.help = "Do not show headings and hints",
		.group = OptionGroup::Output,
		.apply = [](CommandLine &line, const std::string &) { line.legend = false; },
	},
	Option{
		.name = "quiet",
		.letter = 'q',
		.help = "No hints, no warnings",
		.group = OptionGroup::Output,
		.apply =
			[](CommandLine &line, const std::string &) {
				line.quiet = true;
				line.legend = false;
			},
	},
	Option{
		.name = "help",
		.letter = 'h',
		.help = "Show this help; with a command, its options",
		.apply = [](CommandLine &line, const std::string &) { line.help = true; },
	},
	Option{
		.name = "version",
		.help = "Show the version",
		.apply = [](CommandLine &line, const std::string &) { line.version = true; },
	},
};

std::span<const Option> options() noexcept
{
	return option_table;
}

} // namespace hardenctl
