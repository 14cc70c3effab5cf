// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "trial/learn-session.hh"

#include "denial/kernel-limits.hh"

#include <algorithm>
#include <poll.h>

namespace hardenctl {

using namespace std::chrono_literals;
namespace {

using Clock = std::chrono::steady_clock;

} // namespace

void LearnSession::take(const Entry &entry, const std::string &control_group)
{
	const auto logged = detect_logged_call(entry);
	if (logged && may_be_of_unit(logged->pid, control_group))
		learned_.add(*logged);
}

void LearnSession::listen(Interruption &interruption, std::chrono::milliseconds time,
	const std::string &control_group)
{
	const auto until = Clock::now() + time;
	for (auto left = Clock::duration{time}; left > 0s; left = until - Clock::now()) {
		const auto pause = std::min(std::chrono::microseconds{60s},
			std::chrono::ceil<std::chrono::microseconds>(left));
		if (interruption.wait(socket_ ? socket_->descriptor() : -1, POLLIN, pause))
			socket_->read([&](const Entry &entry) { take(entry, control_group); });
	}
}

void LearnSession::take_rest(const std::string &control_group)
{
	if (socket_)
		socket_->read([&](const Entry &entry) { take(entry, control_group); });
}

std::optional<Diagnostic> LearnSession::losses() const
{
	const auto lost = lost_audit_records();
	const bool by_kernel = lost && lost_before_ && *lost != *lost_before_;
	if (!by_kernel && (!socket_ || socket_->overflows() == 0))
		return std::nullopt;
	return Diagnostic{Level::Warning, "Audit records were lost, so calls may be missing: learn "
					  "again with the new lines in "
					  "place."};
}

std::optional<Diagnostic> learn_from_log(
	LearnedCalls &learned, Log &log, std::uint64_t since, const std::string &control_group)
{
	bool lost = false;
	log.visit({.select = Select::Kernel, .since = since}, [&](const Entry &entry) {
		lost = lost || tells_lost_records(entry);
		const auto logged = detect_logged_call(entry);
		if (logged && may_be_of_unit(logged->pid, control_group))
			learned.add(*logged);
		return true;
	});
	if (!lost)
		return std::nullopt;
	return Diagnostic{Level::Warning,
		"The kernel dropped lines of its log, so calls may be missing: learn in the "
		"foreground, or again with the new lines in place."};
}

} // namespace hardenctl
