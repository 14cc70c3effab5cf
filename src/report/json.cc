// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "report/json-parts.hh"

#include "base/escape.hh"
#include "knowledge/names.hh"
#include "report/debug.hh"
#include "report/report.hh"
#include "report/words.hh"

#include <cmath>
#include <span>

namespace hardenctl {

Json text_or_null(std::string_view text)
{
	return text.empty() ? Json(nullptr) : Json(sanitize_utf8(text));
}

template <typename Number> static Json optional_or_null(const std::optional<Number> &number)
{
	return number ? Json(*number) : Json(nullptr);
}

Json origin_to_json(const Origin &origin)
{
	return Json{
		{"kind", origin_kind_name(origin.kind)},
		{"path", text_or_null(origin.path)},
		{"line", number_or_null(origin.line)},
		{"implied_by", origin.implied_by ? Json(name(*origin.implied_by)) : Json(nullptr)},
	};
}

static Json denial_to_json(const Denial &denial)
{
	return Json{
		{"operation", operation_kind_name(denial.operation.kind)},
		{"subject", text_or_null(subject_of(denial.operation).value_or(""))},
		{"errno", text_or_null(errno_name(denial.answer.error_number))},
		{"signal", text_or_null(signal_name(denial.answer.signal))},
		{"pid", optional_or_null(denial.pid)},
		{"comm", text_or_null(denial.comm)},
		{"exe", text_or_null(denial.exe)},
		{"count", denial.count},
		{"first", number_or_null(denial.first)},
		{"last", number_or_null(denial.last)},
	};
}

static Json evidence_to_json(std::span<const Evidence> evidence)
{
	Json out = Json::array();
	for (const Evidence &line : evidence)
		out.push_back(Json{
			{"source", source_name(line.source)},
			{"cursor", text_or_null(line.cursor)},
			{"time", number_or_null(line.time)},
			{"message", sanitize_utf8(line.message)},
		});
	return out;
}

static Json edits_to_json(std::span<const Edit> edits)
{
	Json out = Json::array();
	for (const Edit &edit : edits)
		out.push_back(Json{
			{"drop_in", sanitize_utf8(edit.drop_in)},
			{"scope", scope_name(edit.scope)},
			{"why", sanitize_utf8(edit.why)},
			{"needs", json_array(edit.openings, opening_to_json)},
			{"exposure_before", level_to_json(edit.exposure_before)},
			{"exposure_after", level_to_json(edit.exposure_after)},
		});
	return out;
}

static Json finding_to_json(const Finding &finding)
{
	return Json{
		{"directive", name(finding.directive)},
		{"value", sanitize_utf8(finding.value)},
		{"origin", origin_to_json(finding.origin)},
		{"confidence", std::round(finding.confidence * 1000) / 1000},
		{"grade", grade_name(finding.grade)},
		{"denial", denial_to_json(finding.denial)},
		{"evidence", evidence_to_json(finding.denial.evidence)},
		{"edits", edits_to_json(finding.edits)},
	};
}

static Json unexplained_to_json(const Denial &denial)
{
	return Json{
		{"denial", denial_to_json(denial)},
		{"evidence", evidence_to_json(denial.evidence)},
		{"reason", text_or_null(denial.other_cause_reason)},
	};
}

template <typename Value>
static Json array_of(const std::vector<Value> &values, Json (*convert)(const Value &))
{
	Json out = Json::array();
	for (const Value &value : values)
		out.push_back(convert(value));
	return out;
}

static std::string_view bond_name(Relation bond)
{
	switch (bond) {
	case Relation::Dependency:
		return "dependency";
	case Relation::Activated:
		return "activated";
	case Relation::Mentioned:
		return "named";
	}
	return {};
}

static Json other_failure_to_json(const OtherFailure &other)
{
	return Json{
		{"unit", sanitize_utf8(other.unit)},
		{"bond", bond_name(other.bond)},
		{"evidence", evidence_to_json({&other.evidence, 1})},
	};
}

static Json remedy_to_json(const Remedy &remedy)
{
	return Json{
		{"text", sanitize_utf8(remedy.text)},
		{"command", text_or_null(remedy.command)},
	};
}

static Json directive_to_json(const Directive &directive)
{
	return name(directive);
}

static Json diagnosis_to_json(const Diagnosis &diagnosis)
{
	Json out{
		{"unit", sanitize_utf8(diagnosis.incident.unit)},
		{"host", text_or_null(diagnosis.incident.hostname)},
		{"invocation", text_or_null(diagnosis.incident.invocation)},
		{"verdict", verdict_name(diagnosis.verdict)},
		{"summary", sanitize_utf8(diagnosis.summary)},
		{"findings", array_of(diagnosis.findings, finding_to_json)},
		{"unexplained", array_of(diagnosis.unexplained, unexplained_to_json)},
	};
	if (!diagnosis.remedies.empty())
		out["remedies"] = array_of(diagnosis.remedies, remedy_to_json);
	if (diagnosis.incident.well_since != 0)
		out["well_since"] = diagnosis.incident.well_since;
	if (!diagnosis.candidates.empty())
		out["candidates"] = array_of(diagnosis.candidates, directive_to_json);
	if (!diagnosis.incident.lines.empty())
		out["debug"] = debug_to_json(diagnosis);
	if (!diagnosis.incident.other_failures.empty())
		out["other_failures"] =
			array_of(diagnosis.incident.other_failures, other_failure_to_json);
	return out;
}

Json opening_to_json(const Opening &opening)
{
	return Json{
		{"accept", opening.is_refused ? Json(nullptr) : Json(sanitize_utf8(opening.what))},
		{"what", sanitize_utf8(opening.what)},
		{"opens", sanitize_utf8(opening.text)},
	};
}

Json diagnostic_to_json(const Diagnostic &diagnostic)
{
	return Json{
		{"level", level_name(diagnostic.level)},
		{"message", sanitize_utf8(diagnostic.message)},
	};
}

/** The report's own first, then those of the units, each once. */
static Json all_diagnostics(const Report &report)
{
	Json out = array_of(report.diagnostics, diagnostic_to_json);
	for (const Diagnosis &diagnosis : report.diagnoses)
		for (const Diagnostic &diagnostic : diagnosis.diagnostics) {
			Json entry = diagnostic_to_json(diagnostic);
			if (std::ranges::find(out, entry) == out.end())
				out.push_back(std::move(entry));
		}
	return out;
}

std::string dump_json(const Json &document, JsonMode mode)
{
	// ASCII only: bidi and C1 characters are valid JSON, and no good on a terminal.
	static constexpr bool ascii = true;
	return document.dump(mode == JsonMode::Pretty ? 1 : -1, '\t', ascii) + '\n';
}

std::string render_json(const Report &report, JsonMode mode)
{
	if (mode == JsonMode::Off)
		return {};
	const Json document{
		{"hardenctl", HARDENCTL_VERSION},
		{"systemd", number_or_null(report.systemd_version)},
		{"units", array_of(report.diagnoses, diagnosis_to_json)},
		{"diagnostics", all_diagnostics(report)},
	};
	return dump_json(document, mode);
}

} // namespace hardenctl
