// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "report/words.hh"

#include "knowledge/names.hh"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstring>
#include <fmt/format.h>

namespace hardenctl {

namespace {

struct ResourceWords {
	std::string_view resource;
	std::string_view words;
};

} // namespace

static constexpr std::array resource_words{
	ResourceWords{"AS", "more address space"},
	ResourceWords{"CPU", "more CPU time"},
	ResourceWords{"DATA", "more memory"},
	ResourceWords{"FSIZE", "a larger file"},
	ResourceWords{"MEMLOCK", "more locked memory"},
	ResourceWords{"MemoryMax", "more memory"},
	ResourceWords{"NOFILE", "more open files"},
	ResourceWords{"NPROC", "more processes"},
	ResourceWords{"STACK", "more stack"},
	ResourceWords{"TasksMax", "more processes and threads"},
};
static_assert(std::ranges::is_sorted(resource_words, {}, &ResourceWords::resource));

static std::string resource_in_words(std::string_view resource)
{
	if (resource.empty())
		return "more of a limited resource";
	const auto found =
		std::ranges::lower_bound(resource_words, resource, {}, &ResourceWords::resource);
	if (found == resource_words.end() || found->resource != resource)
		return fmt::format("more of {}", resource);
	return fmt::format("{} ({})", found->words, resource);
}

static std::string_view access_in_words(Access access) noexcept
{
	switch (access) {
	case Access::Unknown:
		return "access to";
	case Access::Read:
		return "reading";
	case Access::Write:
		return "writing";
	case Access::Create:
		return "creating";
	case Access::Execute:
		return "running";
	}
	return "access to";
}

static std::string family_in_words(int family)
{
	const std::string_view name = family_name(family);
	return name.empty() ? fmt::format("address family {}", family) : std::string{name};
}

static std::string capability_in_words(unsigned capability)
{
	const std::string_view name = capability_name(capability);
	return name.empty() ? fmt::format("capability {}", capability) : std::string{name};
}

static std::string step_name(int status)
{
	const std::string_view name = exit_status_name(status);
	return name.empty() ? fmt::format("{}", status) : fmt::format("{}/{}", status, name);
}

/** Of a system call the manual's section is known; other names may be a library's. */
static std::string call_in_words(const Operation &operation, std::string_view otherwise)
{
	if (operation.call.empty())
		return std::string{otherwise};
	return operation.call + (operation.kind == OperationKind::SystemCall ? "(2)" : "()");
}

static std::string path_in_words(const Operation &operation)
{
	if (operation.path.empty())
		return call_in_words(operation, "access to a file");
	return fmt::format("{} {}", access_in_words(operation.access), operation.path);
}

/** For bind and connect. */
static std::string address_in_words(std::string_view verb, const Operation &operation)
{
	if (!operation.address.empty())
		return operation.port ? fmt::format("{} {}, port {}", verb, operation.address,
						*operation.port)
				      : fmt::format("{} {}", verb, operation.address);
	if (operation.port)
		return fmt::format("{} port {}", verb, *operation.port);
	if (!operation.path.empty())
		return fmt::format("{} {}", verb, operation.path);
	if (operation.family)
		return fmt::format("{} an {} address", verb, family_in_words(*operation.family));
	return fmt::format("{} an address", verb);
}

static std::string privilege_in_words(const Operation &operation)
{
	if (!operation.capability)
		return call_in_words(operation, "something privileged");
	const std::string name = capability_in_words(*operation.capability);
	return operation.call.empty() ? name : fmt::format("{}, for {}()", name, operation.call);
}

static std::string step_in_words(const Operation &operation)
{
	std::string words = "a set-up step before the program ran";
	if (operation.exit_status)
		words = fmt::format("set-up step {}", step_name(*operation.exit_status));
	if (!operation.path.empty())
		words += fmt::format(", at {}", operation.path);
	return words;
}

std::string operation_in_words(const Operation &operation)
{
	switch (operation.kind) {
	case OperationKind::Unknown:
		return call_in_words(operation, "something that the log does not name");
	case OperationKind::SystemCall:
		return call_in_words(operation, "a system call that the log does not name");
	case OperationKind::Path:
		return path_in_words(operation);
	case OperationKind::Execute:
		return operation.path.empty() ? "running a program" : "running " + operation.path;
	case OperationKind::Fork:
		return "a new process or thread";
	case OperationKind::Socket:
		return operation.family
			       ? fmt::format("a socket of {}", family_in_words(*operation.family))
			       : "a socket";
	case OperationKind::Bind:
		return address_in_words("binding to", operation);
	case OperationKind::Connect:
		return address_in_words(
			operation.from_outside ? "being reached at" : "connecting to", operation);
	case OperationKind::Capability:
		return privilege_in_words(operation);
	case OperationKind::Memory:
		return "memory that is writable and executable";
	case OperationKind::Resource:
		return resource_in_words(operation.resource);
	case OperationKind::SetupStep:
		return step_in_words(operation);
	case OperationKind::UnitRefused:
		return "the unit itself, refused by the manager";
	}
	return "something";
}

static std::optional<std::string> non_empty(const std::string &text)
{
	return text.empty() ? std::nullopt : std::optional{text};
}

/** Port, else path, else family. */
static std::optional<std::string> address_of(const Operation &operation)
{
	if (operation.port)
		return fmt::format("{}", *operation.port);
	if (!operation.path.empty())
		return operation.path;
	if (operation.family)
		return family_in_words(*operation.family);
	return non_empty(operation.call);
}

static std::optional<std::string> first_known(const std::string &first, const std::string &second)
{
	return non_empty(first.empty() ? second : first);
}

std::optional<std::string> subject_of(const Operation &operation)
{
	switch (operation.kind) {
	case OperationKind::SystemCall:
	case OperationKind::Memory:
	case OperationKind::Fork:
		return non_empty(operation.call);
	case OperationKind::Unknown:
	case OperationKind::Path:
	case OperationKind::Execute:
		return first_known(operation.path, operation.call);
	case OperationKind::Socket:
	case OperationKind::Bind:
	case OperationKind::Connect:
		return address_of(operation);
	case OperationKind::Capability:
		return operation.capability ? capability_in_words(*operation.capability)
					    : non_empty(operation.call);
	case OperationKind::Resource:
		return non_empty(operation.resource);
	case OperationKind::SetupStep:
		return operation.exit_status ? step_name(*operation.exit_status)
					     : first_known(operation.path, operation.setting);
	case OperationKind::UnitRefused:
		return non_empty(operation.setting);
	}
	return std::nullopt;
}

std::string errno_in_words(int error_number)
{
	const char *description = strerrordesc_np(error_number);
	const std::string name = errno_name(error_number);
	return description == nullptr ? name : fmt::format("{} ({})", name, description);
}

/** "nginx[510] (ExecStartPre=)" */
static std::string process_in_words(const Denial &denial)
{
	std::string process = denial.comm;
	if (denial.pid)
		process += process.empty() ? fmt::format("PID {}", *denial.pid)
					   : fmt::format("[{}]", *denial.pid);
	if (denial.command.empty())
		return process;
	return process.empty() ? denial.command + "="
			       : fmt::format("{} ({}=)", process, denial.command);
}

std::string denial_in_words(const Denial &denial)
{
	const std::string process = process_in_words(denial);
	std::string words = operation_in_words(denial.operation);
	if (denial.answer.signal != 0)
		words += fmt::format(", and killed {} with {}",
			process.empty() ? "the process" : process,
			signal_name(denial.answer.signal));
	else if (denial.answer.error_number != 0)
		words += ": " + errno_in_words(denial.answer.error_number);
	if (denial.answer.signal == 0 && !process.empty())
		words += ", to " + process;
	if (denial.count > 1)
		words += fmt::format(", {} times", denial.count);
	return words;
}

std::string confidence_in_words(double confidence)
{
	const long percent = std::lround(confidence * 100);
	return fmt::format("{} %", std::clamp(percent, 1L, 99L));
}

std::string origin_in_words(const Origin &origin)
{
	std::string place = origin.path;
	if (!place.empty() && origin.line != 0)
		place += fmt::format(":{}", origin.line);
	if (origin.kind != OriginKind::Implied || !origin.implied_by)
		return place.empty() ? std::string{origin_kind_name(origin.kind)} : place;
	const std::string cause = fmt::format("implied by {}=", name(*origin.implied_by));
	return place.empty() ? cause : cause + ", " + place;
}

std::string assignment_in_words(const Finding &finding)
{
	return fmt::format("{}={}", name(finding.directive), finding.value);
}

} // namespace hardenctl
