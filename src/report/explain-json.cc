// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "report/explain-json.hh"

#include "base/escape.hh"
#include "knowledge/names.hh"
#include "report/words.hh"

namespace hardenctl {

static Json calls_to_json(std::span<const std::string_view> calls)
{
	return json_array(calls, [](std::string_view call) { return Json(call); });
}

static Json names_of(std::span<const Directive> directives)
{
	return json_array(directives, [](Directive directive) { return Json(name(directive)); });
}

static Json causes_to_json(std::span<const Cause> causes)
{
	return json_array(causes, [](const Cause &cause) {
		return Json{
			{"directive", name(cause.directive)},
			{"value", text_or_null(cause.value)},
			{"errno", text_or_null(errno_name(cause.answer.error_number))},
			{"signal", text_or_null(signal_name(cause.answer.signal))},
			{"sometimes", cause.sometimes},
		};
	});
}

static Json answers_to_json(std::span<const AnsweredBy> rows)
{
	return json_array(rows, [](const AnsweredBy &row) {
		return Json{
			{"directive", name(row.directive)},
			{"operation", row.denial->operation},
			{"answer", text_or_null(row.denial->answer)},
		};
	});
}

Json entry_to_json(const GroupEntry &entry, const Explanation &)
{
	return Json{
		{"kind", "group"},
		{"name", entry.group->name},
		{"description", entry.group->description},
		{"version", entry.version},
		{"calls", calls_to_json(entry.group->calls)},
		{"nested", calls_to_json(entry.group->nested)},
		{"containers", calls_to_json(entry.containers)},
		{"differences", json_array(entry.differences,
					[](const GroupDifference &difference) {
						return Json{
							{"version", difference.version},
							{"missing", difference.missing},
							{"added", calls_to_json(difference.added)},
							{"removed",
								calls_to_json(difference.removed)},
						};
					})},
		{"denied_by", names_of(entry.denied_by)},
	};
}

Json entry_to_json(const ExitStatusEntry &entry, const Explanation &)
{
	return Json{
		{"kind", "exit-status"},
		{"status", entry.status},
		{"name", exit_status_name(entry.status)},
		{"description", exit_status_description(entry.status)},
		{"directives", names_of(entry.directives)},
	};
}

Json entry_to_json(const ErrnoEntry &entry, const Explanation &)
{
	return Json{
		{"kind", "errno"},
		{"number", entry.number},
		{"name", errno_name(entry.number)},
		{"answered_by", answers_to_json(entry.answered_by)},
	};
}

Json entry_to_json(const SignalEntry &entry, const Explanation &)
{
	return Json{
		{"kind", "signal"},
		{"number", entry.number},
		{"name", signal_name(entry.number)},
		{"answered_by", answers_to_json(entry.answered_by)},
	};
}

Json entry_to_json(const ProgramStatusEntry &entry, const Explanation &)
{
	return Json{
		{"kind", "program-status"},
		{"status", entry.status},
		{"name", std::to_string(entry.status)},
		{"description", text_or_null(entry.description)},
		{"signal", text_or_null(signal_name(entry.signal))},
	};
}

Json entry_to_json(const LineEntry &entry, const Explanation &)
{
	return Json{
		{"kind", "line"},
		{"name", sanitize_utf8(entry.line)},
		{"denials", json_array(entry.denials,
				    [](const LineDenial &shown) {
					    return Json{
						    {"operation", sanitize_utf8(denial_in_words(
									  shown.denial))},
						    {"directives", names_of(shown.directives)},
					    };
				    })},
		{"exit", text_or_null(sanitize_utf8(entry.exit))},
	};
}

Json entry_to_json(const CapabilityEntry &entry, const Explanation &)
{
	return Json{
		{"kind", "capability"},
		{"number", entry.capability},
		{"name", capability_name(entry.capability)},
		{"description", capability_description(entry.capability)},
		{"calls", json_array(entry.calls,
				  [](const PrivilegedCall &call) {
					  return Json{
						  {"call", call.call},
						  {"errno", errno_name(call.error_number)},
						  {"sometimes", call.likelihood < 1},
					  };
				  })},
		{"dropped_by", causes_to_json(entry.dropped_by)},
		{"denials", answers_to_json(entry.denials)},
	};
}

Json entry_to_json(const FamilyEntry &entry, const Explanation &)
{
	return Json{
		{"kind", "address-family"},
		{"number", entry.family},
		{"name", family_name(entry.family)},
		{"description", family_description(entry.family)},
		{"denials", answers_to_json(entry.denials)},
		{"related", names_of(entry.related)},
	};
}

Json entry_to_json(const SystemCallEntry &entry, const Explanation &)
{
	const PrivilegedCall *privilege = entry.privilege;
	return Json{
		{"kind", "system-call"},
		{"name", entry.call},
		{"groups", json_array(entry.groups,
				   [](const CallGroups &groups) {
					   return Json{
						   {"version", groups.version},
						   {"groups", calls_to_json(groups.groups)},
					   };
				   })},
		{"denied_by", causes_to_json(entry.denied_by)},
		{"capability", privilege == nullptr ? Json(nullptr)
						    : Json(capability_name(privilege->capability))},
	};
}

std::string render_explanation_json(const Explanation &explanation, JsonMode mode)
{
	if (mode == JsonMode::Off)
		return {};
	const auto convert = [&](const LookupEntry &entry) {
		return std::visit(
			[&](const auto &kind) { return entry_to_json(kind, explanation); }, entry);
	};
	const Json document{
		{"hardenctl", HARDENCTL_VERSION},
		{"systemd", number_or_null(explanation.systemd_version)},
		{"kernel", text_or_null(explanation.kernel)},
		{"topics", json_array(explanation.entries, convert)},
		{"diagnostics", json_array(explanation.diagnostics, diagnostic_to_json)},
	};
	return dump_json(document, mode);
}

} // namespace hardenctl
