// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "unit/manager-connection.hh"

#include <algorithm>
#include <array>
#include <cerrno>
#include <fmt/format.h>
#include <thread>

namespace hardenctl {

namespace {

using namespace std::chrono_literals;

constexpr auto slow_from = 2s;
/** Of one that did not answer just before: what is left to do is tried, but not for long. */
constexpr auto short_patience = 3s;
constexpr auto pause_between_attempts = 200ms;
constexpr auto longest_wait = 250ms;

bool is_lost(int error) noexcept
{
	constexpr std::array lost{
		ECONNRESET, ECONNABORTED, ECONNREFUSED, ENOTCONN, EPIPE, ESHUTDOWN, ETIMEDOUT};
	return std::ranges::find(lost, error) != lost.end();
}

/** What libsystemd and the D-Bus daemon answer in the place of a peer that is gone. */
bool is_lost(std::string_view error, bool has_answered) noexcept
{
	constexpr std::string_view prefix = "org.freedesktop.DBus.Error.";
	if (!error.starts_with(prefix))
		return false;
	error.remove_prefix(prefix.size());
	return error == "NoReply" || error == "Disconnected" || error == "Timeout" ||
	       (has_answered && (error == "ServiceUnknown" || error == "NameHasNoOwner"));
}

void check_connected(int r, const std::string &what)
{
	if (r < 0 && is_lost(-r))
		throw ManagerLost{-r, "Cannot " + what};
	check_bus(r, what);
}

int note_reply(sd_bus_message *message, void *reply, sd_bus_error *) noexcept
{
	static_cast<MessageHandle *>(reply)->reset(sd_bus_message_ref(message));
	return 1;
}

} // namespace

int note_job_removed(sd_bus_message *message, void *connection, sd_bus_error *) noexcept
try {
	std::uint32_t id = 0;
	const char *path = nullptr, *unit = nullptr, *result = nullptr;
	if (sd_bus_message_read(message, "uoss", &id, &path, &unit, &result) >= 0)
		static_cast<ManagerConnection *>(connection)
			->ended_jobs_.insert_or_assign(path, result);
	return 0;
} catch (const std::bad_alloc &) {
	return -ENOMEM;
}

ManagerConnection::ManagerConnection(
	const ManagerLocation &location, Interruption *interruption, SlowNotice slow_notice)
	: location_(location), interruption_(interruption), slow_notice_(std::move(slow_notice))
{
	open();
}

void ManagerConnection::open()
{
	job_removed_.reset();
	bus_ = open_manager_bus(location_);
	sd_bus_slot *slot = nullptr;
	// A private connection has no names, so none can be matched.
	const char *sender = sd_bus_is_bus_client(bus_.get()) > 0 ? manager_name : nullptr;
	check_bus(sd_bus_match_signal_async(bus_.get(), &slot, sender, manager_path,
			  manager_interface, "JobRemoved", note_job_removed, nullptr, this),
		"watch the jobs of " + manager_in_words(location_));
	job_removed_.reset(slot);
}

void ManagerConnection::reopen(Clock::time_point deadline, Clock::time_point begin)
{
	for (;;) {
		sleep(pause_between_attempts);
		notice_if_slow(begin);
		try {
			return open();
		} catch (const Error &error) {
			if (Clock::now() >= deadline)
				throw ManagerLost{error.what()};
		}
	}
}

void ManagerConnection::notice_if_slow(Clock::time_point begin)
{
	if (has_noticed_ || !slow_notice_ || Clock::now() - begin < slow_from)
		return;
	has_noticed_ = true;
	const bool may_be_ended = interruption_ && !interruption_->is_deaf();
	slow_notice_(fmt::format("Waiting for {}, which does not answer{}…",
		manager_in_words(location_), may_be_ended ? " (Ctrl-C ends it)" : ""));
}

MessageHandle ManagerConnection::wait_for_reply(sd_bus_message *message, const std::string &what,
	Clock::time_point begin, Clock::time_point deadline)
{
	MessageHandle reply;
	sd_bus_slot *raw = nullptr;
	check_connected(
		sd_bus_call_async(bus_.get(), &raw, message, note_reply, &reply, UINT64_MAX), what);
	const SlotHandle slot{raw};
	while (!reply) {
		const int r = sd_bus_process(bus_.get(), nullptr);
		check_connected(r, what);
		if (r > 0)
			continue;
		if (Clock::now() >= deadline)
			throw ManagerLost{ETIMEDOUT, "Cannot " + what};
		wait_for_events(longest_wait);
		notice_if_slow(begin);
	}
	return reply;
}

MessageHandle ManagerConnection::call_until(FunctionRef<MessageHandle(sd_bus *)> make,
	const std::string &what, std::string_view expected, Clock::time_point begin,
	Clock::time_point deadline)
{
	const MessageHandle message = make(bus_.get());
	MessageHandle reply = wait_for_reply(message.get(), what, begin, deadline);
	const sd_bus_error *error = sd_bus_message_get_error(reply.get());
	if (error && is_lost(error->name, has_answered_))
		throw ManagerLost{fmt::format("Cannot {}: {}", what, error->message)};
	is_responsive_ = has_answered_ = true;
	has_noticed_ = false;
	if (error && error->name == expected)
		return nullptr;
	if (error)
		throw_bus_error(*error, what);
	return reply;
}

MessageHandle ManagerConnection::call_once(
	FunctionRef<MessageHandle(sd_bus *)> make, const std::string &what)
{
	const auto begin = Clock::now();
	return call_until(make, what, {}, begin, begin + patience);
}

MessageHandle ManagerConnection::call(FunctionRef<MessageHandle(sd_bus *)> make,
	const std::string &what, std::string_view expected, std::chrono::seconds time)
{
	const auto begin = Clock::now();
	const auto deadline = begin + (is_responsive_ ? time : short_patience);
	for (;;) {
		try {
			return call_until(make, what, expected, begin, deadline);
		} catch (const ManagerLost &) {
			is_responsive_ = Clock::now() < deadline;
			if (!is_responsive_)
				throw;
		}
		reopen(deadline, begin);
	}
}

std::optional<std::string> ManagerConnection::wait_for_job(
	const std::string &job, std::chrono::microseconds time)
{
	const auto until = Clock::now() + time;
	for (;;) {
		if (const auto ended = ended_jobs_.extract(job))
			return ended.mapped();
		const auto left =
			std::chrono::duration_cast<std::chrono::microseconds>(until - Clock::now());
		const int r = sd_bus_process(bus_.get(), nullptr);
		if (r > 0)
			continue;
		if (left.count() <= 0)
			return std::nullopt;
		if (r < 0)
			sleep(std::min<std::chrono::microseconds>(left, pause_between_attempts));
		else
			wait_for_events(std::min<std::chrono::microseconds>(left, 1s));
	}
}

void ManagerConnection::wait_for_events(std::chrono::microseconds time)
{
	const int events = sd_bus_get_events(bus_.get());
	if (events < 0)
		return sleep(pause_between_attempts);
	if (interruption_)
		interruption_->wait(sd_bus_get_fd(bus_.get()), static_cast<short>(events), time);
	else
		sd_bus_wait(bus_.get(), static_cast<std::uint64_t>(time.count()));
}

void ManagerConnection::sleep(std::chrono::microseconds time)
{
	if (interruption_)
		interruption_->wait(-1, 0, time);
	else
		std::this_thread::sleep_for(time);
	while (sd_bus_process(bus_.get(), nullptr) > 0)
		;
}

} // namespace hardenctl
