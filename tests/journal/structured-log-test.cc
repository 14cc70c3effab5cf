// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "fixture.hh"

#include "harness.hh"
#include "journal/text-log.hh"

using namespace hardenctl;
using namespace hardenctl::test;

namespace {

const Query nginx{.unit = "nginx.service"};

Fields message(const std::string &text)
{
	return from_service("nginx.service", {{"MESSAGE", text}});
}

void export_keeps_binary_values(Check &check)
{
	const std::string text{"a\nMESSAGE=forged\n\n\0b\xff", 20};
	const auto log = open_text(
		export_entry(1, message(text)) + export_entry(2, message("the next one")));
	const auto entries = collect(*log, nginx);
	if (!check.equal(entries.size(), 2u))
		return;
	check.equal(entries[0].message, text);
	check.equal(entries[1].message, "the next one");
	check.is_true(log->diagnostics().empty(), "nothing is wrong with it");
	check.is_true(!log->is_plain_text(), "it has fields");
}

void export_fills_the_entry(Check &check)
{
	const auto log = open_text(export_entry(
		7, from_service("nginx.service",
			   {{"MESSAGE", "hello"}, {"PRIORITY", "3"}, {"_HOSTNAME", "web"},
				   {"_SOURCE_REALTIME_TIMESTAMP", "1795461276000000"}})));
	const auto entries = collect(*log, nginx);
	if (!check.equal(entries.size(), 1u))
		return;
	const Entry &entry = entries[0];
	check.is_true(entry.provenance == Provenance::Journald, "provenance");
	check.equal(entry.realtime, 1795461276000000u);
	check.equal(entry.monotonic, 12000u);
	check.contains(entry.cursor, "i=7;");
	check.equal(entry.boot_id, "9473942ffbee4ac3ac5065aa71115be6");
	check.equal(entry.hostname, "web");
	check.equal(entry.priority, 3);
	check.equal(entry.comm, "nginx");
	check.equal(entry.exe, "/usr/sbin/nginx");
	check.is_true(entry.pid == 510 && entry.uid == 0u, "process");
	check.equal(log->newest_time(), 1795461277007000u);
	check.equal(log->newest_boot(), entry.boot_id);
}

void truncated_export_is_said(Check &check)
{
	const auto whole = export_entry(1, message("one")) + export_entry(2, message("t\nwo"));
	const auto end = whole.rfind("wo");
	const auto log = open_text(whole.substr(0, end));
	check.equal(collect(*log, {.select = Select::Unit, .unit = "nginx.service"}).size(), 1u);
	if (check.equal(log->diagnostics().size(), 1u))
		check.contains(log->diagnostics()[0].message, "log.txt: truncated");
}

void export_with_absurd_size_ends(Check &check)
{
	const auto log = open_text("__CURSOR=x\nMESSAGE\n\xff\xff\xff\xff\xff\xff\xff\xffrest");
	check.equal(log->diagnostics().size(), 1u);
}

void order_time_and_stop(Check &check)
{
	std::string text;
	for (unsigned i = 0; i < 5; ++i)
		text += export_entry(i, message(std::to_string(i)));
	const auto log = open_text(text);
	const auto part = collect(*log, {.unit = "nginx.service",
						.since = 1795461277001000,
						.until = 1795461277003000,
						.order = Order::NewestFirst});
	if (!check.equal(part.size(), 3u))
		return;
	check.equal(part[0].message, "3");
	check.equal(part[2].message, "1");
	unsigned count = 0;
	log->visit(nginx, [&count](const Entry &) { return ++count < 2; });
	check.equal(count, 2u);
}

void json_in_every_dress(Check &check)
{
	const std::string object = R"({"_TRANSPORT":"stdout","_SYSTEMD_UNIT":"nginx.service",)"
				   R"("MESSAGE":"a \"{\" b","_PID":"510"})";
	const std::string pretty = "{\n\t\"_SYSTEMD_UNIT\" : \"nginx.service\",\n\t\"MESSAGE\" : "
				   "\"a \\\"{\\\" b\"\n}\n";
	for (const std::string &text : {object + '\n' + object + '\n', pretty + pretty,
		     "\x1e" + object + "\n\x1e" + object + '\n',
		     "data: " + object + "\n\ndata: " + object + "\n\n",
		     '[' + object + ',' + object + ']'}) {
		const auto log = open_text(text);
		const auto entries = collect(*log, nginx);
		if (check.equal(entries.size(), 2u))
			check.equal(entries[1].message, "a \"{\" b");
		check.is_true(log->diagnostics().empty(), "nothing is wrong with it");
	}
}

