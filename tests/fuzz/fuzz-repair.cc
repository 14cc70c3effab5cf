// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "advice/diagnose.hh"
#include "advice/drop-in.hh"
#include "base/error.hh"
#include "denial/collect.hh"
#include "journal/text-log.hh"
#include "unit/unit-builder.hh"
#include "unit/unit-files.hh"
#include "unit/unit-text.hh"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>

using namespace hardenctl;

namespace {

constexpr std::size_t page = 4096;
const UnitSearch search{.root = "/nonexistent", .systemd_version = 257};

[[noreturn]] void fail(const char *what, const std::string &drop_in)
{
	std::fprintf(stderr, "%s:\n%s\n", what, drop_in.c_str());
	abort();
}

/** A service that takes every drop-in, so that all complaints are about the drop-in. */
void check_accepted(const std::string &drop_in)
{
	UnitBuilder builder{search, "x.service", "/x.service"};
	builder.add_file(OriginKind::Fragment, "/x.service", "[Service]\nExecStart=/usr/bin/x\n");
	builder.add_file(OriginKind::DropIn, "/x.service.d/x.conf", drop_in);
	if (!builder.config().diagnostics.empty())
		fail(builder.config().diagnostics.front().message.c_str(), drop_in);
	if (builder.config().commands.size() != 1)
		fail("it changes what is run", drop_in);
}

/** As systemd reads it, the drop-in is these lines and nothing else. */
void check_lines(const std::string &drop_in, const std::vector<DropInLine> &lines)
{
	const UnitText text = parse_unit_text(drop_in);
	if (!text.problems.empty() || text.is_broken || text.lines.size() != lines.size())
		fail("not the lines that were meant", drop_in);
	for (std::size_t i = 0; i < lines.size(); i++) {
		const UnitLine &line = text.lines[i];
		if (line.section != "Service" || line.key + "=" + line.value != lines[i].text ||
			line.line != line.last_line || !find_directive(line.key))
			fail("a line that was not meant", drop_in);
		if (lines[i].reasons.empty())
			fail("a line without a reason", drop_in);
	}
}

void check_edits(const Diagnosis &diagnosis, const UnitConfig &config)
{
	constexpr System system{.systemd_version = 257};
	std::vector<Edit> first;
	for (const Finding &finding : diagnosis.findings) {
		for (const Edit &edit : finding.edits) {
			if (edit.drop_in.size() > page)
				fail("more than a page", edit.drop_in);
			check_accepted(edit.drop_in);
			check_lines(edit.drop_in, merge_edits(config, system, {&edit, 1}));
		}
		if (!finding.edits.empty())
			first.push_back(finding.edits.front());
	}
	if (first.empty())
		return;
	const std::string all = compose_drop_in(config, system, first);
	if (all.size() > page * first.size())
		fail("more than a page an edit", all);
	check_accepted(all);
	check_lines(all, merge_edits(config, system, first));
}

void run(std::string_view unit, std::string_view text)
{
	const UnitConfig config = load_unit_text(search, "/etc/systemd/system/nginx.service", unit);
	const auto log = open_text_log({.text = std::string{text}}, "fuzz");
	for (Incident &incident : collect_incidents(*log, "nginx.service", config, {}))
		check_edits(diagnose(std::move(incident), config,
				    {.systemd_version = 257, .file_tree = {}}),
			config);
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size);

/** The whole way: a unit, a line "---", a log; every drop-in holds what was meant and no more. */
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
	static constexpr std::string_view separator = "\n---\n";
	const std::string_view text{reinterpret_cast<const char *>(data), size};
	const auto at = text.find(separator);
	if (at == text.npos)
		return 0;
	try {
		run(text.substr(0, at + 1), text.substr(at + separator.size()));
	} catch (const Error &) {
		// Not a log: that is an answer.
	}
	return 0;
}
