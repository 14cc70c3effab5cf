// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "denial/other-failures.hh"

#include "denial/evidence.hh"
#include "denial/manager.hh"
#include "journal/unit-name.hh"

#include <algorithm>
#include <cctype>
#include <map>
#include <re2/re2.h>
#include <set>

namespace hardenctl {

namespace {

/** What a unit waits for may have failed while the system booted. */
constexpr std::uint64_t look_back = 300000000;
constexpr std::size_t max_other_failures = 2000;
constexpr std::size_t max_bus_lines = 500;
constexpr std::size_t max_told = 4;
/** A shorter name is a word of any language. */
constexpr std::size_t shortest_name = 4;

/** By unit: its first failure. */
using FailureLines = std::map<std::string, Evidence>;

FailureLines find_failures(Log &log, const Query &around, const std::string &own)
{
	FailureLines failures;
	Query query = around;
	query.select = Select::Failures;
	query.order = Order::NewestFirst;
	query.since = around.since - std::min(around.since, look_back);
	std::size_t seen = 0;
	log.visit(query, [&](const Entry &entry) {
		const std::string &unit = failed_unit_of(entry);
		if (!unit.empty() && unit != own && tells_failure(entry))
			failures[unit] = evidence_of(entry, Source::Manager);
		return ++seen < max_other_failures;
	});
	return failures;
}

bool is_part_of_name(char c) noexcept
{
	return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '-' || c == '_';
}

/** As a whole word: "/run/foo/foo.sock" names foo, "foobar" does not. */
bool names_word(std::string_view text, std::string_view word)
{
	for (auto at = text.find(word); at != text.npos; at = text.find(word, at + 1)) {
		const auto end = at + word.size();
		const bool begins = at == 0 || !is_part_of_name(text[at - 1]);
		if (begins && (end == text.size() || !is_part_of_name(text[end])))
			return true;
	}
	return false;
}

bool is_named_in_errors(const Incident &incident, std::string_view unit)
{
	const std::string_view stem = unit_stem(unit);
	if (stem.size() < shortest_name || stem == unit_stem(incident.unit))
		return false;
	return std::ranges::any_of(incident.denials, [&](const Denial &denial) {
		return denial.source == Source::Program &&
		       std::ranges::any_of(denial.evidence, [&](const Evidence &line) {
			       return names_word(line.message, stem);
		       });
	});
}

/** The service behind a socket, and what a socket or timer starts, too. */
bool is_dependency(const UnitConfig &config, std::string_view unit)
{
	const std::string_view stem = unit.substr(0, unit.rfind('.'));
	const bool is_started_by_it = unit.ends_with(".service") &&
				      !config.id.ends_with(".service") &&
				      config.id.substr(0, config.id.rfind('.')) == stem;
	return is_started_by_it ||
	       std::ranges::any_of(config.dependencies, [&](const std::string &name) {
		       return name == unit || (name.ends_with(".socket") &&
						      name.substr(0, name.rfind('.')) == stem);
	       });
}

/** What dbus-daemon(1) or dbus-broker's launcher started because one of ours asked for it. */
std::set<std::string> find_activated(Log &log, const Query &around, FunctionRef<bool(pid_t)> is_own)
{
	static const RE2 pattern{
		R"(unit='([^']+)' requested by '[^']*' \(uid=[0-9]+ pid=([0-9]+))"};
	std::set<std::string> units;
	for (const char *bus : {"dbus.service", "dbus-broker.service"}) {
		Query query = around;
		query.select = Select::Unit;
		query.unit = bus;
		query.order = Order::NewestFirst;
		std::size_t seen = 0;
		log.visit(query, [&](const Entry &entry) {
			const std::string_view line = line_of(entry);
			std::string unit;
			pid_t pid = 0;
			if (RE2::PartialMatch(re2::StringPiece{line.data(), line.size()}, pattern,
				    &unit, &pid) &&
				is_own(pid))
				units.insert(std::move(unit));
			return ++seen < max_bus_lines;
		});
	}
	return units;
}

std::optional<Relation> bond_with(const std::string &unit, const Incident &incident,
	const UnitConfig &config, const std::set<std::string> &activated)
{
	if (is_dependency(config, unit))
		return Relation::Dependency;
	if (activated.contains(unit))
		return Relation::Activated;
	if (is_named_in_errors(incident, unit))
		return Relation::Mentioned;
	return std::nullopt;
}

/** It needs no other unit's failure to be explained. */
bool is_explained_by_itself(const Incident &incident)
{
	return std::ranges::any_of(incident.denials, [](const Denial &denial) {
		return !denial.other_cause && !denial.tie_is_guess &&
		       (denial.source == Source::Kernel ||
			       denial.operation.kind == OperationKind::SetupStep ||
			       denial.operation.kind == OperationKind::UnitRefused);
	});
}

} // namespace

std::vector<OtherFailure> find_other_failures(Log &log, const Query &around,
	const UnitConfig &config, const Incident &incident, FunctionRef<bool(pid_t)> is_own)
{
	std::vector<OtherFailure> found;
	const bool in_trouble =
		incident.outcome == Outcome::Failed || incident.outcome == Outcome::NotStarted;
	if (!in_trouble || is_explained_by_itself(incident))
		return found;
	const FailureLines failures = find_failures(log, around, incident.unit);
	if (failures.empty())
		return found;
	const auto activated = find_activated(log, around, is_own);
	for (const auto &[unit, evidence] : failures)
		if (const auto bond = bond_with(unit, incident, config, activated))
			found.push_back({unit, *bond, evidence});
	std::ranges::stable_sort(
		found, {}, [](const OtherFailure &other) { return other.evidence.time; });
	if (found.size() > max_told)
		found.resize(max_told);
	return found;
}

} // namespace hardenctl
