// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "harness.hh"
#include "samples.hh"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>

using namespace hardenctl;
using namespace hardenctl::test;

/** Escape sequence, newline, bidi override, C1 CSI, invalid UTF-8, %, quotes. */
static constexpr std::string_view poison = "\x1b]0;x\a\n× forged\u202e\xc2\x9b"
					   "2J\xff 100% \"q\" 'q'";

static Diagnosis poisoned()
{
	const std::string text{poison};
	Diagnosis diagnosis = nginx_diagnosis();
	Finding &finding = diagnosis.findings.front();
	finding.value = text;
	finding.origin.path = text;
	finding.notes = {text};
	finding.edits[0].why = text;
	finding.edits[0].lines = {text};
	finding.edits[0].drop_in = text;
	finding.denial.comm = text;
	finding.denial.command = text;
	finding.denial.operation.call = text;
	finding.denial.evidence[0].message = text;
	finding.denial.evidence[1] = {Source::Program, text, sample_time, text, text};
	diagnosis.incident.unit = text;
	diagnosis.incident.hostname = text;
	diagnosis.incident.invocation = text;
	diagnosis.incident.exit = text;
	diagnosis.summary = text;
	diagnosis.ruled_out = {text};
	diagnosis.ruled_out_reason = text;
	diagnosis.unexplained = {finding.denial};
	diagnosis.diagnostics = {{Level::Warning, text}};
	return diagnosis;
}

static Report poisoned_report()
{
	Diagnosis other_cause = poisoned();
	other_cause.verdict = Verdict::NotSandbox;
	other_cause.incident.hostname = "other";
	other_cause.unexplained[0].other_cause = true;
	other_cause.unexplained[0].other_cause_reason = std::string{poison};
	return report_of({poisoned(), other_cause});
}

static void expect_harmless(Check &check, std::string_view text)
{
	check.is_true(text.find('\x1b') == text.npos && text.find('\a') == text.npos,
		"control characters");
	check.lacks(text, "\u202e");
	check.lacks(text, "\xc2\x9b");
	check.lacks(text, "\xff");
	check.lacks(text, "\n× forged");
}

static void test_text(Check &check)
{
	for (const unsigned width : {0u, 20u, 80u, 200u})
		for (const bool utf8 : {true, false}) {
			ReportStyle style = sample_style();
			style.width = width;
			style.utf8 = utf8;
			expect_harmless(check, render_diagnoses(poisoned_report(), style));
			expect_harmless(check, render_list(poisoned_report(), style));
			style.full = true;
			expect_harmless(check, render_diagnoses(poisoned_report(), style));
		}
}

static void test_escapes_are_readable(Check &check)
{
	ReportStyle style = sample_style();
	style.width = 0;
	const std::string text = render_diagnoses(poisoned_report(), style);
	check.contains(text, "\\x1b]0;x\\x07\\n× forged\\u202e\\u009b2J\\xff 100% \"q\" 'q'");
	check.contains(render_list(poisoned_report(), style), "\\x1b]0;x\\x07\\n× forged");
}

static void test_json(Check &check)
{
	for (const JsonMode mode : {JsonMode::Short, JsonMode::Pretty}) {
		const std::string text = render_json(poisoned_report(), mode);
		expect_harmless(check, text);
		check.is_true(std::ranges::all_of(text,
				      [](char c) {
					      return c == '\n' || c == '\t' ||
						     (c >= ' ' && c <= '~');
				      }),
			"only ASCII");
		const auto document = nlohmann::json::parse(text);
		check.equal(document["units"][0]["summary"].get<std::string>(),
			"\x1b]0;x\a\n× forged\u202e\xc2\x9b"
			"2J\ufffd 100% \"q\" 'q'");
	}
}

static constexpr std::array cases{
	Case{"text", test_text},
	Case{"escapes are readable", test_escapes_are_readable},
	Case{"JSON", test_json},
};

int main()
{
	return run("report hostile", cases);
}
