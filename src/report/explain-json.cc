// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "report/explain-json.hh"

#include "sandbox/meanings.hh"
#include "unit/names.hh"

namespace hardenctl {

using Json = nlohmann::ordered_json;

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

Json topic_to_json(const GroupTopic &topic, const Explanation &)
{
	return Json{
		{"kind", "group"},
		{"name", topic.group->name},
		{"description", topic.group->description},
		{"version", topic.version},
		{"calls", calls_to_json(topic.group->calls)},
		{"nested", calls_to_json(topic.group->nested)},
		{"containers", calls_to_json(topic.containers)},
		{"differences", json_array(topic.differences,
					[](const GroupDifference &difference) {
						return Json{
							{"version", difference.version},
							{"missing", difference.missing},
							{"added", calls_to_json(difference.added)},
							{"removed",
								calls_to_json(difference.removed)},
						};
					})},
		{"denied_by", names_of(topic.denied_by)},
	};
}

Json topic_to_json(const ExitStatusTopic &topic, const Explanation &)
{
	return Json{
		{"kind", "exit-status"},
		{"status", topic.status},
		{"name", exit_status_name(topic.status)},
		{"description", exit_status_meaning(topic.status)},
		{"directives", names_of(topic.directives)},
	};
}

Json topic_to_json(const ErrnoTopic &topic, const Explanation &)
{
	return Json{
		{"kind", "errno"},
		{"number", topic.number},
		{"name", errno_name(topic.number)},
		{"answered_by", answers_to_json(topic.answered_by)},
	};
}

Json topic_to_json(const SignalTopic &topic, const Explanation &)
{
	return Json{
		{"kind", "signal"},
		{"number", topic.number},
		{"name", signal_name(topic.number)},
		{"answered_by", answers_to_json(topic.answered_by)},
	};
}

Json topic_to_json(const CapabilityTopic &topic, const Explanation &)
{
	return Json{
		{"kind", "capability"},
		{"number", topic.capability},
		{"name", capability_name(topic.capability)},
		{"description", capability_meaning(topic.capability)},
		{"calls", json_array(topic.calls,
				  [](const PrivilegedCall &call) {
					  return Json{
						  {"call", call.call},
						  {"errno", errno_name(call.error_number)},
						  {"sometimes", call.likelihood < 1},
					  };
				  })},
		{"dropped_by", causes_to_json(topic.dropped_by)},
		{"denials", answers_to_json(topic.denials)},
	};
}

Json topic_to_json(const FamilyTopic &topic, const Explanation &)
{
	return Json{
		{"kind", "address-family"},
		{"number", topic.family},
		{"name", family_name(topic.family)},
		{"description", family_meaning(topic.family)},
		{"denials", answers_to_json(topic.denials)},
		{"related", names_of(topic.related)},
	};
}

Json topic_to_json(const SystemCallTopic &topic, const Explanation &)
{
	const PrivilegedCall *privilege = topic.privilege;
	return Json{
		{"kind", "system-call"},
		{"name", topic.call},
		{"groups", json_array(topic.groups,
				   [](const CallGroups &groups) {
					   return Json{
						   {"version", groups.version},
						   {"groups", calls_to_json(groups.groups)},
					   };
				   })},
		{"denied_by", causes_to_json(topic.denied_by)},
		{"capability", privilege == nullptr ? Json(nullptr)
						    : Json(capability_name(privilege->capability))},
	};
}

std::string render_explanation_json(const Explanation &explanation, JsonMode mode)
{
	if (mode == JsonMode::Off)
		return {};
	const auto convert = [&](const Topic &topic) {
		return std::visit(
			[&](const auto &kind) { return topic_to_json(kind, explanation); }, topic);
	};
	const Json document{
		{"hardenctl", HARDENCTL_VERSION},
		{"systemd", number_or_null(explanation.systemd_version)},
		{"kernel", text_or_null(explanation.kernel)},
		{"topics", json_array(explanation.topics, convert)},
		{"diagnostics", json_array(explanation.diagnostics, diagnostic_to_json)},
	};
	return dump_json(document, mode);
}

} // namespace hardenctl
