// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#pragma once

#include "trial/change-record.hh"
#include "trial/drop-in-name.hh"
#include "trial/rollback.hh"
#include "trial/unit-lock.hh"
#include "unit/manager-interface.hh"
#include "unit/unit-files.hh"

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace hardenctl {

struct ChangeRequest {
	/** With suffix, no alias, no template. */
	std::string unit;
	/** "loosen", for the header of the drop-in and the record. */
	std::string verb;
	/** Another unit that is changed with it, and the whole sections for it; or empty. */
	std::string companion;
	std::string companion_text;
	/** Arms a timer in the manager that takes the change back after this; 0 for none. */
	std::chrono::seconds confirm{};
};

/**
 * A live unit on trial. A drop-in below /run is written, replaced and taken back; nothing in /etc
 * changes before keep(). How to use it:
 *
 *	Interruption interruption;            // Ctrl-C and the like come as an exception
 *	Manager manager{location, &interruption};
 *	UnitTransaction change{manager, {.unit = "nginx.service", .verb = "bisect"}};
 *	for (…) {
 *		change.apply("[Service]\nProtectSystem=\n");  // as often as wanted
 *		const std::string job = change.restart();
 *		const Health health = watch(manager, unit, {.settle = 2s, .check = {…}}, job);
 *	}
 *	change.keep(text, false);  // only if something is to stay; else the destructor takes back
 *
 * Whatever ends it, an exception, a signal, the destructor, roll_back() or a timer in the manager,
 * the drop-in is removed, the manager reloaded and the unit brought to the state it had. A record
 * in /run/hardenctl (written before the first change) lets `hardenctl revert UNIT` and the next
 * UnitTransaction on the unit do the same after a SIGKILL. One UnitTransaction per unit at a time
 *on a machine: a lock sees to it.
 */
class UnitTransaction {
	ManagerInterface &manager_;
	ChangeRequest request_;
	UnitSearch search_;
	UnitLock lock_;
	std::optional<UnitLock> companion_lock_;
	UnitState before_;
	ChangeRecord record_;
	RollbackResult taken_back_;
	Diagnostics notices_;
	bool open_ = false;
	/** Does systemd take the unit with what is on trial? */
	bool loads_ = true;

	void recover();
	void take_in_companion();
	void begin();
	void write(const std::string &path, const std::string &unit, std::string_view text);
	void arm(std::chrono::seconds delay);
	void check_in_effect();
	void restart_companion();

public:
	/**
	 * Takes back first what a killed hardenctl left of this unit. Throws Error: no such unit,
	 * masked, transient, changed by another hardenctl, not allowed.
	 */
	UnitTransaction(ManagerInterface &manager, ChangeRequest request);
	UnitTransaction(const UnitTransaction &) = delete;
	UnitTransaction &operator=(const UnitTransaction &) = delete;
	/** Takes back what was neither kept nor taken back. */
	~UnitTransaction() noexcept;

	const UnitState &before() const noexcept { return before_; }
	/** What was done besides: a killed one's change was taken back. */
	const Diagnostics &notices() const noexcept { return notices_; }
	/** Was it kept on condition that somebody confirms it? */
	bool awaits_confirmation() const noexcept
	{
		return record_.phase == ChangePhase::AwaitsConfirmation;
	}
	/** Is there something to take back? */
	bool is_open() const noexcept { return open_; }
	/** As systemd will show it. */
	const std::string &drop_in() const noexcept { return record_.drop_in; }

	/**
	 * Writes the drop-in in the place of the one before and reloads. The unit keeps running as
	 * it is: restart() follows. Throws Error: disk full, the manager refuses it, another file
	 * wins.
	 * @param text whole sections, no header
	 */
	void apply(std::string_view text);

	/**
	 * reset-failed and restart; of the companion first. Throws Error if that does not start.
	 * @return result of the job: "done", "failed", …; "refused" of a unit that does not load,
	 * as it did not before
	 */
	std::string restart();

	/**
	 * Makes the change stay: a drop-in of hardenctl's in /etc (or /run) with this text behind
	 * what it had before. With a timer armed, it is only kept once it is confirmed.
	 * @return path of the drop-in
	 */
	std::string keep(std::string_view text, bool at_runtime);

	/** Learning goes on without this process: the record and the drop-in stay. */
	void leave_learning();

	/** All as before. Never throws; what went wrong is in the result. */
	const RollbackResult &roll_back() noexcept;
};

} // namespace hardenctl
