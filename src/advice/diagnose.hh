// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#pragma once

#include "advice/finding.hh"
#include "knowledge/syscall-groups.hh"
#include "sandbox/settings.hh"
#include "unit/file-change.hh"

namespace hardenctl {

/** What is known of the system that ran the unit. */
struct SystemFacts {
	/** 0 if unknown. */
	unsigned systemd_version = 0;
	bool user_manager = false;
	/** See System. */
	SyscallGroupSource *installed_groups = nullptr;
	/**
	 * Prefix of a complete root file system where file modes can be looked at: "" for the
	 * running system. Nothing where only unit files and journal are at hand.
	 */
	std::optional<std::string> file_tree;
	/** Prefix of the unit files that the log's system has; nothing where they are another's. */
	std::optional<std::string> unit_tree;
	/** Of the system whose unit files these are; empty if unknown. */
	std::string hostname;
};

/** What the model needs of it. */
System system_of(const SystemFacts &facts);

/**
 * Weighs every active directive and other causes against all that was seen. Never throws for odd
 * input.
 * @param change the newest change of the unit's files, where their times mean something
 */
Diagnosis diagnose(Incident incident, const UnitConfig &config, const SystemFacts &system,
	const std::optional<ChangedFile> &change = std::nullopt);

} // namespace hardenctl
