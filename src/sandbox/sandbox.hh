// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#pragma once

#include "sandbox/capability-set.hh"
#include "sandbox/path-view.hh"
#include "sandbox/predicted-denial.hh"
#include "sandbox/settings.hh"
#include "sandbox/syscall-filter.hh"

#include <string_view>

namespace hardenctl {

/**
 * The model: what a unit's settings refuse, and how. Pure: knows no files, no processes, no log. A
 * new directive is one row in a table here or one function in a predict-*.cc file.
 */
class Sandbox {
	System system_;
	Settings settings_;
	SyscallFilter filter_;
	CapabilitySet capabilities_;
	PathView paths_;

public:
	Sandbox(const UnitConfig &config, const System &system);

	const System &system() const noexcept { return system_; }
	const Settings &settings() const noexcept { return settings_; }
	const SyscallFilter &filter() const noexcept { return filter_; }
	const CapabilitySet &capabilities() const noexcept { return capabilities_; }
	const PathView &paths() const noexcept { return paths_; }

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
