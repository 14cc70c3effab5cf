// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "advice/edits.hh"

#include "../unit/tree.hh"
#include "advice/diagnose.hh"
#include "advice/drop-in.hh"
#include "harness.hh"
#include "layered-unit.hh"
#include "unit/unit-builder.hh"

#include <cerrno>
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
		return; /* somebody else's directory is not made this service's own */
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

constexpr test::Case cases[]{
	{"the mode of a directory", test_mode_of_a_directory},
	{"comments", test_comments},
};

} // namespace

int main()
{
	return test::run("edits", cases);
}
