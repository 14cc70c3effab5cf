// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "trial/unit-transaction.hh"

#include "base/clock.hh"
#include "base/error.hh"
#include "base/path.hh"
#include "base/write-file.hh"
#include "trial/commit-change.hh"
#include "trial/persistent-drop-in.hh"
#include "trial/rollback-timer.hh"
#include "trial/verify-drop-in.hh"

#include <algorithm>
#include <fmt/format.h>
#include <unistd.h>

namespace hardenctl {

namespace {

void check_changeable(const UnitState &state, const std::string &unit)
{
	if (state.load_state == "not-found")
		throw Error{
			fmt::format("No unit {}: the manager finds no file of that name.", unit)};
	if (state.load_state == "masked")
		throw Error{fmt::format("{} is masked: `systemctl unmask` it first.", unit)};
	if (state.transient)
		throw Error{fmt::format("{} is transient: it is gone once it stops, so start it "
					"anew with other settings (systemd-run -p).",
			unit)};
	if (state.refuses_manual_start || state.refuses_manual_stop)
		throw Error{fmt::format(
			"{} refuses to be started or stopped by hand (RefuseManualStart=, "
			"RefuseManualStop=), so nothing can be tried on it.",
			unit)};
}

std::string trial_path(const std::string &unit, const UnitState &state, bool user)
{
	return drop_in_directories(unit, user).runtime + "/" +
	       last_name(state.drop_ins, trial_name);
}

} // namespace

UnitTransaction::UnitTransaction(ManagerInterface &manager, ChangeRequest request)
	: manager_(manager),
	  request_(std::move(request)), search_{.user = manager.location().user,
						.systemd_version = systemd_version_of("")},
	  lock_(request_.unit, manager.location().user)
{
	recover();
	before_ = manager_.state(request_.unit);
	check_changeable(before_, request_.unit);
	record_ = {
		.verb = request_.verb,
		.unit = request_.unit,
		.pid = getpid(),
		.drop_in = trial_path(request_.unit, before_, manager.location().user),
		.active_state = before_.active_state,
		.before = loaded_state(before_),
	};
	if (!request_.companion.empty())
		take_in_companion();
}

void UnitTransaction::take_in_companion()
{
	const bool user = manager_.location().user;
	const UnitState state = manager_.state(request_.companion);
	check_changeable(state, request_.companion);
	verify_drop_in(search_, request_.companion, request_.companion_text);
	record_.companion = {.unit = request_.companion,
		.drop_in = trial_path(request_.companion, state, user),
		.active_state = state.active_state,
		.before = loaded_state(state)};
}

UnitTransaction::~UnitTransaction() noexcept
{
	roll_back();
}

void UnitTransaction::recover()
{
	const bool user = manager_.location().user;
	const auto left = read_change_record(request_.unit, user);
	if (!left)
		return remove_leftovers(request_.unit, user);
	if (left->phase != ChangePhase::Changing && left->phase != ChangePhase::Keeping)
		throw Error{unfinished_in_words(*left, user)};
	Interruption *interruption = manager_.interruption();
	std::optional<UnitLock> companion_lock;
	if (left->companion)
		companion_lock.emplace(left->companion->unit, user);
	const auto done = hardenctl::roll_back(manager_, *left, true);
	if (interruption)
		interruption->deliver_signals();
	if (!done.problems.empty())
		throw Error{done.problems.front().message};
	notices_.push_back({Level::Notice,
		fmt::format("Took back what a hardenctl that was killed (PID {}) left of {}.",
			left->pid, request_.unit)});
}

void UnitTransaction::begin()
{
	record_.made_directories = missing_directories(std::string{parent_path(record_.drop_in)});
	if (record_.companion)
		for (std::string &directory :
			missing_directories(std::string{parent_path(record_.companion->drop_in)}))
			if (std::ranges::find(record_.made_directories, directory) ==
				record_.made_directories.end())
				record_.made_directories.push_back(std::move(directory));
	record_.since = current_time();
	write_change_record(record_, manager_.location().user);
	open_ = true;
	// not before: what a SIGKILL leaves of it, the record tells
	if (record_.companion)
		companion_lock_.emplace(record_.companion->unit, manager_.location().user);
	for (const std::string &directory : record_.made_directories)
		make_directory(directory);
	if (record_.companion)
		write(record_.companion->drop_in, request_.companion, request_.companion_text);
}

void UnitTransaction::write(const std::string &path, const std::string &unit, std::string_view text)
{
	write_file_atomically(
		path, own_header(request_.verb + ", on trial", unit, manager_.location().user) +
			      std::string{text});
}

void UnitTransaction::apply(std::string_view text)
{
	verify_drop_in(search_, request_.unit, text);
	if (!open_)
		begin();
	write(record_.drop_in, request_.unit, text);
	manager_.reload();
	check_in_effect();
}

/** The manager's word, not ours: is it the last drop-in, and does the unit still load? */
void UnitTransaction::check_in_effect()
{
	const UnitState state = manager_.state(request_.unit);
	loads_ = state.load_state == "loaded";
	// what systemd refused before is what may be looked for
	if (!loads_ && state.load_state != before_.load_state)
		throw Error{fmt::format("With {}, systemd does not load {} any more: {}.",
			record_.drop_in, request_.unit,
			state.load_error.empty() ? state.load_state : state.load_error)};
	if (state.drop_ins.empty() || state.drop_ins.back() != record_.drop_in)
		throw Error{fmt::format("Drop-in {} is overridden by {}.", record_.drop_in,
			state.drop_ins.empty() ? "something else" : state.drop_ins.back())};
}

std::string UnitTransaction::restart()
{
	if (!record_.restarted) {
		record_.restarted = true;
		write_change_record(record_, manager_.location().user);
	}
	if (request_.confirm.count() > 0)
		arm(request_.confirm + trial_grace);
	if (record_.companion)
		restart_companion();
	if (!loads_) {
		// it may still run with what it was loaded with before
		if (manager_.state(request_.unit).is_active())
			manager_.stop(request_.unit);
		return "refused";
	}
	manager_.reset_failed(request_.unit);
	return manager_.restart(request_.unit);
}

/** A socket does not start while its service runs. */
void UnitTransaction::restart_companion()
{
	const std::string &unit = record_.companion->unit;
	manager_.stop(request_.unit);
	if (const std::string job = hardenctl::restart_companion(manager_, unit); job != "done")
		throw Error{fmt::format("{}, which goes with {}, does not start ({}): `systemctl "
					"status {}`, after the rollback, shows why.",
			unit, request_.unit, job, unit)};
}

/** The next timer is armed before the last one is off: there is no moment without one. */
void UnitTransaction::arm(std::chrono::seconds delay)
{
	const std::string last = record_.timer;
	const Error too_late{
		fmt::format("The time of --confirm= was over before {} was well: give it more.",
			request_.unit)};
	if (!last.empty() && !manager_.state(last + ".timer").is_active())
		throw too_late;
	record_.timer = next_timer_name(request_.unit, last);
	write_change_record(record_, manager_.location().user);
	manager_.start_timer(rollback_timer(record_, manager_.location().user, delay));
	if (!last.empty() && (!disarm(manager_, last) || access(record_.drop_in.c_str(), F_OK) < 0))
		throw too_late;
}

std::string UnitTransaction::keep(std::string_view text, bool at_runtime)
{
	record_.keep_at_runtime = at_runtime;
	if (request_.confirm.count() > 0) {
		record_.phase = ChangePhase::AwaitsConfirmation;
		apply(text);
		arm(request_.confirm);
		open_ = false;
		return record_.drop_in;
	}
	std::string path = keep_change(manager_, record_, text, request_.companion_text);
	open_ = false;
	return path;
}

void UnitTransaction::leave_learning()
{
	record_.phase = ChangePhase::Learning;
	write_change_record(record_, manager_.location().user);
	// the timer may have been faster: its work is not to be followed by a record
	if (access(record_.drop_in.c_str(), F_OK) < 0)
		throw Error{fmt::format(
			"The time to learn {} was over before it began: give it more (--for=).",
			request_.unit)};
	open_ = false;
}

const RollbackResult &UnitTransaction::roll_back() noexcept
{
	if (open_) {
		open_ = false;
		taken_back_ = hardenctl::roll_back(manager_, record_, true);
	}
	return taken_back_;
}

} // namespace hardenctl
