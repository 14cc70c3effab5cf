// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#pragma once

#include "observe/observation.hh"

#include <cstdint>
#include <functional>
#include <memory>
#include <string>

namespace hardenctl {

/** Was the program built with what it takes to look into the kernel? */
bool can_observe() noexcept;

struct ObserverOptions {
	/** Of the unit, below the mount point of control group version 2; it need not exist yet. */
	std::string control_group;
	/** Also what worked and what was used: costs a little more. */
	bool notes_use = true;
	/** Can a system call filter answer? Else it costs half. */
	bool watches_filters = true;
};

/**
 * Watches the processes of a control group and of all below it in the kernel, from its construction
 * to its end; links to the kernel end with the process, however it ends. Throws Error that says
 * what is missing: the build, root, the kernel.
 */
class Observer {
	struct Implementation;
	std::unique_ptr<Implementation> implementation_;

public:
	explicit Observer(const ObserverOptions &options);
	Observer(const Observer &) = delete;
	Observer &operator=(const Observer &) = delete;
	~Observer() noexcept;

	/** Readable when there is something to take. */
	int descriptor() const noexcept;

	/**
	 * All that has been seen since the last time, in order; repeats have count 1. What it is
	 * given to says whether it keeps that.
	 */
	void take(const std::function<bool(ObservedEvent &&)> &give);

	/** Are capabilities seen? Only since Linux 6.14, or where functions can be traced. */
	bool sees_capabilities() const noexcept;

	/** Events that did not fit. */
	std::uint64_t lost() const noexcept;

	UsedSets used() const;

	/** Adds to each that was kept its repeats, as the kernel has counted them. */
	void count_repeats(std::vector<ObservedEvent> &observations) const;
};

} // namespace hardenctl
