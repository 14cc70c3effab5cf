// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "cli/tighten-trial.hh"

#include "advice/trace-coverage.hh"
#include "base/error.hh"
#include "base/interruption.hh"
#include "cli/change.hh"
#include "cli/diagnosis-context.hh"
#include "cli/output.hh"
#include "cli/tighten-evidence.hh"
#include "cli/tighten-profile.hh"
#include "cli/tighten-refresh.hh"
#include "cli/tighten-service.hh"
#include "journal/message-id.hh"
#include "process/collect-runtime-facts.hh"
#include "report/tighten-trial.hh"
#include "unit/unit-files.hh"

#include <fmt/format.h>

namespace hardenctl {

namespace {

bool was_reloaded(const CommandLine &command_line, const std::string &unit, std::uint64_t since)
{
	bool reloaded = false;
	open_log(log_location(command_line))
		->visit({.unit = unit, .since = since}, [&](const Entry &entry) {
			reloaded = entry.message_id == message_id::unit_reloaded;
			return !reloaded;
		});
	return reloaded;
}

/** What is not well as it is says nothing of what it can carry. */
void check_base_line(
	ManagerInterface &manager, const std::string &unit, const WatchRequest &watch_request)
{
	if (!manager.state(unit).is_active())
		throw Error{
			fmt::format("{} does not run: `systemctl start {}` first, so that there is "
				    "something to compare with.",
				unit, unit)};
	const Health health = watch(manager, unit, watch_request, "done");
	if (!health.is_good)
		throw Error{fmt::format(
			"{} is not well as it is ({}): repair that first.", unit, health.reason)};
}

/** It runs as before, whatever the reload did to it. Throws Error. */
void restart_after_reload(ManagerInterface &manager, const std::string &unit)
{
	const std::string result = manager.restart(unit);
	if (result != "done")
		throw Error{fmt::format("{} does not start again after its reload failed ('{}'): "
					"see `systemctl status {}`.",
			unit, result, unit)};
}

Health reload_as_it_is(ManagerInterface &manager, const TightenRequest &request)
{
	WatchRequest look = request.watch;
	look.settle = std::chrono::milliseconds{0}; /* it has been watched for that long */
	look.exercises.clear();
	look.reloads = true;
	try {
		return watch(manager, request.config.id, look, "done");
	} catch (const Interrupted &) {
		manager.interruption()->defer_signals();
		if (!manager.state(request.config.id).is_active())
			restart_after_reload(manager, request.config.id);
		throw;
	} catch (const Error &error) {
		return {.reason = fmt::format("it cannot be reloaded ({})", error.what())};
	}
}

/** Whose reload fails as it is cannot be judged by it. */
void take_in_reload(
	const CommandLine &command_line, ManagerInterface &manager, TightenRequest &request)
{
	const std::string &unit = request.config.id;
	if (!can_reload(request.config) || !manager.state(unit).is_active())
		return;
	show_step(command_line, {.what = "a reload of the unit as it is"});
	const Health health = reload_as_it_is(manager, request);
	show_step(command_line, {.number = 1, .health = &health});
	request.watch.reloads = health.is_good;
	if (health.is_good)
		return;
	request.notes.push_back(fmt::format("As it is, {}.", health.reason));
	restart_after_reload(manager, unit);
}

WatchRequest with_exercises(const CommandLine &command_line)
{
	WatchRequest request = watch_request(command_line);
	for (const std::string &command : command_line.change.exercises)
		request.exercises.push_back({"/bin/sh", "-c", command});
	return request;
}

void start_from(const Profile &profile, TightenRequest &request)
{
	const System system = system_of(request.system);
	ProfileParts parts = parts_of(profile_for(profile, system), request.config, system);
	request.origin = fmt::format("profile {}, version {}", profile.name, profile.version);
	request.candidates = std::move(parts.candidates);
	request.always = std::move(parts.always);
	for (std::string &line : parts.looser)
		request.left_out.push_back(
			{std::move(line), "what the unit has is tighter than the profile"});
}

void look_at_processes(const CommandLine &command_line, TightenRequest &request)
{
	const std::vector<Recording> recordings = recordings_of(command_line, request.config.id);
	const RuntimeFacts runtime = collect_runtime_facts(
		request.config, {.user_manager = request.system.user_manager,
					.programs = executed_programs(recordings)});
	TightenAdvice advice = advise_tightening(request.config, system_of(request.system), runtime,
		command_line.level, {.recordings = recordings});
	if (command_line.change.refresh) {
		Refresh refresh = refresh_of(command_line, request.config);
		leave_out_what_is_settled(refresh, advice.candidates);
		request.notes = std::move(refresh.notes);
	}
	if (!advice.kind.empty())
		request.notes.push_back(advice.kind);
	for (const TightenLevel level : {TightenLevel::Balanced, TightenLevel::Strict})
		if (const std::string more = beyond_in_words(advice, level); !more.empty())
			request.notes.push_back(fmt::format("level {} {}.", name(level), more));
	request.candidates = std::move(advice.candidates);
	request.origin = fmt::format("level {}", name(command_line.level));
}

ChangeRequest change_request(const Profile *profile)
{
	if (!profile)
		return {.verb = "tighten"};
	return {.verb = "tighten",
		.companion = std::string{profile->companion},
		.companion_text = std::string{profile->companion_text}};
}

TightenResult try_unit(
	const CommandLine &command_line, ChangeSession &session, const Profile *profile)
{
	const std::string &unit = session.unit;
	const WatchRequest watch_request = with_exercises(command_line);
	const DiagnosisContext context = open_diagnosis_context(command_line);
	const UnitConfig config = load_unit(context.search, unit);
	check_is_tightenable(config);
	check_base_line(session.manager, unit, watch_request);
	TightenRequest request{
		.config = config,
		.system = context.system,
		.watch = watch_request,
		.keep = command_line.change.apply,
		.at_runtime = command_line.change.runtime,
	};
	if (profile)
		start_from(*profile, request);
	else
		look_at_processes(command_line, request);
	if (!request.candidates.empty())
		take_in_reload(command_line, session.manager, request);
	return tighten_by_trial(
		session.change, session.manager, request,
		[&](std::uint64_t since) { return diagnose_since(command_line, unit, since); },
		[&](std::uint64_t since) { return was_reloaded(command_line, unit, since); },
		[&](const TrialStep &step) {
			session.tell_way_back(command_line);
			show_step(command_line, step);
		});
}

} // namespace

int try_tightening(const CommandLine &command_line)
{
	const Profile *profile =
		command_line.profile.empty() ? nullptr : &chosen_profile(command_line);
	ChangeSession session{command_line, change_request(profile)};
	TightenResult result = try_unit(command_line, session, profile);
	result.user = command_line.log.user;
	result.confirm_until = session.confirm_until();
	if (profile) {
		result.companion = profile->companion;
		result.companion_drop_in = profile->companion_text;
	}
	Diagnostics told = result.diagnostics;
	told.push_back({Level::Notice, result.summary});
	return write_outcome(command_line, told, [&](const ReportStyle &style) {
		return command_line.json == JsonMode::Off
			       ? render_tighten_trial(result, style)
			       : render_tighten_trial_json(
					 result, systemd_version_of(""), command_line.json);
	});
}

} // namespace hardenctl
