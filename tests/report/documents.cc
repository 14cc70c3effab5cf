// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

/** Prints, one a line, the JSON documents that only a running system shows: the name of its
 * definition in the schema, then the document. */

#include "base/text.hh"
#include "observe/recording.hh"
#include "report/bisect.hh"
#include "report/debug.hh"
#include "report/learned.hh"
#include "report/repair.hh"
#include "report/tighten-trial.hh"
#include "report/tighten.hh"
#include "samples.hh"

#include <fmt/format.h>

using namespace hardenctl;

namespace {

constexpr unsigned version = 257;
const std::string unit = "nginx.service";
const std::string path = "/etc/systemd/system/nginx.service.d/hardenctl.conf";
const std::string drop_in = "[Service]\nProtectHome=\n";
const Diagnostics diagnostics{
	Diagnostic{.level = Level::Warning, .message = "Something is to be known."}};
const Opening opening{.what = "ProtectHome", .text = "homes can be read"};

RepairResult repaired()
{
	return {.unit = unit,
		.is_repaired = true,
		.awaits_confirmation = true,
		.rounds = {{.lines = {"ProtectHome="},
			.health = {.is_good = false, .reason = "it ended", .check_output = "no"},
			.denied = Finding{.directive = Directive::ProtectHome, .value = "yes"}}},
		.drop_in = drop_in,
		.path = path,
		.confirm_until = 1'700'000'000'000'000,
		.openings = {opening},
		.diagnostics = diagnostics};
}

BisectResult bisected()
{
	return {.unit = unit,
		.summary = "It is ProtectHome=.",
		.settings = 3,
		.trials = 2,
		.culprits = {{.directive = Directive::ProtectHome,
			.text = "ProtectHome=yes",
			.origin = {.kind = OriginKind::DropIn, .path = path, .line = 2}}},
		.drop_in = drop_in,
		.openings = {opening},
		.diagnostics = diagnostics};
}

TightenResult tightened()
{
	return {.unit = unit,
		.trials = 2,
		.exposure_before = 96,
		.exposure_after = 41,
		.dropped = {{.line = "ProtectHome=yes", .reason = "it ended"}},
		.drop_in = drop_in,
		.companion = "logrotate.service",
		.companion_drop_in = drop_in,
		.not_exercised = {"Nothing reloaded it."},
		.summary = "It works with one line more."};
}

TightenReport proposed()
{
	const Candidate candidate{.directive = Directive::ProtectHome,
		.lines = {"ProtectHome=yes"},
		.reason = "no process has a file of a home open"};
	TightenAdvice advice;
	advice.unit = unit;
	advice.candidates = {candidate};
	advice.beyond = {candidate};
	advice.unavailable = {"PrivateBPF="};
	advice.notes = {"Nothing reloaded it."};
	return {.systemd_version = version, .units = {advice}, .diagnostics = diagnostics};
}

LearnedFilter learned()
{
	LearnedFilter out;
	out.unit = unit;
	out.drop_in = drop_in;
	out.calls["socket"] = {.count = 2, .comms = {"nginx"}};
	out.systemd_version = version;
	return out;
}

/** With everything that a line can have. */
Recording recorded()
{
	Recording out;
	out.unit = unit;
	out.starts = 1;
	out.was_reloaded = true;
	out.reopened_logs = true;
	out.observations = {{.call = "openat",
		.arch = 0x40000003,
		.path = "conf/nginx.conf",
		.target = "/srv/nginx.conf",
		.is_absent = true,
		.path_is_sure = false,
		.is_inaccessible = true,
		.filter_is_sure = false}};
	out.used = {.write_exec_memory = true,
		.executable_change = true,
		.personality = true,
		.realtime = true};
	return out;
}

void print(const char *definition, const std::string &document)
{
	fmt::print("{} {}", definition, document);
}

} // namespace

int main()
{
	constexpr JsonMode mode = JsonMode::Short;
	print("diagnoses", render_json(test::report_of({test::nginx_diagnosis(),
					       test::port_in_use_diagnosis()}),
				   mode));
	print("proposal", render_proposal_json({.unit = unit,
						       .verdict = Verdict::Sandbox,
						       .drop_in = drop_in,
						       .openings = {opening}},
				  version, diagnostics, mode));
	print("repair", render_repair_json(repaired(), version, mode));
	print("repair", render_repair_json({.unit = unit, .reason = "it fails"}, version, mode));
	print("confirmation", render_confirmed_json(unit, path, version, mode));
	print("revert", render_revert_json({.unit = unit,
						   .removed = {{path, drop_in}},
						   .active_state = "active",
						   .needs_restart = true,
						   .diagnostics = diagnostics},
				version, mode));
	print("learned", render_learned_json(learned(), mode));
	print("bisection", render_bisect_json(bisected(), version, mode));
	print("bisection", render_bisect_json({.verdict = BisectVerdict::Flaky}, 0, mode));
	print("tightenings", render_tightenings_json(proposed(), mode));
	print("tighten-trial", render_tighten_trial_json(tightened(), version, mode));
	const std::string recording = recording_text(recorded());
	for (const std::string_view line : split(strip(recording), '\n'))
		print("recording-line", std::string{line} + '\n');
	return 0;
}
