// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "advice/edits.hh"

#include "../unit/tree.hh"
#include "advice/diagnose.hh"
#include "advice/drop-in.hh"
#include "harness.hh"
#include "layered-unit.hh"
#include "unit/unit-builder.hh"

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

using namespace hardenctl;
using test::Check;

namespace {

Denial write_to(const char *path, int error_number)
{
	return {
		.operation = {.kind = OperationKind::Path, .path = path, .access = Access::Write},
		.answer = {.error_number = error_number},
	};
}

std::vector<Edit> edits_for(
	const UnitConfig &config, const Denial &denial, const std::string &tree = "/nowhere")
{
	Incident incident{.unit = "x.service", .outcome = Outcome::Failed};
	incident.denials = {denial};
	const Diagnosis diagnosis =
		diagnose(std::move(incident), config, {.systemd_version = 257, .file_tree = tree});
	return diagnosis.findings.empty() ? std::vector<Edit>{} : diagnosis.findings[0].edits;
}

std::string text_of(const std::vector<std::string> &lines)
{
	std::string text;
	for (const std::string &line : lines)
		text += (text.empty() ? "" : "; ") + line;
	return text;
}

/** A directory that is there keeps its mode: systemd would open it to everybody. */
void test_mode_of_a_directory(Check &check)
{
	const test::Tree tree;
	tree.write("/var/lib/y/z", "");
	tree.write("/var/lib/open/z", "");
	chmod((tree.root() + "/var/lib/y").c_str(), 0750);
	chmod((tree.root() + "/var/lib/open").c_str(), 0755);
	if (getuid() != 0)
		return check.skip("a directory of root's is not made another user's own");
	const UnitConfig unit = test::layered_unit("", "ProtectSystem=strict");
	auto edits = edits_for(unit, write_to("/var/lib/y/z", EROFS), tree.root());
	if (check.is_true(!edits.empty(), "an edit"))
		check.equal(text_of(edits[0].lines), "StateDirectory=y; StateDirectoryMode=0750");
	edits = edits_for(unit, write_to("/var/lib/open/z", EROFS), tree.root());
	if (check.is_true(!edits.empty(), "an edit"))
		check.equal(text_of(edits[0].lines), "StateDirectory=open");
}

/** Short enough to read, and it says who denied what. */
void test_comments(Check &check)
{
	const auto edits = edits_for(
		test::layered_unit("", "ProtectSystem=strict"), write_to("/var/lib/y/z", EROFS));
	if (check.is_true(!edits.empty(), "an edit"))
		check.equal(edits[0].drop_in,
			"# x.service: repairs what its sandbox denied\n"
			"# Exposure by systemd-analyze security: 9.2 before, 9.2 after\n"
			"[Service]\n"
			"# ProtectSystem=strict (/etc/systemd/system/x.service.d/90-x.conf:2) "
			"denied it:\n"
			"# systemd makes the directory, owned by the service, and keeps it "
			"writable\n"
			"StateDirectory=y\n");
}

std::string all_of(const std::vector<Edit> &edits)
{
	std::string text;
	for (const Edit &edit : edits)
		text += (text.empty() ? "" : " | ") + text_of(edit.lines);
	return text;
}

Denial by_user(OperationKind kind, const char *path, int error_number)
{
	return {
		.operation = {.kind = kind, .path = path, .access = Access::Write, .uid = 65534},
		.answer = {.error_number = error_number},
	};
}

Denial step(int status, const char *setting, int error_number)
{
	return {
		.operation = {.kind = OperationKind::SetupStep,
			.exit_status = status,
			.setting = setting},
		.answer = {.error_number = error_number},
		.source = Source::Manager,
	};
}

struct RestoredRow {
	const char *fragment;
	const char *drop_in;
	Denial denial;
	/** All edits. */
	const char *edits;
};

/** What a drop-in overrides counts again: never less than the unit's own files restrict. */
void test_restored(Check &check)
{
	const Denial at_root = write_to("/srv/x/y", EROFS);
	const Denial in_etc = write_to("/etc/x/y", EROFS);
	Denial port{.operation = {.kind = OperationKind::Bind, .port = 80, .uid = 65534},
		.answer = {.error_number = EACCES}};
	Denial files{.operation = {.kind = OperationKind::Resource, .resource = "NOFILE"},
		.answer = {.error_number = EMFILE}};
	const RestoredRow rows[]{
		{"User=redis", "User=nobody",
			by_user(OperationKind::Path, "/var/log/redis/redis.log", EACCES),
			"User=redis | LogsDirectory=redis"},
		{"User=redis", "User=nobody", by_user(OperationKind::Path, "", EACCES),
			"User=redis"},
		{"", "User=nobody", by_user(OperationKind::Path, "/srv/x/y", EACCES), "User="},
		/* a user without powers is as good as another */
		{"User=redis", "User=nobody", port, "AmbientCapabilities=CAP_NET_BIND_SERVICE"},
		{"", "User=nobody", port, "AmbientCapabilities=CAP_NET_BIND_SERVICE | User="},
		{"User=redis", "User=gone", step(217, "User", ESRCH), "User=redis"},
		{"", "User=gone", step(217, "User", ESRCH), "DynamicUser=yes | User="},
		{"Group=redis", "Group=gone", step(216, "Group", ESRCH), "Group=redis"},
		{"WorkingDirectory=/srv/x", "WorkingDirectory=/gone",
			step(200, "WorkingDirectory", ENOENT),
			"WorkingDirectory=-/gone | WorkingDirectory=/srv/x"},
		{"ProtectSystem=full", "ProtectSystem=strict", at_root,
			"ReadWritePaths=-/srv/x | ProtectSystem=full"},
		{"ProtectSystem=full", "ProtectSystem=strict", in_etc,
			"ReadWritePaths=-/etc/x | ProtectSystem=yes | "
			"ProtectSystem=no"},
		{"LimitNOFILE=65536", "LimitNOFILE=8", files,
			"LimitNOFILE=4096 | LimitNOFILE=65536"},
		{"LimitNOFILE=1024", "LimitNOFILE=8", files, "LimitNOFILE=1024"},
		/* what a specifier made of it may not be written back */
		{"WorkingDirectory=/srv/%%x", "WorkingDirectory=/gone",
			step(200, "WorkingDirectory", ENOENT),
			"WorkingDirectory=-/gone | WorkingDirectory="},
	};
	for (const RestoredRow &row : rows)
		check.equal(all_of(edits_for(
				    test::layered_unit(row.fragment, row.drop_in), row.denial)),
			row.edits);
}

/** Also where an earlier repair has written the same value once more. */
void test_user_of_the_fragment(Check &check)
{
	UnitBuilder builder{
		{.root = "/nowhere", .systemd_version = 257}, "x.service", "/lib/x.service"};
	builder.add_file(
		OriginKind::Fragment, "/lib/x.service", "[Service]\nExecStart=/x\nUser=redis\n");
	builder.add_file(OriginKind::DropIn, "/etc/50.conf", "[Service]\nUser=nobody\n");
	builder.add_file(OriginKind::DropIn, "/etc/zz.conf", "[Service]\nUser=redis\n");
	Incident incident{.unit = "x.service", .outcome = Outcome::Failed};
	incident.denials = {by_user(OperationKind::Path, "/var/log/redis/redis.log", EACCES)};
	const Diagnosis diagnosis =
		diagnose(std::move(incident), builder.config(), {.systemd_version = 257});
	for (const Finding &finding : diagnosis.findings) {
		check.is_true(finding.confidence < 0.5, "not to blame");
		for (const Edit &edit : finding.edits)
			check.lacks(text_of(edit.lines), "User=");
	}
}

/** What root can undo its sandbox with stays read-only. */
constexpr const char *writable_run =
	"ReadWritePaths=-/run; ReadOnlyPaths=-/run/credentials -/run/dbus -/run/log -/run/systemd "
	"-/run/udev -/run/user";

struct Wish {
	Denial denial;
	/** Of the edits for it the one with these lines. */
	const char *edit;
};

struct MergedRow {
	const char *unit;
	std::vector<Wish> wishes;
	const char *lines;
};

/** Of two edits one may do what the other is for: then the other goes, the wider one first. */
void test_needless_edits(Check &check)
{
	const char *read_only = "ProtectSystem=strict";
	const Denial pid = write_to("/run/x.pid", EROFS);
	const Denial library = write_to("/usr/lib/x/y", EROFS);
	const Denial state = write_to("/var/lib/y/z", EROFS);
	const Denial more_state = write_to("/var/lib/y/w", EROFS);
	const MergedRow rows[]{
		{read_only, {{pid, writable_run}, {library, "ProtectSystem=no"}},
			"ProtectSystem=no"},
		{read_only,
			{{library, "ProtectSystem=no"}, {pid, writable_run},
				{state, "StateDirectory=y"}},
			"ProtectSystem=no"},
		{read_only, {{pid, writable_run}, {library, "ReadWritePaths=-/usr/lib/x"}},
			"ReadWritePaths=-/run -/usr/lib/x; ReadOnlyPaths=-/run/credentials "
			"-/run/dbus -/run/log -/run/systemd -/run/udev -/run/user"},
		/* the narrow one alone does it */
		{read_only, {{state, "StateDirectory=y"}, {more_state, "ProtectSystem=no"}},
			"StateDirectory=y"},
		{read_only, {{more_state, "ProtectSystem=no"}, {state, "StateDirectory=y"}},
			"StateDirectory=y"},
		{read_only,
			{{state, "StateDirectory=y"}, {more_state, "ReadWritePaths=-/var/lib/y"}},
			"StateDirectory=y"},
		/* each is for what the other does not do */
		{read_only, {{state, "StateDirectory=y"}, {library, "ReadWritePaths=-/usr/lib/x"}},
			"StateDirectory=y; ReadWritePaths=-/usr/lib/x"},
		{"ProtectSystem=strict\nReadOnlyPaths=/run",
			{{pid, "ReadOnlyPaths="}, {state, "ProtectSystem=full"}},
			"ReadOnlyPaths=; ProtectSystem=full"},
	};
	for (const MergedRow &row : rows) {
		const UnitConfig config = test::layered_unit("", row.unit);
		std::vector<Edit> edits;
		for (const Wish &wish : row.wishes) {
			const auto proposed = edits_for(config, wish.denial);
			const auto found = std::ranges::find_if(proposed,
				[&](const Edit &edit) { return text_of(edit.lines) == wish.edit; });
			if (check.is_true(found != proposed.end(), all_of(proposed)))
				edits.push_back(*found);
		}
		const auto lines = merge_edits(config, {.systemd_version = 257}, edits);
		check.equal(text_of(texts_of(lines)), row.lines);
	}
}

/** An empty assignment in the drop-in takes the vendor's list away: that is put back first, also
 * where the log names no path. */
void test_emptied_list(Check &check)
{
	const UnitConfig unit =
		test::layered_unit("ProtectSystem=strict\nReadWritePaths=-/var/lib/x\n"
				   "ReadWritePaths=/var/log/x",
			"ReadWritePaths=");
	for (const char *path : {"/var/lib/x/data", ""}) {
		Incident incident{.unit = "x.service", .outcome = Outcome::Failed};
		incident.denials = {write_to(path, EROFS)};
		const Diagnosis diagnosis = diagnose(std::move(incident), unit,
			{.systemd_version = 257, .file_tree = "/nowhere"});
		if (!check.is_true(!diagnosis.findings.empty(), "a finding"))
			continue;
		const Finding &finding = diagnosis.findings[0];
		check.equal(text_of(finding.edits.at(0).lines),
			"ReadWritePaths=-/var/lib/x; ReadWritePaths=/var/log/x");
		check.equal(finding.edits.at(0).why,
			"/usr/lib/systemd/system/x.service:4 counts again, "
			"/etc/systemd/system/x.service.d/90-x.conf:2 resets the list");
		check.equal(finding.notes.at(0),
			"/etc/systemd/system/x.service.d/90-x.conf:2: ReadWritePaths= without a "
			"value resets the list that /usr/lib/systemd/system/x.service:4 sets.");
	}
}

/** A mount of the file alone would show the old one after the first rotation. */
void test_rotated_files(Check &check)
{
	const test::Tree tree;
	tree.write("/var/log/x.log", "");
	tree.write("/var/log/y.log", "");
	tree.write("/etc/logrotate.d/x", "# ours\n/var/log/x.log /var/log/x-*.log {\n\tweekly\n}\n"
					 "/var/log/y.log\n{\n\tcopytruncate\n}\n");
	const UnitConfig unit = test::layered_unit("", "ProtectSystem=strict");
	for (const char *path : {"/var/log/x.log", "/var/log/x-2.log"}) {
		const auto edits = edits_for(unit, write_to(path, EROFS), tree.root());
		if (!check.is_true(!edits.empty(), path))
			continue;
		check.equal(text_of(edits[0].lines),
			"ReadWritePaths=-/var/log; "
			"ReadOnlyPaths=-/var/log/audit -/var/log/journal");
		check.contains(edits[0].why, "logrotate replaces /var/log/x");
	}
	const auto edits = edits_for(unit, write_to("/var/log/y.log", EROFS), tree.root());
	if (check.is_true(!edits.empty(), "an edit"))
		check.equal(text_of(edits[0].lines), "ReadWritePaths=-/var/log/y.log");
}

/** A colon ends the source in BindPaths= and its like: the next wider edit is the first then. */
void test_colon_in_a_path(Check &check)
{
	const Denial denial{
		.operation = {.kind = OperationKind::Path,
			.path = "/srv/x/a:b",
			.access = Access::Read},
		.answer = {.error_number = ENOENT},
	};
	const auto edits = edits_for(test::layered_unit("", "InaccessiblePaths=/srv/x"), denial);
	if (check.is_true(!edits.empty(), "an edit"))
		check.equal(text_of(edits[0].lines), "InaccessiblePaths=; ReadOnlyPaths=-/srv/x");
}

/** Where /usr/lib64 holds links alone, what they lead to is enough. */
void test_libraries(Check &check)
{
	const Denial denial{
		.operation = {.kind = OperationKind::Execute, .path = "/usr/bin/x"},
		.answer = {.error_number = EACCES},
	};
	const UnitConfig unit = test::layered_unit("", "NoExecPaths=/");
	const test::Tree tree;
	tree.write("/usr/bin/x", "");
	tree.write("/usr/lib64/.hidden", "");
	const std::string loader = tree.root() + "/usr/lib64/ld-linux-x86-64.so.2";
	check.equal(symlink("../lib/ld-linux-x86-64.so.2", loader.c_str()), 0);
	auto edits = edits_for(unit, denial, tree.root());
	if (check.is_true(!edits.empty(), "an edit"))
		check.equal(text_of(edits[0].lines), "ExecPaths=-/usr/bin/x -/usr/lib");
	tree.write("/usr/lib64/libx.so", "");
	edits = edits_for(unit, denial, tree.root());
	if (check.is_true(!edits.empty(), "an edit"))
		check.equal(text_of(edits[0].lines), "ExecPaths=-/usr/bin/x -/usr/lib -/usr/lib64");
}

/** Entries of the file that resets the list are its own business. */
void test_list_begun_anew(Check &check)
{
	const auto edits = edits_for(
		test::layered_unit("ProtectSystem=strict", "ReadWritePaths=/srv\nReadWritePaths="),
		write_to("/var/lib/x/data", EROFS));
	if (check.is_true(!edits.empty(), "an edit"))
		check.equal(text_of(edits[0].lines), "StateDirectory=x");
}

/** systemd ignores the word and keeps the list: what was meant is denied. */
void test_misspelt_words(Check &check)
{
	struct Row {
		const char *unit;
		Denial denial;
		const char *edit;
		const char *note;
	};
	const Row rows[]{
		{"SystemCallFilter=@basic-io @file-sytem",
			{.operation = {.kind = OperationKind::SystemCall,
				 .call = "openat",
				 .call_is_exact = true},
				.answer = {.signal = SIGSYS}},
			"SystemCallFilter=@file-system",
			"/etc/systemd/system/x.service.d/90-x.conf:2: systemd does not know "
			"@file-sytem and ignores it; @file-system was probably meant."},
		{"RestrictAddressFamilies=AF_UNIX AF_INET,AF_INET6",
			{.operation = {.kind = OperationKind::Socket, .family = AF_INET},
				.answer = {.error_number = EAFNOSUPPORT}},
			"RestrictAddressFamilies=AF_INET AF_INET6",
			"/etc/systemd/system/x.service.d/90-x.conf:2: systemd does not know "
			"AF_INET,AF_INET6 and ignores it; AF_INET AF_INET6 was probably meant."},
		{"RestrictAddressFamilies=AF_INET,AF_INET6",
			{.operation = {.kind = OperationKind::Socket, .family = AF_INET},
				.answer = {.error_number = EAFNOSUPPORT}},
			"RestrictAddressFamilies=AF_INET AF_INET6",
			"/etc/systemd/system/x.service.d/90-x.conf:2: systemd does not know "
			"AF_INET,AF_INET6 and ignores it; AF_INET AF_INET6 was probably meant."},
	};
	for (const Row &row : rows) {
		Incident incident{.unit = "x.service", .outcome = Outcome::Failed};
		incident.denials = {row.denial};
		const Diagnosis diagnosis =
			diagnose(std::move(incident), test::layered_unit("", row.unit),
				{.systemd_version = 257, .file_tree = "/nowhere"});
		if (!check.is_true(!diagnosis.findings.empty(), row.unit))
			continue;
		check.equal(text_of(diagnosis.findings[0].edits.at(0).lines), row.edit);
		check.equal(diagnosis.findings[0].notes.at(0), row.note);
	}
}

constexpr test::Case cases[]{
	{"the mode of a directory", test_mode_of_a_directory},
	{"comments", test_comments},
	{"what a drop-in overrides", test_restored},
	{"the fragment's user", test_user_of_the_fragment},
	{"needless edits", test_needless_edits},
	{"a list that was emptied", test_emptied_list},
	{"rotated files", test_rotated_files},
	{"libraries", test_libraries},
	{"a colon in a path", test_colon_in_a_path},
	{"a list begun anew", test_list_begun_anew},
	{"misspelt words", test_misspelt_words},
};

} // namespace

int main()
{
	return test::run("edits", cases);
}
