// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "fixture.hh"

#include "harness.hh"
#include "journal/message-id.hh"

#include <filesystem>
#include <fstream>
#include <sys/stat.h>
#include <unistd.h>

using namespace hardenctl;
using namespace hardenctl::test;

namespace {

const std::string nginx = "nginx.service";
const std::string id = "74517fec565444b083e20cfa9a0f7d7d";
const std::string machine = "var/log/journal/51d3dfa8d9f64ef08ecffde891a0d52b/";

std::string sample()
{
	return export_entry(1, {{"_TRANSPORT", "kernel"}, {"SYSLOG_FACILITY", "3"},
				       {"SYSLOG_IDENTIFIER", "systemd"},
				       {"MESSAGE", "systemd 257.1 running in system mode"}}) +
	       export_entry(2, from_manager({{"UNIT", nginx}, {"INVOCATION_ID", id},
				       {"MESSAGE_ID", std::string{message_id::unit_failed}},
				       {"UNIT_RESULT", "signal"}, {"MESSAGE", "failed"}})) +
	       export_entry(3, from_service(nginx, {{"_SYSTEMD_INVOCATION_ID", id},
							   {"MESSAGE", "two\nlines"}})) +
	       export_entry(4, from_service("evil.service",
				       {{"UNIT", nginx}, {"INVOCATION_ID", id},
					       {"MESSAGE_ID", std::string{message_id::coredump}},
					       {"COREDUMP_UNIT", nginx}, {"COREDUMP_PID", "9"},
					       {"MESSAGE", "forged"}})) +
	       export_entry(5,
		       {{"_TRANSPORT", "kernel"}, {"SYSLOG_FACILITY", "0"},
			       {"SYSLOG_IDENTIFIER", "kernel"}, {"MESSAGE", "audit: type=1326"}}) +
	       export_entry(6, {{"_TRANSPORT", "audit"}, {"_AUDIT_TYPE", "1326"}, {"_PID", "510"},
				       {"MESSAGE", "SECCOMP pid=510"}});
}

void overwrite(const std::string &path, std::size_t position, std::string_view bytes)
{
	std::fstream file{path, std::ios::in | std::ios::out | std::ios::binary};
	file.seekp(static_cast<std::streamoff>(position));
	file << bytes;
}

void selections(Check &check)
{
	const TemporaryDirectory directory;
	const auto path = directory.path() + "/t.journal";
	make_journal(path, sample());
	const auto log = open_log({.file = path});
	const auto unit = collect(*log, {.unit = nginx});
	if (check.equal(unit.size(), 2u)) {
		check.equal(unit[0].message, "failed");
		check.is_true(unit[0].from_manager, "manager");
		check.equal(unit[1].message, "two\nlines");
		check.is_true(!unit[1].cursor.empty() && unit[1].monotonic > 0, "address");
		check.equal(unit[1].realtime, 1795461277003000u);
		check.equal(unit[1].boot_id, "9473942ffbee4ac3ac5065aa71115be6");
	}
	const auto newest = collect(*log, {.unit = nginx, .order = Order::NewestFirst});
	if (check.equal(newest.size(), 2u))
		check.equal(newest[0].message, "two\nlines");
	check.equal(collect(*log, {.select = Select::Invocation, .invocation = id}).size(), 2u);
	check.equal(collect(*log, {.select = Select::Kernel}).size(), 2u);
	check.equal(collect(*log, {.select = Select::Failures}).size(), 1u);
	check.equal(collect(*log, {.select = Select::Process, .pid = 510}).size(), 3u);
	check.equal(collect(*log, {.unit = nginx, .since = 1795461277003000}).size(), 1u);
	check.equal(collect(*log, {.unit = nginx, .until = 1795461277002000}).size(), 1u);
	check.equal(collect(*log, {.unit = nginx, .boot_id = id}).size(), 0u);
}

/** The index is not asked for the boot and host of so few entries; the answer is the same. */
void short_spans(Check &check)
{
	const TemporaryDirectory directory;
	const auto path = directory.path() + "/t.journal";
	make_journal(path, sample());
	const auto log = open_log({.file = path});
	Query query{.unit = nginx, .since = 1795461277000000, .until = 1795461278000000};
	check.equal(collect(*log, query).size(), 2u);
	query.boot_id = "9473942ffbee4ac3ac5065aa71115be6";
	check.equal(collect(*log, query).size(), 2u);
	query.boot_id = id;
	check.equal(collect(*log, query).size(), 0u);
}

void facts(Check &check)
{
	const TemporaryDirectory directory;
	make_journal(directory.path() + '/' + machine + "system.journal", sample());
	const auto log = open_log({.root = directory.path()});
	check.equal(log->facts().systemd_version, 257u);
	check.equal(log->systemd_version(), 257u);
	check.is_true(log->facts().collects_audit, "audit");
	check.equal(log->newest_boot(), "9473942ffbee4ac3ac5065aa71115be6");
	check.equal(log->newest_time(), 1795461277006000u);
	check.is_true(log->units() == std::vector<std::string>{"evil.service", "init.scope", nginx},
		"units");
	check.is_true(log->diagnostics().empty(), "nothing is wrong with it");
}

void bad_files_are_skipped_and_named(Check &check)
{
	const TemporaryDirectory directory;
	const auto files = directory.path() + '/' + machine;
	make_journal(files + "system.journal", sample());
	make_journal(files + "cut.journal", sample());
	std::filesystem::resize_file(files + "cut.journal", 4096);
	directory.write(machine + "rubbish.journal", std::string(4096, 'x'));
	const auto log = open_log({.directory = directory.path() + "/var/log/journal"});
	check.equal(collect(*log, {.unit = nginx}).size(), 2u);
	if (!check.equal(log->diagnostics().size(), 2u))
		return;
	const auto text = log->diagnostics()[0].message + '\n' + log->diagnostics()[1].message;
	check.contains(text, "cut.journal: skipped, it is truncated");
	check.contains(text, "rubbish.journal: skipped, it is corrupt");
}

void broken_objects_end_the_file_with_a_word(Check &check)
{
	const TemporaryDirectory directory;
	const auto path = directory.path() + "/t.journal";
	std::string text;
	for (unsigned i = 0; i < 200; ++i)
		text += export_entry(i, from_service(nginx, {{"MESSAGE", std::to_string(i)}}));
	make_journal(path, text);
	// Past the header and the hash tables, where the objects are.
	std::ifstream file{path, std::ios::binary};
	const std::string bytes{std::istreambuf_iterator<char>{file}, {}};
	const auto middle = bytes.find("MESSAGE=100");
	if (!check.is_true(middle != std::string::npos, "the message is stored as it is"))
		return;
	overwrite(path, middle - 64, std::string(2048, '\xff'));
	const auto log = open_log({.file = path});
	const auto entries = collect(*log, {.unit = nginx});
	check.is_true(entries.size() < 200, "something is lost");
	if (check.is_true(!log->diagnostics().empty(), "and it is said"))
		check.contains(log->diagnostics()[0].message, path + ": corrupt");
}

void files_that_are_none(Check &check)
{
	const TemporaryDirectory directory;
	const auto path = directory.path();
	const auto journal = path + "/t.journal";
	make_journal(journal, sample());
	std::filesystem::resize_file(journal, 100);
	check.throws([&] { open_log({.file = journal}); }, "is a truncated journal file");
	check.throws([&] { open_log({.file = path}); }, "use --directory=" + path);
	check.throws([&] { open_log({.file = path + "/none"}); }, "/none: No such file");
	check.throws([&] { open_log({.directory = journal}); }, "use --log=");
	check.throws([&] { open_log({.root = path}); },
		"No journal files were found in " + path + "/var/log/journal");
	const auto rubbish = directory.write("rubbish", std::string(100, '\x01') + '\0');
	check.throws([&] { open_log({.file = rubbish}); },
		rubbish + ": neither a journal file nor a log in a format that hardenctl reads");
	const auto empty = directory.write("empty", "\n");
	check.throws([&] { open_log({.file = empty}); }, "is empty");
	const auto packed = directory.write("log.zst", "\x28\xb5\x2f\xfd rest");
	check.throws([&] { open_log({.file = packed}); }, "zstdcat " + packed);
}

/** Root may read everything, so it tries as somebody else. */
class OtherUser {
public:
	OtherUser() noexcept
	{
		if (seteuid(65534) < 0)
			_exit(99);
	}
	OtherUser(const OtherUser &) = delete;
	OtherUser &operator=(const OtherUser &) = delete;
	~OtherUser()
	{
		if (seteuid(0) < 0)
			_exit(99);
	}
};

void missing_permission_names_the_group(Check &check)
{
	const TemporaryDirectory directory;
	const auto files = directory.path() + '/' + machine;
	make_journal(files + "system.journal", sample());
	chmod(directory.path().c_str(), 0755);
	chmod((files + "system.journal").c_str(), 0);
	const bool root = geteuid() == 0;
	const auto other = root ? std::make_unique<OtherUser>() : nullptr;
	check.throws([&] { open_log({.root = directory.path()}); }, "group systemd-journal or adm");
	check.throws([&] { open_log({.file = files + "system.journal"}); },
		"group systemd-journal or adm");
}

constexpr Case cases[] = {
	{"selections", selections},
	{"short spans", short_spans},
	{"facts", facts},
	{"bad files are skipped and named", bad_files_are_skipped_and_named},
	{"broken objects end the file with a word", broken_objects_end_the_file_with_a_word},
	{"files that are none", files_that_are_none},
	{"missing permission names the group", missing_permission_names_the_group},
};

} // namespace

int main()
{
	return run("journal files", cases);
}