void json_arrays_and_nulls(Check &check)
{
	const auto log = open_text(
		R"({"_SYSTEMD_UNIT":"nginx.service","MESSAGE":[104,105,0,255],"PRIORITY":["3","4"]})"
		"\n"
		R"({"_SYSTEMD_UNIT":"nginx.service","MESSAGE":null,"_PID":510})");
	const auto entries = collect(*log, nginx);
	if (!check.equal(entries.size(), 2u))
		return;
	check.equal(entries[0].message, std::string_view{"hi\0\xff", 4});
	check.equal(entries[0].priority, 3);
	check.equal(entries[1].message, "");
	check.is_true(entries[1].pid == 510, "a number is read, too");
	if (check.equal(log->diagnostics().size(), 1u))
		check.contains(log->diagnostics()[0].message, "--all");
}

void truncated_json_keeps_what_is_there(Check &check)
{
	const auto log = open_text(R"({"_SYSTEMD_UNIT":"nginx.service","MESSAGE":"one"})"
				   "\n"
				   R"({"_SYSTEMD_UNIT":"nginx.service","MESSAGE":"tw)");
	const auto entries = collect(*log, nginx);
	if (check.equal(entries.size(), 2u)) {
		check.equal(entries[0].message, "one");
		check.equal(entries[1].message, "");
	}
	if (check.is_true(!log->diagnostics().empty(), "said"))
		check.contains(log->diagnostics()[0].message, "truncated");
}

void facts_and_units(Check &check)
{
	const auto log = open_text(
		export_entry(1,
			{{"_TRANSPORT", "kernel"}, {"SYSLOG_FACILITY", "3"},
				{"SYSLOG_IDENTIFIER", "systemd"},
				{"MESSAGE", "systemd 257.13-1~deb13u1 running in system mode"}}) +
		export_entry(2,
			{{"_TRANSPORT", "audit"}, {"_AUDIT_TYPE", "1326"}, {"_AUDIT_ID", "456"},
				{"_PID", "510"}, {"_PPID", "1"}, {"MESSAGE", "SECCOMP auid=1"}}) +
		export_entry(3, message("x")) +
		export_entry(4, from_manager({{"UNIT", "a.service"}, {"MESSAGE", "y"}})) +
		export_entry(5, from_service("evil\x1b.service", {{"MESSAGE", "z"}})));
	check.equal(log->facts().systemd_version, 257u);
	check.is_true(log->facts().collects_audit, "audit");
	check.is_true(log->units() ==
			      std::vector<std::string>{"a.service", "init.scope", "nginx.service"},
		"units, sorted, valid names only");
	const auto records = collect(*log, {.select = Select::Kernel});
	if (!check.equal(records.size(), 1u))
		return;
	check.is_true(records[0].audit_type == 1326u && records[0].parent_pid == 1, "record");
	check.equal(records[0].audit_id, "456");
}

void long_logs_keep_the_newest(Check &check)
{
	std::string text;
	for (unsigned i = 0; i < 100; ++i)
		text += export_entry(i, message(std::to_string(i)));
	const auto log =
		open_text_log({.text = text.substr(text.size() / 2), .cut = true}, "log.export");
	const auto entries = collect(*log, nginx);
	check.is_true(entries.size() >= 48 && entries.size() <= 50, "about half is there");
	check.equal(entries.back().message, "99");
	if (check.equal(log->diagnostics().size(), 1u))
		check.contains(log->diagnostics()[0].message, "only its newest part");
}

constexpr Case cases[] = {
	{"export keeps binary values", export_keeps_binary_values},
	{"export fills the entry", export_fills_the_entry},
	{"truncated export is said", truncated_export_is_said},
	{"export with absurd size ends", export_with_absurd_size_ends},
	{"order, time and stop", order_time_and_stop},
	{"JSON in every dress", json_in_every_dress},
	{"JSON arrays and nulls", json_arrays_and_nulls},
	{"truncated JSON keeps what is there", truncated_json_keeps_what_is_there},
	{"facts and units", facts_and_units},
	{"long logs keep the newest", long_logs_keep_the_newest},
};

} // namespace

int main()
{
	return run("journal structured logs", cases);
}
