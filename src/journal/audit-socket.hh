// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#pragma once

#include "base/file.hh"
#include "base/function-ref.hh"
#include "journal/entry.hh"

#include <cstdint>
#include <memory>
#include <optional>

namespace hardenctl {

/**
 * Audit records as the kernel sends them to whoever listens (AUDIT_NLGRP_READLOG), without the
 * limit that its log has.
 */
class AuditSocket {
	FileDescriptor socket_;
	std::uint64_t overflows_ = 0;

	explicit AuditSocket(FileDescriptor socket) noexcept : socket_(std::move(socket)) {}

public:
	/** Nothing where the kernel has none or that is not permitted (CAP_AUDIT_READ). */
	static std::unique_ptr<AuditSocket> open();

	/** To be polled for POLLIN. */
	int descriptor() const noexcept { return socket_.get(); }

	/**
	 * What is there, without waiting: seccomp records, as journald would store them. The Entry
	 * is reused. Throws Error if the socket breaks.
	 */
	void read(FunctionRef<void(const Entry &)> visitor);

	/** How often records were lost because they were not read quickly enough. */
	std::uint64_t overflows() const noexcept { return overflows_; }
};

/** Records that the kernel itself lost since boot; nothing if it does not tell (CAP_AUDIT_CONTROL).
 */
std::optional<std::uint32_t> lost_audit_records() noexcept;

} // namespace hardenctl
