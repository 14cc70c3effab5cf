// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "sandbox/sandbox.hh"

#include "base/text.hh"
#include "harness.hh"
#include "unit/unit-builder.hh"

#include <algorithm>

using namespace hardenctl;
using test::Check;

namespace {

struct Sample {
	Directive directive;
	std::string value;
};

/** Valid, and other than the default, where the kind of value does not say it. */
const Sample special[]{
	{Directive::BPFProgram, "egress:/sys/fs/bpf/x"},
	{Directive::CPUAffinity, "0"},
	{Directive::CPUWeight, "50"},
	{Directive::IOReadBandwidthMax, "/dev/vda 16"},
	{Directive::IOReadIOPSMax, "/dev/vda 16"},
	{Directive::IOWeight, "50"},
	{Directive::IOWriteBandwidthMax, "/dev/vda 16"},
	{Directive::IOWriteIOPSMax, "/dev/vda 16"},
	{Directive::JoinsNamespaceOf, "y.service"},
	{Directive::NFTSet, "cgroup:inet:f:s"},
	{Directive::Personality, "x86-64"},
	{Directive::SecureBits, "keep-caps"},
	{Directive::Slice, "x.slice"},
	{Directive::StandardError, "append:/srv/x"},
	{Directive::StandardInput, "file:/srv/x"},
	{Directive::StandardOutput, "append:/srv/x"},
	{Directive::StartupCPUWeight, "50"},
	{Directive::StartupIOWeight, "50"},
};

std::string value_by_contents(const DirectiveRecord &directive)
{
	switch (directive.holds) {
	case Holds::AddressFamily:
		return "AF_UNIX";
	case Holds::AddressPrefix:
		return "localhost";
	case Holds::Architecture:
		return "native";
	case Holds::BindRule:
		return "80";
	case Holds::Capability:
		return "CAP_CHOWN";
	case Holds::Credential:
		return "x:/srv/x";
	case Holds::Device:
		return "/dev/null rw";
	case Holds::Errno:
		return "EPERM";
	case Holds::Namespace:
		return "cgroup";
	default:
		return "x";
	}
}

std::string value_by_type(const DirectiveRecord &directive)
{
	switch (directive.type) {
	case ValueType::Boolean:
		return "yes";
	case ValueType::Enum:
		return std::string{
			std::ranges::find_if(directive.values, [&](const ValueRecord &row) {
				return row.value != directive.default_value && row.value != "no";
			})->value};
	case ValueType::Path:
	case ValueType::PathList:
	case ValueType::BindList:
		return "/srv/x";
	case ValueType::SystemCallList:
		return "@mount";
	case ValueType::Number:
		return "16";
	case ValueType::Limit:
		return directive.holds == Holds::Quota ? "1G" : "16";
	case ValueType::Mode:
		return "0700";
	case ValueType::String:
	case ValueType::List:
	case ValueType::InvertibleList:
		break;
	}
	return value_by_contents(directive);
}

/** One for each record, in their order. */
std::vector<Sample> make_samples()
{
	std::vector<Sample> samples;
	for (const DirectiveRecord &directive : directive_records()) {
		const auto *own = std::ranges::find(special, directive.id, &Sample::directive);
		samples.push_back(own != std::end(special)
					  ? *own
					  : Sample{directive.id, value_by_type(directive)});
	}
	return samples;
}

const std::vector<Sample> samples = make_samples();

/** system.conf(5) is no unit, and commands are no assignments. */
bool is_of_units(Directive directive)
{
	return record(directive).section != "Manager" && directive != Directive::ExecStart;
}

UnitConfig make_unit(const Sample &sample)
{
	const std::string section{record(sample.directive).section};
	const std::string file = section == "Unit" ? "x.service" : "x." + to_lower(section);
	UnitBuilder builder{{.root = "/nowhere"}, file, "/" + file};
	builder.add_file(OriginKind::Fragment, "/" + file,
		"[" + section + "]\n# a sample\n" + std::string{name(sample.directive)} + "=" +
			sample.value + "\n");
	return builder.config();
}

bool is_blamed(const Sandbox &sandbox, const Operation &operation, Directive directive)
{
	return std::ranges::any_of(
		sandbox.predict(operation), [&](const PredictedDenial &predicted) {
			const std::size_t written = sandbox.settings().written(predicted.setting);
			return sandbox.settings()[written].assignment.directive == directive;
		});
}

/** The unit files' reader takes it, at the right line and without a complaint. */
void test_accepted(Check &check)
{
	for (const Sample &sample : samples) {
		if (!is_of_units(sample.directive))
			continue;
		const UnitConfig config = make_unit(sample);
		const Assignment *assignment = config.find(sample.directive);
		if (check.is_true(assignment, name(sample.directive)))
			check.equal(assignment->origin.line, 3u);
		for (const Diagnostic &diagnostic : config.diagnostics)
			check.is_true(false, diagnostic.message);
	}
}

/** The manager names the setting, or the step that only it takes. */
void test_blamed_for_its_step(Check &check)
{
	for (const Sample &sample : samples) {
		if (!is_of_units(sample.directive))
			continue;
		const Sandbox sandbox{make_unit(sample), {}};
		const std::string setting{name(sample.directive)};
		check.is_true(
			is_blamed(sandbox, {.kind = OperationKind::UnitRefused, .setting = setting},
				sample.directive),
			setting + " is named by the manager");
		for (const unsigned status : record(sample.directive).exit_statuses)
			check.is_true(is_blamed(sandbox,
					      {
						      .kind = OperationKind::SetupStep,
						      .exit_status = static_cast<int>(status),
						      .setting = setting,
					      },
					      sample.directive),
				setting + " ends with " + std::to_string(status));
	}
}

/** Nobody is blamed for a step that no record says can end so. */
void test_not_blamed_for_other_steps(Check &check)
{
	for (const Sample &sample : samples) {
		if (!is_of_units(sample.directive))
			continue;
		const Sandbox sandbox{make_unit(sample), {}};
		const auto statuses = record(sample.directive).exit_statuses;
		if (!record(sample.directive).implies.empty())
			continue; /* it is to blame for what it implies, too */
		for (int status = 201; status <= 246; status++)
			if (std::ranges::find(statuses, static_cast<unsigned>(status)) ==
				statuses.end())
				check.is_true(!is_blamed(sandbox,
						      {
							      .kind = OperationKind::SetupStep,
							      .exit_status = status,
						      },
						      sample.directive),
					std::string{name(sample.directive)} +
						" does not end with " + std::to_string(status));
	}
}

/** What needs no file cannot fail at one. */
void test_not_blamed_where_nothing_is_opened(Check &check)
{
	static const Sample always_there[]{
		{Directive::StandardError, "journal"},
		{Directive::StandardInput, "null"},
		{Directive::StandardOutput, "inherit"},
	};
	for (const Sample &sample : always_there) {
		const Sandbox sandbox{make_unit(sample), {}};
		for (const unsigned status : record(sample.directive).exit_statuses)
			check.is_true(!is_blamed(sandbox,
					      {
						      .kind = OperationKind::SetupStep,
						      .exit_status = static_cast<int>(status),
					      },
					      sample.directive),
				std::string{name(sample.directive)} + "=" + sample.value);
	}
}

constexpr test::Case cases[]{
	{"accepted", test_accepted},
	{"blamed for its step", test_blamed_for_its_step},
	{"not blamed for other steps", test_not_blamed_for_other_steps},
	{"not blamed where nothing is opened", test_not_blamed_where_nothing_is_opened},
};

} // namespace

int main()
{
	return test::run("catalogue", cases);
}
