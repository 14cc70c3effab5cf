// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "harness.hh"
#include "samples.hh"

#include <algorithm>
#include <array>
#include <string>

using namespace hardenctl;
using namespace hardenctl::test;

static std::string text_of(Diagnosis diagnosis, const ReportStyle &style = sample_style())
{
	return render_diagnoses(report_of({std::move(diagnosis)}), style);
}

static constexpr std::string_view nginx_screen =
	R"(× nginx.service failed 2min ago, 90 ms after its start (invocation 9b23cb0d…)
  code=dumped, status=31/SYS (ExecStartPre=)
  SystemCallFilter= killed nginx for calling socket(2).

  1. SystemCallFilter=~@network-io                                          99 %
     denied    socket(2), and killed nginx[510] (ExecStartPre=) with SIGSYS
     set at    /etc/systemd/system/nginx.service.d/90-hardening.conf:7
     evidence  kernel 18:00:38  audit: type=1326 audit(1795456838.100:42)…x"
                                exe="/usr/sbin/nginx" sig=31 syscall=41
               core   18:00:39  Process 510 (nginx) of user 0 dumped core.
     repair    SystemCallFilter=socket       bind and listen will be next
               SystemCallFilter=@network-io  exposure 4.1 → 4.2
  Ruled out: ProtectSystem=strict, RestrictAddressFamilies= and 1 more (they
             deny with an errno, they do not kill)

  Write it: systemctl edit nginx.service
            [Service]
            SystemCallFilter=socket
  Then:     systemctl restart nginx.service
)";

static void test_one_screen(Check &check)
{
	check.equal(text_of(nginx_diagnosis()), nginx_screen);
}

static void test_many_findings_are_counted(Check &check)
{
	Diagnosis diagnosis = nginx_diagnosis();
	diagnosis.findings.resize(5, nginx_finding());
	const std::string text = text_of(diagnosis);
	check.contains(text, "2 more findings");
	check.contains(text, "--full shows all");
	check.lacks(text, "  4. ");
	check.is_true(std::ranges::count(text, '\n') <= 28, "more than a screen");
	ReportStyle style = sample_style();
	style.full = true;
	const std::string full = text_of(diagnosis, style);
	check.contains(full, "  5. ");
	check.lacks(full, "--full");
	check.contains(full, "exe=\"/usr/sbin/nginx\" sig=31");
}

static void test_ascii(Check &check)
{
	ReportStyle style = sample_style();
	style.utf8 = false;
	Diagnosis diagnosis = nginx_diagnosis();
	diagnosis.summary = "caf\u00e9";
	const std::string text = text_of(diagnosis, style);
	check.is_true(std::ranges::all_of(
			      text, [](char c) { return c == '\n' || (c >= ' ' && c <= '~'); }),
		"only ASCII");
	check.contains(text, "caf\\xc3\\xa9");
	check.contains(text, "4.1 -> 4.2");
}

static void test_colors(Check &check)
{
	ReportStyle style = sample_style();
	check.lacks(text_of(nginx_diagnosis(), style), "\x1b");
	style.color = true;
	check.contains(text_of(nginx_diagnosis(), style), "\x1b[0;1;31m×\x1b[0m");
}

static void test_nothing_is_shortened_in_a_pipe(Check &check)
{
	ReportStyle style = sample_style();
	style.width = 0;
	check.contains(
		text_of(nginx_diagnosis(), style), "exe=\"/usr/sbin/nginx\" sig=31 syscall=41\n");
}

static void test_not_the_sandbox(Check &check)
{
	const std::string text = text_of(port_in_use_diagnosis());
	check.contains(text, "× lighttpd.service failed 2min ago\n");
	check.contains(text, "Actual cause: port in use");
	check.contains(text, "lighttpd 18:00:39  bind() 0.0.0.0:80: Address already in use");
	check.contains(text, "journalctl -u lighttpd.service -n 50");
	check.lacks(text, "Write it");
}

static void test_another_unit_failed(Check &check)
{
	Diagnosis diagnosis = port_in_use_diagnosis();
	diagnosis.incident.other_failures = {{"helper.service", Relation::Dependency,
		{.source = Source::Manager, .time = sample_time, .message = "helper failed"}}};
	const std::string text = render_diagnoses(report_of({diagnosis}), sample_style());
	check.contains(text,
		"  Failed, too: 18:00:39 helper.service: this unit needs it or waits for it\n");
	check.contains(text, "Next: hardenctl diagnose helper.service");
	check.contains(render_json(report_of({diagnosis}), JsonMode::Short),
		R"("other_failures":[{"unit":"helper.service","bond":"dependency","evidence":[)");
}

static void test_clean_and_no_trace(Check &check)
{
	const std::string text =
		text_of({.incident = {.unit = "a.service"}, .summary = "Nothing."});
	check.contains(text, "○ a.service: nothing in the log");
	check.contains(text, "--since=");
	check.contains(text_of({.incident = {.unit = "a.service",
					.outcome = Outcome::Ok,
					.started = sample_time}}),
		"● a.service: no failure, started 2min ago");
}

static void test_later_drop_in(Check &check)
{
	Diagnosis diagnosis = nginx_diagnosis();
	diagnosis.findings[0].origin.path = "/etc/systemd/system/nginx.service.d/security.conf";
	check.contains(text_of(diagnosis), "/etc/systemd/system/nginx.service.d/zz-repair.conf");
	diagnosis.findings[0].origin.path = "/etc/systemd/system/nginx.service.d/zzz.conf";
	check.contains(text_of(diagnosis), "/zzz~repair.conf");
}

static void test_live(Check &check)
{
	Report report = report_of({nginx_diagnosis(), port_in_use_diagnosis()});
	check.lacks(render_diagnoses(report, sample_style()), "loosen");
	report.live = true;
	const std::string text = render_diagnoses(report, sample_style());
	check.contains(text, "hardenctl loosen nginx.service --apply");
	check.lacks(text, "loosen lighttpd.service");
}

static void test_hosts(Check &check)
{
	std::vector<Diagnosis> diagnoses(2, nginx_diagnosis());
	check.lacks(render_diagnoses(report_of(diagnoses), sample_style()), "web1");
	diagnoses[1].incident.hostname = "web2";
	const std::string once = render_diagnoses(report_of(diagnoses), sample_style());
	check.contains(once, "nginx.service on web1 and 1 more host failed");
	check.contains(once, "  The same on: web2\n");
	diagnoses[1].findings.clear();
	const std::string apart = render_diagnoses(report_of(diagnoses), sample_style());
	check.contains(apart, "nginx.service on web1 failed");
	check.contains(apart, "nginx.service on web2 failed");
}

static constexpr std::array cases{
	Case{"one screen for one broken unit", test_one_screen},
	Case{"many findings are counted", test_many_findings_are_counted},
	Case{"ASCII only", test_ascii},
	Case{"colours", test_colors},
	Case{"nothing is shortened in a pipe", test_nothing_is_shortened_in_a_pipe},
	Case{"not the sandbox", test_not_the_sandbox},
	Case{"clean, and no trace", test_clean_and_no_trace},
	Case{"another unit failed", test_another_unit_failed},
	Case{"the repair sorts after what denied", test_later_drop_in},
	Case{"a live unit can be repaired at once", test_live},
	Case{"hosts are named if there are many", test_hosts},
};

int main()
{
	return run("report diagnosis", cases);
}
