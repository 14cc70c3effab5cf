// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "report/show.hh"

#include "base/text.hh"
#include "harness.hh"
#include "report/columns.hh"
#include "unit/unit-builder.hh"

#include <array>
#include <nlohmann/json.hpp>

using namespace hardenctl;
using namespace hardenctl::test;
using nlohmann::json;

static constexpr unsigned debian_13 = 257;

static UnitConfig config_of(const std::string &lines, unsigned version)
{
	UnitBuilder builder{
		{.root = "/nowhere", .systemd_version = version}, "x.service", "/etc/x.service"};
	builder.add_file(OriginKind::Fragment, "/etc/x.service",
		"[Service]\nExecStart=/usr/bin/x\n" + lines + "\n");
	return builder.config();
}

static ShownUnits shown_of(
	const std::string &lines, bool all = false, const System &system = {debian_13, false})
{
	return {.systemd_version = system.systemd_version,
		.units = {effective_sandbox(config_of(lines, system.systemd_version),
			config_of(lines, newest_known_systemd), system, ExposureMode::Offline,
			all)}};
}

static std::string text_of(const std::string &lines, const ReportStyle &style = {.width = 0})
{
	return render_sandboxes(shown_of(lines), style);
}

static void test_table(Check &check)
{
	check.equal(text_of("DynamicUser=yes\nPrivateTmp=yes\nPrivateBPF=yes\nSystemCallFilter="
			    "@system-service\nSystemCallFilter=~@privileged"),
		std::string_view{R"(x.service

DIRECTIVE          VALUE            ENFORCED       EXPOSURE  SET AT
DynamicUser=       yes              yes               -0.35  /etc/x.service:3
NoNewPrivileges=   yes              yes               -0.18  implied by DynamicUser=, /etc/x.service:3
PrivateBPF=        yes              no, since 258            /etc/x.service:5
PrivateTmp=        yes              yes               -0.18  /etc/x.service:4
ProtectHome=       read-only        yes               -0.09  implied by DynamicUser=, /etc/x.service:3
ProtectSystem=     strict           yes               -0.18  implied by DynamicUser=, /etc/x.service:3
RemoveIPC=         yes              yes               -0.02  implied by DynamicUser=, /etc/x.service:3
RestrictSUIDSGID=  yes              yes               -0.18  implied by DynamicUser=, /etc/x.service:3
SystemCallFilter=  @system-service  yes               -1.46  /etc/x.service:6
SystemCallFilter=  ~@privileged     yes                      /etc/x.service:7

EXPOSURE, of 10 in systemd-analyze security; negative: exposure removed,
positive: exposure remaining.

Overall exposure level for x.service: 6.7 MEDIUM
)"});
}

static void test_narrow_screen(Check &check)
{
	const Utf8Scope utf8;
	const std::string text = text_of("DynamicUser=yes\nReadOnlyPaths=/a/very/long/path/to/some "
					 "/more/of/them",
		{.width = 80});
	check.contains(text, "  by DynamicUser=\n");
	check.contains(text, "/a/very/lon…more/of/them");
	check.contains(text, "  x.service:4\n");
	check.contains(text, "\n  x.service in /etc/\n");
	for (const std::string_view line : split(text, '\n'))
		check.is_true(display_width(line) <= 80, line);
}

static void test_ignored_here(Check &check)
{
	check.contains(text_of("PrivateBPF=yes"), "yes    no, since 258");
	check.contains(text_of("PrivateTmp=disconnected"), "disconnected  yes");
	const auto old = shown_of("PrivateTmp=disconnected", false, {252, false});
	check.contains(render_sandboxes(old, {.width = 0}), "disconnected  no, since 257");
	const auto unknown = shown_of("PrivateTmp=yes", false, {0, false});
	check.contains(render_sandboxes(unknown, {.width = 0}), "yes    unknown");
}

static void test_last_one_counts(Check &check)
{
	const std::string text = text_of("ProtectSystem=full\nProtectSystem=yes");
	check.contains(text, "yes ");
	check.lacks(text, "full");
	// A newer systemd would take the second, this one stays with the first.
	const std::string both = text_of("PrivateTmp=yes\nPrivatePIDs=nonsense");
	check.contains(both, "PrivateTmp=");
	check.lacks(both, "nonsense");
}

static void test_user_manager(Check &check)
{
	const auto shown = shown_of(
		"LockPersonality=yes\nPrivateTmp=yes\nPAMName=login", false, {debian_13, true});
	const std::string text = render_sandboxes(shown, {.width = 0});
	check.contains(text, "yes    yes");
	check.contains(text, "yes    depends");
	for (const DirectiveRecord &directive : directive_records())
		if (directive.user_manager.starts_with("Not available"))
			check.is_true(
				user_support(directive.id) == UserSupport::Never, directive.name);
}

static void test_defaults(Check &check)
{
	const std::string text = render_sandboxes(shown_of("", true), {.width = 0});
	check.contains(text, "PrivateTmp=");
	check.contains(text, "default\n");
	check.contains(text_of(""), "Nothing is set: it has the defaults (--all shows them).");
	check.lacks(text_of("", {.width = 0, .legend = false}), "Nothing");
}

static void test_words(Check &check)
{
	check.equal(exposure_word(100), "DANGEROUS");
	check.equal(exposure_word(96), "UNSAFE");
	check.equal(exposure_word(89), "EXPOSED");
	check.equal(exposure_word(50), "MEDIUM");
	check.equal(exposure_word(49), "OK");
	check.equal(exposure_word(9), "SAFE");
	check.equal(exposure_word(0), "PERFECT");
}

static void test_hostile_values(Check &check)
{
	const std::string text = text_of("ReadOnlyPaths=/\x1b[31mred");
	check.lacks(text, "\x1b");
}

static void test_json(Check &check)
{
	const auto shown = shown_of("DynamicUser=yes\nPrivateBPF=yes");
	const json document = json::parse(render_sandboxes_json(shown, JsonMode::Pretty));
	const json &unit = document["units"][0];
	check.equal(unit["unit"].get<std::string>(), "x.service");
	check.equal(unit["exposure"]["word"].get<std::string>(), "EXPOSED");
	const json &first = unit["settings"][0];
	check.equal(first["directive"].get<std::string>(), "DynamicUser");
	check.equal(first["origin"]["line"].get<int>(), 3);
	check.is_true(first["enforced"].get<bool>(), "known");
	const json &implied = unit["settings"][1];
	check.equal(implied["origin"]["implied_by"].get<std::string>(), "DynamicUser");
	const json &ignored = unit["settings"][2];
	check.equal(ignored["directive"].get<std::string>(), "PrivateBPF");
	check.is_true(!ignored["enforced"].get<bool>(), "not known");
	check.equal(ignored["missing_until"].get<int>(), 258);
}

static constexpr std::array cases{
	Case{"the table", test_table},
	Case{"a narrow screen", test_narrow_screen},
	Case{"what this systemd ignores", test_ignored_here},
	Case{"the last one counts", test_last_one_counts},
	Case{"a user manager", test_user_manager},
	Case{"defaults", test_defaults},
	Case{"words for exposure", test_words},
	Case{"hostile values", test_hostile_values},
	Case{"json", test_json},
};

int main()
{
	return run("report show", cases);
}
