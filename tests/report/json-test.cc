// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "harness.hh"
#include "samples.hh"

#include <array>
#include <nlohmann/json.hpp>

using namespace hardenctl;
using namespace hardenctl::test;

static constexpr std::string_view nginx_document =
	R"({"hardenctl":"0.1.0","systemd":257,"units":[{"unit":"nginx.service","host":"web1",)"
	R"("invocation":"9b23cb0d11112222333344445555aaaa","verdict":"sandbox",)"
	R"("summary":"SystemCallFilter= killed nginx for calling socket(2).","findings":[)"
	R"({"directive":"SystemCallFilter","value":"~@network-io","origin":{"kind":"drop-in",)"
	R"("path":"/etc/systemd/system/nginx.service.d/90-hardening.conf","line":7,"implied_by":null},)"
	R"("confidence":0.993,"grade":"certain","denial":{"operation":"syscall","subject":"socket",)"
	R"("errno":null,"signal":"SIGSYS","pid":510,"comm":"nginx","exe":"/usr/sbin/nginx","count":1,)"
	R"("first":1795456838000000,"last":1795456838000000},"evidence":[{"source":"kernel",)"
	R"("cursor":"s=1;i=2","time":1795456838000000,"message":"audit: type=1326 )"
	R"(audit(1795456838.100:42): uid=0 pid=510 comm=\"nginx\" exe=\"/usr/sbin/nginx\" sig=31 )"
	R"(syscall=41"},{"source":"coredump","cursor":"s=1;i=3","time":1795456839000000,)"
	R"("message":"Process 510 (nginx) of user 0 dumped core."}],"edits":[{"drop_in":)"
	R"("[Service]\nSystemCallFilter=socket\n","scope":"narrowest","why":"bind and listen will be )"
	R"(next","needs":[],"exposure_before":4.1,"exposure_after":4.1},{"drop_in":)"
	R"("[Service]\nSystemCallFilter=@network-io\n","scope":"wider","why":"",)"
	R"("needs":[],"exposure_before":4.1,"exposure_after":4.2}]}],"unexplained":[]}],"diagnostics":[]})"
	"\n";

static void test_document(Check &check)
{
	check.equal(render_json(report_of({nginx_diagnosis()}), JsonMode::Short), nginx_document);
}

static void test_pretty_is_the_same(Check &check)
{
	const std::string pretty = render_json(report_of({nginx_diagnosis()}), JsonMode::Pretty);
	check.contains(pretty, "\n\t\"units\": [\n");
	check.is_true(
		nlohmann::json::parse(pretty) == nlohmann::json::parse(nginx_document), "differs");
}

static void test_unknown_is_null(Check &check)
{
	Report report = report_of({port_in_use_diagnosis()});
	report.systemd_version = 0;
	const auto document = nlohmann::json::parse(render_json(report, JsonMode::Short));
	check.is_true(document["systemd"].is_null(), "systemd");
	const auto &unit = document["units"][0];
	check.is_true(unit["host"].is_null() && unit["invocation"].is_null(), "host, invocation");
	const auto &entry = unit["unexplained"][0];
	check.equal(entry["reason"].get<std::string>(), "port in use");
	check.equal(entry["denial"]["errno"].get<std::string>(), "EADDRINUSE");
	check.equal(entry["denial"]["subject"].get<std::string>(), "80");
	check.is_true(entry["denial"]["pid"].is_null() && entry["denial"]["first"].is_null(),
		"pid, first");
}

static void test_diagnostics_come_once(Check &check)
{
	Report report = report_of({nginx_diagnosis(), nginx_diagnosis()});
	report.diagnostics = {{Level::Error, "a"}};
	for (Diagnosis &diagnosis : report.diagnoses)
		diagnosis.diagnostics = {{Level::Warning, "b"}};
	const auto document = nlohmann::json::parse(render_json(report, JsonMode::Short));
	check.equal(document["diagnostics"].dump(),
		R"([{"level":"error","message":"a"},{"level":"warning","message":"b"}])");
}

static constexpr std::array cases{
	Case{"the whole document", test_document},
	Case{"pretty says the same", test_pretty_is_the_same},
	Case{"unknown is null", test_unknown_is_null},
	Case{"diagnostics come once", test_diagnostics_come_once},
};

int main()
{
	return run("report json", cases);
}
