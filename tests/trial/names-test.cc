// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "base/error.hh"
#include "base/write-file.hh"
#include "harness.hh"
#include "trial/change-record.hh"
#include "trial/drop-in-name.hh"
#include "trial/persistent-drop-in.hh"
#include "trial/rollback-timer.hh"
#include "trial/unit-lock.hh"

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <sys/stat.h>

using namespace hardenctl;
using test::Check;

namespace {

class Directory {
	std::string path_;

public:
	Directory()
	{
		auto name = (std::filesystem::temp_directory_path() / "trial-XXXXXX").string();
		path_ = mkdtemp(name.data());
	}
	Directory(const Directory &) = delete;
	Directory &operator=(const Directory &) = delete;
	~Directory() { std::filesystem::remove_all(path_); }
	const std::string &path() const noexcept { return path_; }
};

std::string contents(const std::string &path)
{
	std::ifstream file{path};
	std::stringstream text;
	text << file.rdbuf();
	return text.str();
}

void usual_name_comes_last(Check &check)
{
	const std::vector<std::string> drop_ins{"/etc/systemd/system/a.service.d/90-hardening.conf",
		"/usr/lib/systemd/system/service.d/override.conf"};
	check.equal(last_name(drop_ins, kept_name), kept_name);
	check.equal(last_name({}, trial_name), trial_name);
}

void a_later_name_is_found(Check &check)
{
	for (const std::string name : {"zzz.conf", "zz-hardenctl.conf", "~.conf", "\xff.conf",
		     "zz-hardenctl~hardenctl.conf"}) {
		const std::vector<std::string> drop_ins{"/x/10-a.conf", "/run/y/" + name};
		const std::string last = last_name(drop_ins, kept_name);
		check.is_true(last > name, last + " sorts after " + name);
		check.is_true(has_own_name("/x/" + last), last + " is an own name");
	}
}

void what_is_on_trial_comes_after_what_is_kept(Check &check)
{
	const std::vector<std::string> drop_ins{"/etc/x/" + std::string{kept_name}};
	check.equal(last_name(drop_ins, trial_name), trial_name);
}

void no_name_is_longer_than_the_file_system_allows(Check &check)
{
	const std::vector<std::string> drop_ins{"/x/" + std::string(250, 'z') + ".conf"};
	check.throws([&] { last_name(drop_ins, kept_name); }, "No drop-in can sort after zzzz");
}

void only_what_hardenctl_wrote_is_its_own(Check &check)
{
	const Directory directory;
	const std::string path = directory.path() + "/zz-hardenctl.conf";
	std::ofstream{path} << "[Service]\nPrivateTmp=no\n";
	check.is_true(!is_own_drop_in(path), "name without header");
	std::ofstream{path} << own_header("loosen", "a.service") << "[Service]\n";
	check.is_true(is_own_drop_in(path), "name and header");
	std::filesystem::copy(path, directory.path() + "/override.conf");
	check.is_true(!is_own_drop_in(directory.path() + "/override.conf"), "header without name");
	check.is_true(!is_own_drop_in(directory.path() + "/hardenctl-nothing.conf"), "no file");
	check.equal(own_drop_ins({directory.path(), directory.path() + "/none"}).size(), 1u);
}

void a_record_reads_as_it_was_written(Check &check)
{
	const ChangeRecord record{
		.verb = "loosen",
		.unit = "a\\x2db@c.service",
		.phase = ChangePhase::AwaitsConfirmation,
		.pid = 4711,
		.drop_in = "/run/systemd/system/a\\x2db@c.service.d/zz-hardenctl~trial.conf",
		.companion = {{"a\\x2db@c.socket", "/run/systemd/system/x/zz-hardenctl~trial.conf",
			"inactive", {.files = {{"/x/a.socket", 7}}}}},
		.kept = {{"/etc/a.conf", true}, {"/etc/b.conf", false}},
		.made_directories = {"/run/x", "/run/x/y"},
		.active_state = "failed",
		.restarted = true,
		.timer = "hardenctl-way-back-a-1",
		.keep_at_runtime = true,
		.since = 1700000000000000,
		.before = {.files = {{"/x/a.service", UINT64_MAX}, {"/x/a b.conf", 0}},
			.settings = {{"PrivateTmp", 1}, {"LimitNOFILESoft", 2}},
			.systemd_version = 257,
			.needed_reload = true},
	};
	check.is_true(parse_change_record(to_text(record)) == record, "round trip");
}

void the_timer_takes_the_companion_back_too(Check &check)
{
	const ChangeRecord record{
		.unit = "a.service",
		.drop_in = "/run/a.conf",
		.companion = {{"a.socket", "/run/b.conf", "inactive"}},
		.active_state = "active",
		.timer = "hardenctl-way-back-a-1",
	};
	std::string text;
	for (const auto &command : rollback_timer(record, false, {}).commands) {
		for (const std::string &word : command.words)
			text += word.substr(word.rfind('/') + 1) + " ";
		text += "\n";
	}
	check.equal(text,
		"rm -f -- a.conf .a.conf.new b.conf .b.conf.new \nsystemctl daemon-reload \n"
		"systemctl reset-failed -- a.service \nsystemctl stop -- a.service \n"
		"systemctl stop -- a.socket \nsystemctl restart -- a.service \n"
		"rm -f -- a.service.change .a.service.change.new \n");
}

void a_kept_drop_in_tells_of_its_companion(Check &check)
{
	const std::string text =
		own_header("tighten", "a.service") + companion_line({"a.socket", "inactive"}) +
		"# Goes with ../../etc/passwd (active before)\n# Goes with b.socket\n";
	const auto found = companions_in(text);
	check.equal(found.size(), 1u);
	check.equal(found[0].unit, "a.socket");
	check.equal(found[0].active_state, "inactive");
}

void what_is_no_record_is_refused(Check &check)
{
	check.throws([] { parse_change_record(""); }, "does not begin with");
	check.throws([] { parse_change_record("hardenctl change 1\nunit=a.service\n"); },
		"names no unit or no drop-in");
	check.throws([] { parse_change_record("hardenctl change 1\nphase=later\n"); },
		"'later' is no phase");
}

void a_file_is_replaced_whole(Check &check)
{
	const Directory directory;
	const std::string path = directory.path() + "/a.conf";
	write_file_atomically(path, "one\n");
	write_file_atomically(path, "two\n", 0600);
	check.equal(contents(path), "two\n");
	struct stat status {};
	stat(path.c_str(), &status);
	check.equal(status.st_mode & 07777, 0600u);
	check.equal(std::distance(std::filesystem::directory_iterator{directory.path()}, {}), 1);
}

void a_write_that_fails_leaves_nothing(Check &check)
{
	const Directory directory;
	const std::string path = directory.path() + "/a.conf";
	std::filesystem::create_directory(path);
	check.throws([&] { write_file_atomically(path, "one\n"); }, "Cannot write " + path);
	check.equal(std::distance(std::filesystem::directory_iterator{directory.path()}, {}), 1);
	check.throws([&] { write_file_atomically("/dev/full/x.conf", ""); }, "Cannot write");
}

void what_is_kept_goes_on_in_the_same_file(Check &check)
{
	const Directory directory;
	const std::string unit_directory = directory.path() + "/a.service.d";
	const KeptDropIn first = find_kept_drop_in(unit_directory, {});
	check.equal(first.path, unit_directory + "/zz-hardenctl.conf");
	check.is_true(
		!first.before && !std::filesystem::exists(unit_directory), "nothing is written");
	first.write("# header\n", "[Service]\nPrivateTmp=no\n");
	const std::vector<std::string> drop_ins{first.path};
	check.is_true(!find_kept_drop_in(unit_directory, drop_ins).before, "another's");
	first.write(own_header("loosen", "a.service"), "[Service]\nPrivateTmp=no\n");
	chmod(first.path.c_str(), 0640);
	const KeptDropIn second = find_kept_drop_in(unit_directory, drop_ins);
	check.equal(second.path, first.path);
	second.write("# other\n", "[Service]\nPrivateDevices=no\n");
	check.equal(contents(first.path), own_header("loosen", "a.service") +
						  "[Service]\nPrivateTmp=no\n[Service]\n"
						  "PrivateDevices=no\n");
	struct stat status {};
	stat(first.path.c_str(), &status);
	check.equal(status.st_mode & 07777, 0640u);
	const std::vector<std::string> later{first.path, unit_directory + "/zzz.conf"};
	check.equal(find_kept_drop_in(unit_directory, later).path,
		unit_directory + "/zzz~hardenctl.conf");
}

void a_lock_names_its_owner(Check &check)
{
	const Directory directory;
	setenv("XDG_RUNTIME_DIR", directory.path().c_str(), 1);
	{
		const UnitLock lock{"a.service", true};
		check.throws(
			[] {
				UnitLock{"a.service", true};
			},
			"Another hardenctl (PID " + std::to_string(getpid()) +
				") is changing a.service");
		const UnitLock other{"b.service", true};
	}
	const UnitLock again{"a.service", true};
}

void the_timer_needs_no_hardenctl(Check &check)
{
	const ChangeRecord record{.unit = "a.service",
		.drop_in = "/run/systemd/system/a.service.d/zz-hardenctl~trial.conf",
		.active_state = "inactive",
		.timer = next_timer_name("a.service", "")};
	check.equal(record.timer, "hardenctl-way-back-a.service-1");
	check.equal(next_timer_name("a.service", record.timer), "hardenctl-way-back-a.service-2");
	const auto timer = rollback_timer(record, false, std::chrono::seconds{60});
	std::string text;
	for (const auto &command : timer.commands) {
		for (const std::string &word : command.words)
			text += word + " ";
		text += "\n";
	}
	check.equal(text, "/usr/bin/rm -f -- " + record.drop_in + " " +
				  replacement_name(record.drop_in) +
				  " \n/usr/bin/systemctl daemon-reload \n"
				  "/usr/bin/systemctl reset-failed -- a.service \n"
				  "/usr/bin/systemctl stop -- a.service \n"
				  "/usr/bin/rm -f -- /run/hardenctl/a.service.change "
				  "/run/hardenctl/.a.service.change.new \n");
}

} // namespace

int main()
{
	static constexpr test::Case cases[]{
		{"usual name comes last", usual_name_comes_last},
		{"a later name is found", a_later_name_is_found},
		{"what is on trial comes after what is kept",
			what_is_on_trial_comes_after_what_is_kept},
		{"no name is longer than the file system allows",
			no_name_is_longer_than_the_file_system_allows},
		{"only what hardenctl wrote is its own", only_what_hardenctl_wrote_is_its_own},
		{"the timer takes the companion back, too", the_timer_takes_the_companion_back_too},
		{"a kept drop-in tells of its companion", a_kept_drop_in_tells_of_its_companion},
		{"a record reads as it was written", a_record_reads_as_it_was_written},
		{"what is no record is refused", what_is_no_record_is_refused},
		{"a file is replaced whole", a_file_is_replaced_whole},
		{"a write that fails leaves nothing", a_write_that_fails_leaves_nothing},
		{"what is kept goes on in the same file", what_is_kept_goes_on_in_the_same_file},
		{"a lock names its owner", a_lock_names_its_owner},
		{"the timer needs no hardenctl", the_timer_needs_no_hardenctl},
	};
	return test::run("trial names", cases);
}
