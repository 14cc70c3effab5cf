// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "knowledge/names.hh"
#include "report/explain-json.hh"
#include "report/explain-support.hh"

namespace hardenctl {

/** What the implication says beside its two directives. */
static Json implication_to_json(Directive directive, const Implication &implication)
{
	return Json{
		{"directive", name(directive)},
		{"value", implication.value},
		{"from", text_or_null(implication.from)},
		{"when", name(implication.when)},
		{"since", number_or_null(implication.since)},
		{"until", number_or_null(implication.until)},
		{"condition", text_or_null(implication.condition)},
	};
}

static Json values_to_json(const DirectiveRecord &directive)
{
	return json_array(directive.values, [](const ValueRecord &value) {
		return Json{
			{"value", value.value},
			{"since", value.since},
			{"meaning", value.meaning},
		};
	});
}

static Json denials_to_json(const DirectiveRecord &directive)
{
	return json_array(directive.denies, [](const DenialRecord &denial) {
		return Json{
			{"operation", denial.operation},
			{"answer", text_or_null(denial.answer)},
			{"trace", text_or_null(denial.trace)},
		};
	});
}

static Json exit_statuses_to_json(const DirectiveRecord &directive)
{
	return json_array(directive.exit_statuses, [](unsigned status) {
		return Json{
			{"status", status},
			{"name", exit_status_name(static_cast<int>(status))},
		};
	});
}

static Json loosening_to_json(const DirectiveRecord &directive)
{
	return json_array(directive.loosen, [](const LooseningRecord &loosening) {
		return Json{{"edit", loosening.edit}, {"when", loosening.when}};
	});
}

static Json breakage_to_json(const DirectiveRecord &directive)
{
	return json_array(directive.breaks, [](const BreakageRecord &breakage) {
		return Json{{"class", breakage.program_class}, {"what", breakage.what}};
	});
}

static Json exposure_to_json(const DirectiveRecord &directive)
{
	return json_array(directive.exposure, [](const ExposureRecord &row) {
		return Json{
			{"json_field", row.json_field},
			{"weight", row.weight},
			{"range", row.range},
		};
	});
}

/** Three states: null where the version is not known. */
static Json known_here(const DirectiveRecord &directive, const Explanation &context)
{
	const auto known = knows(context.systemd_version, directive.since);
	return known ? Json(*known) : Json(nullptr);
}

static Json kernel_of(const DirectiveRecord &directive)
{
	const auto needed = needed_kernel(directive);
	return needed ? Json(std::to_string(needed->major) + '.' + std::to_string(needed->minor))
		      : Json(nullptr);
}

static Json implied_by_to_json(const DirectiveEntry &entry)
{
	return json_array(entry.implied_by, [](const ImpliedBy &by) {
		return implication_to_json(by.directive, *by.implication);
	});
}

static Json implies_of(const DirectiveRecord &directive)
{
	return json_array(directive.implies, [](const Implication &implication) {
		return implication_to_json(implication.directive, implication);
	});
}

Json entry_to_json(const DirectiveEntry &entry, const Explanation &context)
{
	const DirectiveRecord &directive = record(entry.directive);
	return Json{
		{"kind", "directive"},
		{"name", directive.name},
		{"summary", directive.summary},
		{"description", directive.description},
		{"section", directive.section},
		{"manual", directive.manual},
		{"aliases", texts_to_json(directive.aliases)},
		{"restricts", directive.restricts},
		{"type", name(directive.type)},
		{"merge", name(directive.merge)},
		{"default", text_or_null(directive.default_value)},
		{"values", values_to_json(directive)},
		{"mechanisms", json_array(directive.mechanisms,
				       [](Mechanism mechanism) { return Json(name(mechanism)); })},
		{"denies", denials_to_json(directive)},
		{"exit_statuses", exit_statuses_to_json(directive)},
		{"implies", implies_of(directive)},
		{"implied_by", implied_by_to_json(entry)},
		{"breaks", breakage_to_json(directive)},
		{"loosen", loosening_to_json(directive)},
		{"tighten", text_or_null(directive.tighten)},
		{"since", directive.since},
		{"known_here", known_here(directive, context)},
		{"kernel", kernel_of(directive)},
		{"needs", text_or_null(directive.needs)},
		{"user_manager", text_or_null(directive.user_manager)},
		{"bus_property", text_or_null(directive.bus_property)},
		{"exposure", exposure_to_json(directive)},
		{"related", json_array(entry.related,
				    [](Directive other) { return Json(name(other)); })},
	};
}

} // namespace hardenctl
