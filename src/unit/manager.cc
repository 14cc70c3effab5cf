// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "unit/manager.hh"

#include "unit/transient-unit.hh"

#include <fmt/format.h>

namespace hardenctl {

namespace {

using namespace std::chrono_literals;

/** A manager with thousands of units reads for a while. */
constexpr std::chrono::seconds reload_time = 180s;
/** How often a job is looked at whose end may have been missed. */
constexpr auto pause_between_looks = 2s;
/** While signals are deferred, a job is not waited for without end. */
constexpr std::chrono::seconds longest_deferred_job = 5min;

MessageHandle unit_call(
	sd_bus *bus, const char *method, const std::string &unit, const char *mode = nullptr)
{
	MessageHandle message = new_manager_call(bus, method);
	check_bus(sd_bus_message_append(message.get(), "s", unit.c_str()), method);
	if (mode)
		check_bus(sd_bus_message_append(message.get(), "s", mode), method);
	return message;
}

std::string_view verb_of(std::string_view method) noexcept
{
	if (method == "ReloadUnit")
		return "reload";
	return method == "StopUnit" ? "stop" : (method == "StartUnit" ? "start" : "restart");
}

std::string job_path(std::uint32_t job)
{
	return fmt::format("{}/job/{}", manager_path, job);
}

/** Of a job whose end was not seen, from what it left. */
std::string result_of(std::string_view verb, const UnitState &state)
{
	if (verb == "stop")
		return state.active_state == "inactive" || state.active_state == "failed"
			       ? "done"
			       : "failed";
	const bool has_ended_well = state.active_state == "inactive" && state.result == "success";
	return state.is_active() || has_ended_well ? "done" : "failed";
}

} // namespace

Manager::Manager(
	const ManagerLocation &location, Interruption *interruption, SlowNotice slow_notice)
	: connection_(location, interruption, std::move(slow_notice))
{
}

void Manager::reload()
{
	connection_.call([](sd_bus *bus) { return new_manager_call(bus, "Reload"); },
		"reload " + manager_in_words(location()), {}, reload_time);
}

void Manager::reset_failed(const std::string &unit)
{
	// A unit at rest may be unloaded at any time.
	connection_.call([&](sd_bus *bus) { return unit_call(bus, "ResetFailedUnit", unit); },
		"reset the failed state of " + unit, "org.freedesktop.systemd1.NoSuchUnit");
}

/** Starting, stopping or reloading twice is the same as once; a restart is repeated only if it was
 * not done. */
std::string Manager::start_job(const char *method, const std::string &unit, const std::string &what)
{
	const auto call = [&](sd_bus *bus) { return unit_call(bus, method, unit, "replace"); };
	const UnitState before = state(unit);
	MessageHandle reply;
	try {
		reply = connection_.call_once(call, what);
	} catch (const ManagerLost &) {
		const UnitState now = state(unit);
		if (now.job != 0)
			return job_path(now.job);
		if (now.invocation != before.invocation && verb_of(method) == "restart")
			return {};
		reply = connection_.call(call, what);
	}
	const char *job = nullptr;
	check_bus(sd_bus_message_read(reply.get(), "o", &job), what);
	return job;
}

std::string Manager::run_job(const char *method, const std::string &unit)
{
	const std::string what = fmt::format("{} {}", verb_of(method), unit);
	const std::string job = start_job(method, unit, what);
	if (job.empty())
		return result_of(verb_of(method), state(unit));
	return wait_for_job(job, unit, what);
}

/** Its end may be missed: a signal goes to the connection that was there when it began. */
std::string Manager::wait_for_job(
	const std::string &job, const std::string &unit, const std::string &what)
{
	const auto until = std::chrono::steady_clock::now() + longest_deferred_job;
	for (;;) {
		if (auto result = connection_.wait_for_job(job, pause_between_looks))
			return *std::move(result);
		const UnitState now = state(unit);
		if (now.job == 0 || job_path(now.job) != job) {
			if (auto result = connection_.wait_for_job(job, 0s))
				return *std::move(result);
			return result_of(what.substr(0, what.find(' ')), now);
		}
		if (interruption() && interruption()->is_deaf() &&
			std::chrono::steady_clock::now() > until)
			throw Error{fmt::format("Cannot {}: its job does not end", what)};
	}
}

/** It is not started twice. */
std::string Manager::start_transient(
	const std::string &unit, const std::function<MessageHandle(sd_bus *)> &call)
{
	const std::string what = "start " + unit;
	MessageHandle reply;
	try {
		reply = connection_.call_once(call, what);
	} catch (const ManagerLost &) {
		const UnitState now = state(unit);
		if (now.job != 0)
			return wait_for_job(job_path(now.job), unit, what);
		if (now.is_active())
			return "done";
		reply = connection_.call(call, what);
	}
	const char *job = nullptr;
	check_bus(sd_bus_message_read(reply.get(), "o", &job), what);
	return wait_for_job(job, unit, what);
}

void Manager::start_timer(const TransientTimer &timer)
{
	const std::string unit = timer.name + ".timer";
	const std::string result =
		start_transient(unit, [&](sd_bus *bus) { return new_timer_call(bus, timer); });
	if (result != "done")
		throw Error{fmt::format("Cannot start {}: its job ended with '{}'", unit, result)};
}

std::string Manager::start_service(const TransientService &service)
{
	return start_transient(
		service.name, [&](sd_bus *bus) { return new_service_call(bus, service); });
}

} // namespace hardenctl
