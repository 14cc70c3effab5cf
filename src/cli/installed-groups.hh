// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#pragma once

#include "knowledge/parsed-syscall-groups.hh"

#include <optional>

namespace hardenctl {

/** Asks `systemd-analyze syscall-filter` of this machine, when it is first needed. */
class InstalledSyscallGroups final : public SyscallGroupSource {
	std::optional<ParsedSyscallGroups> parsed_;

public:
	std::span<const SyscallGroup> groups() override;
};

} // namespace hardenctl
