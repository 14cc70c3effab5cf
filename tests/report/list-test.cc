// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "base/text.hh"
#include "harness.hh"
#include "samples.hh"

#include <array>

using namespace hardenctl;
using namespace hardenctl::test;

static std::string list_of(std::vector<Diagnosis> diagnoses, unsigned width)
{
	ReportStyle style = sample_style();
	style.width = width;
	return render_list(report_of(std::move(diagnoses)), style);
}

static void test_rows(Check &check)
{
	check.equal(list_of({nginx_diagnosis(), port_in_use_diagnosis()}, 0),
		std::string_view{
			R"(UNIT              DENIALS  LAST      DIRECTIVE                      CONFIDENCE  SET AT
nginx.service           1  2min ago  SystemCallFilter=~@network-io        99 %  /etc/systemd/system/nginx.service.d/90-hardening.conf:7
lighttpd.service        0  2min ago  -                                       -  not the sandbox: port in use

2 units listed.
hardenctl diagnose UNIT shows the evidence and the repair.
)"});
}

/** A path that is cut is of no use. */
static void test_narrow_screen_has_places_below(Check &check)
{
	for (const unsigned width : {80u, 110u}) {
		const std::string text =
			list_of({nginx_diagnosis(), port_in_use_diagnosis()}, width);
		check.lacks(text, "SET AT");
		check.contains(text,
			"%\n  set at /etc/systemd/system/nginx.service.d/90-hardening.conf:7\n");
		check.contains(text, "not the sandbox: port in use");
	}
}

static void test_recovered(Check &check)
{
	Diagnosis runs = nginx_diagnosis();
	runs.incident.well_since = sample_time;
	Diagnosis ended = runs;
	ended.incident.unit = "ended.service";
	ended.incident.well_has_ended = true;
	const std::string text = list_of({runs, ended, port_in_use_diagnosis()}, 0);
	check.contains(text, "  LAST      NOW     DIRECTIVE");
	check.contains(text, "nginx.service           1  2min ago  runs    SystemCallFilter");
	check.contains(text, "ended.service           1  2min ago  ended   SystemCallFilter");
	check.contains(text, "lighttpd.service        0  2min ago  failed  -");
	check.contains(text, "also of what runs now.\n");
	check.lacks(list_of({nginx_diagnosis()}, 0), "NOW");
	for (const std::string_view line : split(list_of({runs}, 80), '\n'))
		check.is_true(line.size() <= 82, line); // with an ellipsis of three bytes
}

static void test_nothing_found(Check &check)
{
	check.equal(list_of({}, 80), "No denials found in the journal.\n");
	ReportStyle style = sample_style();
	style.legend = false;
	check.equal(render_list(report_of({}), style), "");
	check.lacks(render_list(report_of({nginx_diagnosis()}), style), "UNIT");
}

static void test_worst_first(Check &check)
{
	Diagnosis certain = nginx_diagnosis();
	Diagnosis older = certain;
	older.incident.unit = "older.service";
	older.incident.ended -= 1'000'000;
	older.incident.denials.clear();
	Diagnosis unsure = certain;
	unsure.incident.unit = "unsure.service";
	unsure.findings[0].confidence = 0.5;
	Diagnosis impaired = certain;
	impaired.incident.unit = "impaired.service";
	impaired.incident.outcome = Outcome::Impaired;
	std::vector<Diagnosis> all{port_in_use_diagnosis(), impaired, unsure, older, certain};
	sort_worst_first(all);
	std::string order;
	for (const Diagnosis &diagnosis : all)
		order += diagnosis.incident.unit + ' ';
	check.equal(order,
		"nginx.service older.service unsure.service impaired.service lighttpd.service ");
}

static std::vector<Diagnosis> on_hosts()
{
	std::vector<Diagnosis> all(4, nginx_diagnosis());
	all[1].incident.hostname = "web2";
	all[1].incident.ended += 60'000'000;
	all[2].incident.hostname = "web3";
	all[2].findings[0].denial.operation.call = "bind";
	all[3].incident.hostname = "web4";
	all[3].findings[0].origin.line = 8;
	return all;
}

static void test_same_cause_on_many_hosts_is_one_row(Check &check)
{
	const std::string text = list_of(on_hosts(), 0);
	check.contains(
		text, "nginx.service  3 hosts        3  1min ago  SystemCallFilter=~@network-io");
	check.contains(
		text, "nginx.service  web4           1  2min ago  SystemCallFilter=~@network-io");
	check.contains(text, "2 units listed; --full shows each host.\n");
	ReportStyle style = sample_style();
	style.full = true;
	const std::string full = render_list(report_of(on_hosts()), style);
	check.contains(full, "web2");
	check.contains(full, "4 units listed.\n");
}

static void test_same_denial_on_many_hosts_is_told_once(Check &check)
{
	const std::string text = render_diagnoses(report_of(on_hosts()), sample_style());
	check.contains(text, "nginx.service on web1 and 1 more host failed");
	check.contains(text, "The same on: web2\n");
	check.contains(text, "nginx.service on web3 failed");
	check.contains(text, "nginx.service on web4 failed");
	check.lacks(
		render_diagnoses(report_of({nginx_diagnosis(), nginx_diagnosis()}), sample_style()),
		"more host");
}

static constexpr std::array cases{
	Case{"rows", test_rows},
	Case{"a narrow screen has places below", test_narrow_screen_has_places_below},
	Case{"recovered", test_recovered},
	Case{"nothing found", test_nothing_found},
	Case{"worst first", test_worst_first},
	Case{"the same cause on many hosts is one row", test_same_cause_on_many_hosts_is_one_row},
	Case{"the same denial on many hosts is told once",
		test_same_denial_on_many_hosts_is_told_once},
};

int main()
{
	return run("report list", cases);
}
