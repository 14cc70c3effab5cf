// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "unit/manager.hh"

#include "base/error.hh"
#include "unit/manager-call.hh"

#include <fmt/format.h>
#include <poll.h>
#include <thread>

namespace hardenctl {

using namespace std::chrono_literals;

void SlotDeleter::operator()(sd_bus_slot *slot) const noexcept
{
	sd_bus_slot_unref(slot);
}

int note_job_removed_for(Manager &manager, std::string job, std::string result)
{
	manager.ended_jobs_.insert_or_assign(std::move(job), std::move(result));
	return 0;
}

static int on_job_removed(sd_bus_message *message, void *manager, sd_bus_error *)
{
	std::uint32_t id = 0;
	const char *path = nullptr, *unit = nullptr, *result = nullptr;
	if (sd_bus_message_read(message, "uoss", &id, &path, &unit, &result) < 0)
		return 0;
	return note_job_removed_for(*static_cast<Manager *>(manager), path, result);
}

Manager::Manager(const ManagerLocation &location, Interruption *interruption)
	: location_(location), bus_(open_manager_bus(location)), interruption_(interruption)
{
	sd_bus_slot *slot = nullptr;
	// A private connection has no names, so none can be matched.
	const char *sender = sd_bus_is_bus_client(bus_.get()) > 0 ? manager_name : nullptr;
	check_bus(sd_bus_match_signal(bus_.get(), &slot, sender, manager_path, manager_interface,
			  "JobRemoved", on_job_removed, this),
		"watch the jobs of " + manager_in_words(location));
	job_removed_.reset(slot);
}

Manager::~Manager() noexcept = default;

void Manager::reload()
{
	const auto message = new_manager_call(bus_.get(), "Reload");
	call_manager(bus_.get(), message.get(), "reload " + manager_in_words(location_));
}

void Manager::reset_failed(const std::string &unit)
{
	const auto message = new_manager_call(bus_.get(), "ResetFailedUnit");
	const std::string what = "reset the failed state of " + unit;
	check_bus(sd_bus_message_append(message.get(), "s", unit.c_str()), what);
	// A unit at rest may be unloaded at any time.
	call_manager(bus_.get(), message.get(), what, "org.freedesktop.systemd1.NoSuchUnit");
}

std::string Manager::run_job(const char *method, const std::string &unit)
{
	const std::string_view name{method};
	const std::string what = fmt::format("{} {}",
		name == "StopUnit" ? "stop" : (name == "StartUnit" ? "start" : "restart"), unit);
	const auto message = new_manager_call(bus_.get(), method);
	check_bus(sd_bus_message_append(message.get(), "ss", unit.c_str(), "replace"), what);
	const auto reply = call_manager(bus_.get(), message.get(), what);
	const char *job = nullptr;
	check_bus(sd_bus_message_read(reply.get(), "o", &job), what);
	return wait_for_job(job, what);
}

std::string Manager::wait_for_job(const std::string &job, const std::string &what)
{
	for (;;) {
		if (const auto ended = ended_jobs_.extract(job))
			return ended.mapped();
		const int r = sd_bus_process(bus_.get(), nullptr);
		check_bus(r, what + ": the connection was lost");
		if (r == 0)
			process_or_wait(1s);
	}
}

void Manager::process_or_wait(std::chrono::microseconds time)
{
	const int events = sd_bus_get_events(bus_.get());
	check_bus(events, "wait for " + manager_in_words(location_));
	if (interruption_)
		interruption_->wait(sd_bus_get_fd(bus_.get()), static_cast<short>(events), time);
	else
		sd_bus_wait(bus_.get(), static_cast<std::uint64_t>(time.count()));
}

void Manager::sleep(std::chrono::microseconds time)
{
	if (interruption_)
		interruption_->wait(-1, 0, time);
	else
		std::this_thread::sleep_for(time);
	while (sd_bus_process(bus_.get(), nullptr) > 0)
		;
}

} // namespace hardenctl
