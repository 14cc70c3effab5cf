// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "harness.hh"
#include "knowledge/names.hh"
#include "lab-unit.hh"
#include "trial/bisect-words.hh"

#include <fmt/format.h>
#include <fmt/ranges.h>

using namespace hardenctl;
using test::Check;

namespace {

Finding names(const std::string &line)
{
	return {.directive = Directive::CapabilityBoundingSet,
		.confidence = 0.9,
		.edits = {{.scope = Scope::Narrowest, .lines = {line}}}};
}

MissingWords missing(const std::string &settings, const std::vector<Finding> &told = {})
{
	const UnitConfig config = test::lab_unit(settings);
	static const std::vector<Finding> none;
	static const std::vector<std::string> places{"/var/lib/lab", "/run/a b"};
	return missing_words(config, {.systemd_version = 257}, bisect_items(config).at(0),
		{.told = told, .foreseen = none, .places = places});
}

std::string text_of(const MissingWords &missing)
{
	return fmt::format("{}", fmt::join(missing.words, " "));
}

void only_what_is_missing_is_searched(Check &check)
{
	const auto few = missing("CapabilityBoundingSet=~CAP_SETUID CAP_SYS_TIME\n");
	check.equal(text_of(few), "CAP_SETUID CAP_SYS_TIME");
	check.is_true(few.weights[0] > few.weights[1], "common ones first");
	check.equal(
		missing("CapabilityBoundingSet=\n").words.size(), std::size_t{capability_count});
	check.equal(
		text_of(missing("SystemCallFilter=~@swap nice:EPERM\n")), "nice swapoff swapon");
	check.equal(
		text_of(missing("RestrictAddressFamilies=~AF_UNIX AF_INET\n")), "AF_UNIX AF_INET");
	check.is_true(missing("SystemCallFilter=@basic-io\n").words.empty(), "too much to search");
	check.is_true(missing("PrivateTmp=yes\n").words.empty(), "no list");
	const auto places = missing("ProtectSystem=strict\n");
	check.equal(places.edit({0, 1}).lines.at(0),
		std::string{"ReadWritePaths=-/var/lib/lab \"-/run/a b\""});
}

void findings_point(Check &check)
{
	const auto words = missing("CapabilityBoundingSet=~CAP_SETUID CAP_SYS_TIME\n",
		{names("CapabilityBoundingSet=CAP_SYS_TIME")});
	check.is_true(words.weights[1] >= pointing_weight, "what a log names is asked first");
	Diagnosis diagnosis;
	diagnosis.findings = {names("CapabilityBoundingSet=CAP_SETUID CAP_CHOWN")};
	const auto hints = words.hints_of(diagnosis);
	check.equal(hints.size(), std::size_t{1});
	check.equal(hints.at(0).item, std::size_t{0});
}

void an_edit_gives_what_was_chosen(Check &check)
{
	const auto words = missing("CapabilityBoundingSet=~CAP_SETUID CAP_SYS_TIME CAP_KILL\n");
	check.equal(words.edit({0, 2}).lines.at(0),
		std::string{"CapabilityBoundingSet=CAP_KILL CAP_SYS_TIME"});
}

} // namespace

int main()
{
	static constexpr test::Case cases[]{
		{"only what is missing is searched", only_what_is_missing_is_searched},
		{"findings point", findings_point},
		{"an edit gives what was chosen", an_edit_gives_what_was_chosen},
	};
	return test::run("trial bisect words", cases);
}
