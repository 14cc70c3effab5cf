// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "unit/transient-unit.hh"

namespace hardenctl {

namespace {

/** Longer than a start limit of the manager's allows to be reached. */
constexpr std::uint64_t pause_before_restart = 5'000'000;

/** The first failure of a chain of appends, checked once. */
class Appender {
	sd_bus_message *message_;
	int result_ = 0;

public:
	explicit Appender(sd_bus_message *message) noexcept : message_(message) {}

	template <typename... Arguments> void append(const char *types, Arguments... arguments)
	{
		if (result_ >= 0)
			result_ = sd_bus_message_append(message_, types, arguments...);
	}
	void open(char type, const char *contents)
	{
		if (result_ >= 0)
			result_ = sd_bus_message_open_container(message_, type, contents);
	}
	void close()
	{
		if (result_ >= 0)
			result_ = sd_bus_message_close_container(message_);
	}
	int result() const noexcept { return result_; }
};

std::uint64_t microseconds_of(std::chrono::seconds time)
{
	return static_cast<std::uint64_t>(std::chrono::microseconds{time}.count());
}

void append_arguments(Appender &to, const std::vector<std::string> &arguments)
{
	to.open('a', "s");
	for (const std::string &argument : arguments)
		to.append("s", argument.c_str());
	to.close();
}

/** ExecStart= as a(sasb): path, argv, is its failure ignored? */
void append_commands(Appender &to, const std::vector<TimerCommand> &commands)
{
	to.open('r', "sv");
	to.append("s", "ExecStart");
	to.open('v', "a(sasb)");
	to.open('a', "(sasb)");
	for (const TimerCommand &command : commands) {
		to.open('r', "sasb");
		to.append("s", command.words.front().c_str());
		append_arguments(to, command.words);
		to.append("b", command.must_succeed ? 0 : 1);
		to.close();
	}
	to.close();
	to.close();
	to.close();
}

void append_timer(Appender &to, const TransientTimer &timer)
{
	to.open('a', "(sv)");
	to.append("(sv)", "Description", "s", timer.description.c_str());
	to.append(
		"(sv)", "TimersMonotonic", "a(st)", 1, "OnActiveSec", microseconds_of(timer.delay));
	// The default is a minute: too late for who is locked out.
	to.append("(sv)", "AccuracyUSec", "t", std::uint64_t{100'000});
	to.append("(sv)", "RemainAfterElapse", "b", 0);
	to.append("(sv)", "CollectMode", "s", "inactive-or-failed");
	to.close();
}

void append_service(Appender &to, const TransientTimer &timer)
{
	to.open('a', "(sa(sv))");
	to.open('r', "sa(sv)");
	to.append("s", (timer.name + ".service").c_str());
	to.open('a', "(sv)");
	to.append("(sv)", "Description", "s", timer.description.c_str());
	to.append("(sv)", "Type", "s", "oneshot");
	to.append("(sv)", "CollectMode", "s", "inactive-or-failed");
	to.append("(sv)", "Restart", "s", "on-failure");
	to.append("(sv)", "RestartUSec", "t", pause_before_restart);
	append_commands(to, timer.commands);
	to.close();
	to.close();
	to.close();
}

void append_properties(Appender &to, const TransientService &service)
{
	to.open('a', "(sv)");
	to.append("(sv)", "Description", "s", service.description.c_str());
	if (service.ready == ServiceReady::Notifies) {
		to.append("(sv)", "Type", "s", "notify");
		to.append("(sv)", "CollectMode", "s", "inactive-or-failed");
		to.append("(sv)", "StandardOutput", "s", "null");
	} else {
		to.append("(sv)", "Type", "s", "exec");
		/* no reference: the private connection to the manager has no name to hold one */
		to.append("(sv)", "RemainAfterExit", "b", 1);
	}
	to.append("(sv)", "RuntimeMaxUSec", "t", microseconds_of(service.longest));
	append_commands(to, {{.words = service.words, .must_succeed = true}});
	to.close();
}

} // namespace

MessageHandle new_service_call(sd_bus *bus, const TransientService &service)
{
	MessageHandle message = new_manager_call(bus, "StartTransientUnit");
	Appender to{message.get()};
	to.append("ss", service.name.c_str(), "fail");
	append_properties(to, service);
	to.open('a', "(sa(sv))");
	to.close();
	check_bus(to.result(), "describe " + service.name);
	return message;
}

MessageHandle new_timer_call(sd_bus *bus, const TransientTimer &timer)
{
	MessageHandle message = new_manager_call(bus, "StartTransientUnit");
	Appender to{message.get()};
	to.append("ss", (timer.name + ".timer").c_str(), "replace");
	append_timer(to, timer);
	append_service(to, timer);
	check_bus(to.result(), "describe " + timer.name);
	return message;
}

} // namespace hardenctl
