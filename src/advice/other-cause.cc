// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "advice/other-cause.hh"

#include <algorithm>
#include <cerrno>
#include <fmt/format.h>

namespace hardenctl {

namespace {

std::string failed_dependency(const Incident &incident)
{
	if (!incident.dependency_failed)
		return {};
	return incident.other_failures.empty() ? "a unit that it depends on failed"
					       : fmt::format("{}, which it depends on, failed",
							 incident.other_failures.front().unit);
}

std::string_view by_layer(Layer layer)
{
	switch (layer) {
	case Layer::Unspecified:
		break;
	case Layer::SELinux:
		return "SELinux refused it, no unit setting helps";
	case Layer::AppArmor:
		return "AppArmor refused it, no unit setting helps";
	case Layer::Smack:
		return "Smack refused it, no unit setting helps";
	case Layer::Landlock:
		return "the program's own Landlock rules refused it";
	case Layer::Lockdown:
		return "kernel lockdown refused it";
	}
	return {};
}

/** What plain files say, where they can be looked at. */
std::string by_file(const Denial &denial, FileAccess file)
{
	const int error = denial.answer.error_number;
	const std::string &path = denial.operation.path;
	switch (file) {
	case FileAccess::Missing:
		return error == ENOENT ? fmt::format("{} is not there", path) : std::string{};
	case FileAccess::RefusedByMode:
		return error == EACCES ? fmt::format("the owner or mode of {} refuses it", path)
				       : std::string{};
	case FileAccess::ReadOnlyFileSystem:
		return error == EROFS ? fmt::format("the file system of {} is read-only", path)
				      : std::string{};
	case FileAccess::Unknown:
	case FileAccess::RefusedToNewUser:
	case FileAccess::Allowed:
		break;
	}
	return {};
}

/** The program went on, or may have: that names no cause. */
bool is_weak(const Denial &denial) noexcept
{
	constexpr double weak = 0.4;
	return denial.strength < weak;
}

/** What an error on a named file means where no directive gives it. */
std::string by_error(const Denial &denial, const Sandbox &sandbox)
{
	const Operation &operation = denial.operation;
	if (operation.is_module)
		return "missing software";
	const bool on_file =
		operation.kind == OperationKind::Path || operation.kind == OperationKind::Execute;
	if (!on_file || !operation.path.starts_with('/'))
		return {};
	switch (denial.answer.error_number) {
	case ENOENT:
		return fmt::format("{} was not there", operation.path);
	case EACCES:
		/* no mode refuses anything to root; in /proc modes tell little */
		return sandbox.is_root(operation) || operation.path.starts_with("/proc/")
			       ? std::string{}
			       : fmt::format("the owner or mode of {} fits better", operation.path);
	default:
		return {};
	}
}

} // namespace

std::string other_cause(const Incident &incident, const ContextEvidence &circumstances,
	const Sandbox &sandbox, const UnitConfig &config)
{
	if (auto cause = failed_dependency(incident); !cause.empty())
		return cause;
	const auto first_of = [&](auto &&cause_of) {
		for (std::size_t i = 0; i < incident.denials.size(); i++)
			if (std::string cause{cause_of(i, incident.denials[i])}; !cause.empty())
				return cause;
		return std::string{};
	};
	auto cause = first_of([](std::size_t, const Denial &denial) {
		return denial.other_cause ? denial.other_cause_reason : std::string{};
	});
	if (cause.empty())
		cause = first_of(
			[](std::size_t, const Denial &denial) { return by_layer(denial.layer); });
	if (!cause.empty() || config.load_state == LoadState::NotFound)
		return cause;
	cause = first_of([&](std::size_t i, const Denial &denial) {
		return is_weak(denial) ? std::string{} : by_file(denial, circumstances.files[i]);
	});
	/* the first denial alone: those that follow may be its consequences */
	if (cause.empty() && !incident.denials.empty() && !is_weak(incident.denials.front()))
		cause = by_error(incident.denials.front(), sandbox);
	return cause;
}

} // namespace hardenctl
