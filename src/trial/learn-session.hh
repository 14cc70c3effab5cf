// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#pragma once

#include "base/diagnostic.hh"
#include "base/interruption.hh"
#include "journal/audit-socket.hh"
#include "journal/log.hh"
#include "trial/learn.hh"

#include <chrono>
#include <cstdint>
#include <string>

namespace hardenctl {

/** Collects what is logged while a unit learns: from the audit socket where that is permitted. */
class LearnSession {
	LearnedCalls &learned_;
	std::unique_ptr<AuditSocket> socket_ = AuditSocket::open();
	std::optional<std::uint32_t> lost_before_ = lost_audit_records();

	void take(const Entry &entry, const std::string &control_group);

public:
	/** Before the unit is started, so that nothing is missed. */
	explicit LearnSession(LearnedCalls &learned) : learned_(learned) {}

	bool has_socket() const noexcept { return socket_ != nullptr; }

	/** Until the time is up. Throws Interrupted, and keeps what came until then. */
	void listen(Interruption &interruption, std::chrono::milliseconds time,
		const std::string &control_group);

	/** What came since, without waiting. */
	void take_rest(const std::string &control_group);

	/** Nothing, or a sentence on records that are missing. */
	std::optional<Diagnostic> losses() const;
};

/**
 * The same afterwards, from the kernel's lines in a log. @return nothing, or a sentence on lines
 * that are missing. Throws Error.
 */
std::optional<Diagnostic> learn_from_log(
	LearnedCalls &learned, Log &log, std::uint64_t since, const std::string &control_group);

} // namespace hardenctl
