// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "unit/live-merge.hh"

#include "unit/canonical-value.hh"
#include "unit/words.hh"

#include <algorithm>
#include <fmt/format.h>

namespace hardenctl {

namespace {

using Lines = std::vector<std::string>;

Lines lines_of(const UnitConfig &config, Directive directive)
{
	Lines lines;
	for (const Assignment &assignment : config.assignments)
		if (assignment.directive == directive)
			lines.push_back(assignment.value);
	return lines;
}

bool is_on(const LiveValue &value)
{
	return !value.lines.empty() && !value.lines.back().empty() &&
	       parse_boolean(value.lines.back()) != false;
}

/** What other settings in force bring with them: the manager shows it as if it was written. */
Lines implied_lines(const LiveUnit &live, Directive directive)
{
	Lines lines;
	for (const LiveValue &value : live.values) {
		if (!is_on(value))
			continue;
		for (const Implication &implication : record(value.directive).implies)
			if (implication.directive == directive &&
				(implication.from.empty() ||
					implication.from == value.lines.back()))
				lines.emplace_back(implication.value);
	}
	return lines;
}

/** Types whose default is the manager's business, so that "not set" cannot be told from it. */
bool has_floating_default(const DirectiveRecord &directive) noexcept
{
	switch (directive.type) {
	case ValueType::Limit:
	case ValueType::Mode:
		return true;
	case ValueType::Number:
		return directive.default_value != "infinity";
	case ValueType::String:
		return directive.manager_default || directive.default_value.ends_with('+') ||
		       directive.name.starts_with("Standard") || directive.name.ends_with("Policy");
	case ValueType::Boolean:
	case ValueType::Enum:
		return directive.merge == Merge::LastOrReset &&
		       !parse_boolean(directive.default_value);
	default:
		return directive.manager_default;
	}
}

class LiveMerge {
	UnitConfig &config_;
	const LiveUnit &live_;
	unsigned version_;

	/** Does the manager have what the files say, or what they imply? */
	bool agrees(const LiveValue &value) const
	{
		const DirectiveRecord &directive = record(value.directive);
		const Lines written = lines_of(config_, value.directive);
		if (written.empty() && has_floating_default(directive))
			return true;
		if (same_value(directive, written, value.lines, version_))
			return true;
		const Lines implied = implied_lines(live_, value.directive);
		Lines both = written;
		both.insert(both.end(), implied.begin(), implied.end());
		return !implied.empty() && same_value(directive, both, value.lines, version_);
	}

	/** Of the line that has it now, if there is one. */
	Origin origin_of(Directive directive) const
	{
		if (const Assignment *written = config_.find(directive))
			return {.kind = written->origin.kind, .path = written->origin.path};
		return {.kind = OriginKind::Transient};
	}

	void replace(const LiveValue &value)
	{
		const Origin origin = origin_of(value.directive);
		std::erase_if(config_.assignments, [&](const Assignment &assignment) {
			return assignment.directive == value.directive;
		});
		const DirectiveRecord &directive = record(value.directive);
		if (!same_value(directive, value.lines, {}, version_))
			for (const std::string &line : value.lines)
				config_.assignments.push_back({value.directive, line, origin});
	}

public:
	LiveMerge(UnitConfig &config, const LiveUnit &live, unsigned version)
		: config_(config), live_(live), version_(version)
	{
	}

	void run()
	{
		for (const LiveValue &value : live_.values)
			if (!agrees(value))
				replace(value);
	}
};

} // namespace

void merge_live_values(UnitConfig &config, const LiveUnit &live, unsigned systemd_version)
{
	LiveMerge{config, live, systemd_version}.run();
}

/** "PrivateTmp=yes", "no SystemCallFilter=": a value that is long is left out. */
static std::string said(const UnitConfig &config, Directive directive)
{
	constexpr std::size_t longest = 60;
	const Assignment *last = config.find(directive);
	if (!last)
		return fmt::format("no {}=", name(directive));
	return fmt::format(
		"{}={}", name(directive), last->value.size() > longest ? "…" : last->value);
}

static std::string place_of(const UnitConfig &config, Directive directive)
{
	const Assignment *last = config.find(directive);
	return last ? fmt::format("{}:{} says", last->origin.path, last->origin.line)
		    : "the files say";
}

/** Directives that the one or the other has; each once. */
static std::vector<Directive> directives_of(const UnitConfig &a, const UnitConfig &b)
{
	std::vector<Directive> directives;
	for (const UnitConfig *config : {&a, &b})
		for (const Assignment &assignment : config->assignments)
			if (std::ranges::find(directives, assignment.directive) == directives.end())
				directives.push_back(assignment.directive);
	return directives;
}

void note_need_of_reload(UnitConfig &config, const UnitConfig *disk, unsigned systemd_version)
{
	constexpr std::size_t enough = 3;
	Lines changes;
	if (disk)
		for (const Directive directive : directives_of(config, *disk))
			if (!same_value(record(directive), lines_of(config, directive),
				    lines_of(*disk, directive), systemd_version))
				changes.push_back(fmt::format("{} is in force, {} {}",
					said(config, directive), place_of(*disk, directive),
					said(*disk, directive)));
	std::string text = fmt::format("{} changed on disk after it was loaded", config.id);
	for (std::size_t i = 0; i < changes.size() && i < enough; i++)
		text += (i == 0 ? ": " : "; ") + changes[i];
	if (changes.size() > enough)
		text += fmt::format("; and {} more", changes.size() - enough);
	text += ". `systemctl daemon-reload` and a restart put the files in force.";
	config.diagnostics.push_back({Level::Warning, std::move(text)});
}

} // namespace hardenctl
