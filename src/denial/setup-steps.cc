// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "denial/setup-steps.hh"

#include "base/path.hh"
#include "denial/errno-words.hh"
#include "denial/phrase-matcher.hh"

namespace hardenctl {

namespace {

/** The file tree that the executor builds below these is the service's own. */
std::string service_path(std::string_view path)
{
	for (const std::string_view prefix :
		{"/run/systemd/unit-root", "/run/systemd/mount-rootfs"})
		if (path_is_below(path, prefix))
			path.remove_prefix(prefix.size());
	return path.empty() ? "/" : simplify_path(path);
}

void take_capture(Operation &operation, Capture capture, const std::string &text)
{
	if (text.empty())
		return;
	switch (capture) {
	case Capture::None:
		break;
	case Capture::Path:
		if (text.starts_with('/'))
			operation.path = service_path(text);
		break;
	case Capture::Setting:
		operation.setting = text;
		break;
	case Capture::Limit:
		operation.setting = "Limit" + text;
		break;
	}
}

OperationKind kind_of_status(int status) noexcept
{
	if (status == 0)
		return OperationKind::UnitRefused;
	return status == 203 ? OperationKind::Execute : OperationKind::SetupStep;
}

SetupFailure failure_of(const Phrase &row, const std::string &capture, std::string_view message)
{
	SetupFailure failure;
	failure.operation.kind = kind_of_status(row.exit_status);
	failure.operation.setting = row.setting;
	if (row.exit_status != 0)
		failure.operation.exit_status = row.exit_status;
	if (row.exit_status == 203)
		failure.operation.access = Access::Execute;
	take_capture(failure.operation, row.capture, capture);
	if (const auto words = find_errno_words(message))
		failure.error_number = words->error_number;
	return failure;
}

} // namespace

std::optional<SetupFailure> match_setup_message(std::string_view message)
{
	std::string capture;
	const Phrase *found = find_phrase(setup_steps_phrases, message, &capture);
	return found ? std::optional{failure_of(*found, capture, message)} : std::nullopt;
}

} // namespace hardenctl
