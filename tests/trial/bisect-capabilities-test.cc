// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "harness.hh"
#include "trial/bisect-capabilities.hh"
#include "unit/unit-builder.hh"
#include "unit/names.hh"
#include "unit/unit-files.hh"

#include <linux/capability.h>

using namespace hardenctl;
using test::Check;

namespace {

UnitConfig unit(const std::string &settings)
{
	return load_unit_text({.systemd_version = 257}, "/etc/systemd/system/lab.service",
		"[Service]\nExecStart=/bin/true\n" + settings);
}

Finding names(const std::string &line)
{
	return {.directive = Directive::CapabilityBoundingSet,
		.confidence = 0.9,
		.edits = {{.scope = Scope::Narrowest, .lines = {line}}}};
}

void only_what_is_missing_is_searched(Check &check)
{
	const auto missing = missing_capabilities(
		unit("CapabilityBoundingSet=~CAP_SETUID CAP_SYS_TIME\n"), {}, {});
	check.is_true(missing.capabilities == std::vector<unsigned>{CAP_SETUID, CAP_SYS_TIME},
		"both, and no other");
	check.is_true(missing.weights[0] > missing.weights[1], "common ones first");
	check.equal(missing_capabilities(unit("CapabilityBoundingSet=\n"), {}, {}).capabilities.size(),
		std::size_t{capability_count});
}

void findings_point(Check &check)
{
	const auto missing = missing_capabilities(unit("CapabilityBoundingSet=~CAP_SETUID CAP_SYS_TIME\n"),
		{names("CapabilityBoundingSet=CAP_SYS_TIME")}, {});
	check.is_true(missing.weights[1] >= pointing_weight, "what a log names is asked first");
	Diagnosis diagnosis;
	diagnosis.findings = {names("CapabilityBoundingSet=CAP_SETUID CAP_CHOWN")};
	const auto hints = missing.hints_of(diagnosis);
	check.equal(hints.size(), std::size_t{1});
	check.equal(hints.at(0).item, std::size_t{0});
}

void an_edit_gives_what_was_chosen(Check &check)
{
	const auto missing = missing_capabilities(
		unit("CapabilityBoundingSet=~CAP_SETUID CAP_SYS_TIME CAP_KILL\n"), {}, {});
	check.equal(missing.edit({0, 2}).lines.at(0),
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
	return test::run("trial bisect capabilities", cases);
}
