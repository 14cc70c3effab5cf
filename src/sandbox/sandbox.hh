// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#pragma once

#include "sandbox/capability-set.hh"
#include "sandbox/path-view.hh"
#include "sandbox/predicted-denial.hh"
#include "sandbox/settings.hh"
#include "sandbox/syscall-filter.hh"

#include <span>
#include <string_view>
#include <vector>

namespace hardenctl {

/** A row of a record and the setting that puts it in force. */
template <typename Row> struct ActiveRow {
	/** Index into Settings. */
	std::size_t setting;
	const Row *row;
};

/**
 * The model: what a unit's settings refuse, and how. Pure: knows no files, no processes, no log. It
 * executes the rows of the records; what they cannot say is in the predict-*.cc files.
 */
class Sandbox {
	System system_;
	Settings settings_;
	SyscallFilter filter_;
	CapabilitySet capabilities_;
	PathView paths_;
	std::vector<ActiveRow<RefusalRow>> refusals_;
	std::vector<ActiveRow<LimitRow>> limits_;

public:
	Sandbox(const UnitConfig &config, const System &system);

	const System &system() const noexcept { return system_; }
	const Settings &settings() const noexcept { return settings_; }
	const SyscallFilter &filter() const noexcept { return filter_; }
	const CapabilitySet &capabilities() const noexcept { return capabilities_; }
	const PathView &paths() const noexcept { return paths_; }

	/** Rows of the records of directives that are on. */
	std::span<const ActiveRow<RefusalRow>> refusals() const noexcept { return refusals_; }
	/** Rows of the records of limits that are set. */
	std::span<const ActiveRow<LimitRow>> limits() const noexcept { return limits_; }

	/** Does the unit start its processes as root? */
	bool starts_as_root() const noexcept;

	/** Is the process that tried this root? By its uid if known, else as the unit starts it. */
	bool is_root(const Operation &operation) const noexcept;

	/**
	 * Every setting that would refuse the operation, each with each answer that it may give;
	 * the likelihood tells apart "surely" from "if …". Unknown parts of an operation stand for
	 * what services typically do there.
	 */
	PredictedDenials predict(const Operation &operation) const;
};

} // namespace hardenctl
