// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "bus-server.hh"

#include <csignal>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include <systemd/sd-bus.h>
#include <systemd/sd-id128.h>

namespace hardenctl::test {

namespace {

constexpr const char *job = "/org/freedesktop/systemd1/job/7";

class Server {
	ServerScript script_;
	ServerCounts &counts_;
	std::string socket_;
	int listening_ = -1;
	bool lost_ = false;

	void listen_again()
	{
		unlink(socket_.c_str());
		sockaddr_un address{};
		address.sun_family = AF_UNIX;
		std::strncpy(address.sun_path, socket_.c_str(), sizeof address.sun_path - 1);
		listening_ = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
		bind(listening_, reinterpret_cast<sockaddr *>(&address), sizeof address);
		listen(listening_, 5);
	}

	void add_property(sd_bus_message *reply, const char *name, const char *value)
	{
		if (script_.lacks != name)
			sd_bus_message_append(reply, "{sv}", name, "s", value);
	}

	void append_state(sd_bus_message *reply)
	{
		counts_.looks++;
		sd_bus_message_open_container(reply, 'a', "{sv}");
		for (const auto &[name, value] :
			{std::pair{"Id", "a.service"}, {"LoadState", "loaded"},
				{"ActiveState", "active"}, {"SubState", "running"},
				{"FragmentPath", "/x/a.service"}, {"Result", "success"},
				{"ControlGroup", "/a"}, {"ProtectSystem", "strict"}})
			add_property(reply, name, value);
		for (const char *name :
			{"NeedDaemonReload", "Transient", "RefuseManualStart", "RefuseManualStop"})
			sd_bus_message_append(reply, "{sv}", name, "b", 0);
		sd_bus_message_append(reply, "{sv}", "DropInPaths", "as", 1, "/x/b.conf");
		sd_bus_message_append(reply, "{sv}", "LoadError", "(ss)", "", "");
		sd_bus_message_append(reply, "{sv}", "Job", "(uo)", 0, "/");
		sd_bus_message_append(reply, "{sv}", "NRestarts", "u", 3);
		sd_bus_message_append(reply, "{sv}", "InvocationID", "ay", 2, 1, counts_.restarts);
		sd_bus_message_close_container(reply);
	}

	void perform(sd_bus_message *reply, const std::string &method)
	{
		if (method == "GetAll")
			append_state(reply);
		else if (method == "Reload")
			counts_.reloads++;
		else if (method == "LoadUnit")
			counts_.loads++;
		else if (method == "StartTransientUnit")
			counts_.transients++;
		else if (method == "RestartUnit")
			counts_.restarts++;
		if (method.ends_with("Unit") && method != "ResetFailedUnit")
			sd_bus_message_append(reply, "o", job);
	}

	Conduct conduct_of(const std::string &method)
	{
		if (method != script_.method)
			return Conduct::Answer;
		script_.method.clear();
		return script_.conduct;
	}

	int on_call(sd_bus *bus, sd_bus_message *message)
	{
		std::uint8_t type = 0;
		sd_bus_message_get_type(message, &type);
		if (type != SD_BUS_MESSAGE_METHOD_CALL)
			return 0;
		const std::string method = sd_bus_message_get_member(message);
		const Conduct conduct = conduct_of(method);
		lost_ = conduct == Conduct::LoseBefore || conduct == Conduct::LoseAfter;
		if (conduct == Conduct::Silence || conduct == Conduct::LoseBefore)
			return 1;
		if (conduct == Conduct::Refuse)
			return sd_bus_reply_method_errorf(message,
				"org.freedesktop.DBus.Error.Failed", "It does not want to");
		sd_bus_message *reply = nullptr;
		sd_bus_message_new_method_return(message, &reply);
		perform(reply, method);
		if (!lost_)
			sd_bus_send(bus, reply, nullptr);
		sd_bus_message_unref(reply);
		if (!lost_ && conduct != Conduct::NoSignal && method.ends_with("Unit"))
			sd_bus_emit_signal(bus, "/org/freedesktop/systemd1",
				"org.freedesktop.systemd1.Manager", "JobRemoved", "uoss", 7, job,
				"a.service", "done");
		return 1;
	}

	static int on_message(sd_bus_message *message, void *server, sd_bus_error *)
	{
		return static_cast<Server *>(server)->on_call(
			sd_bus_message_get_bus(message), message);
	}

	void serve(int fd)
	{
		sd_bus *bus = nullptr;
		sd_id128_t id{};
		sd_id128_randomize(&id);
		sd_bus_new(&bus);
		sd_bus_set_fd(bus, fd, fd);
		sd_bus_set_server(bus, 1, id);
		sd_bus_set_anonymous(bus, 1);
		sd_bus_add_filter(bus, nullptr, on_message, this);
		sd_bus_start(bus);
		lost_ = false;
		while (!lost_) {
			const int r = sd_bus_process(bus, nullptr);
			if (r < 0 || (r == 0 && sd_bus_wait(bus, UINT64_MAX) < 0))
				break;
		}
		sd_bus_close_unref(bus);
	}

public:
	Server(const ServerScript &script, ServerCounts &counts, std::string socket)
		: script_(script), counts_(counts), socket_(std::move(socket))
	{
		listen_again();
	}

	/** The process that has forked keeps no copy: it would listen for ever. */
	void leave() const { close(listening_); }

	[[noreturn]] void run()
	{
		for (;;) {
			const int fd = accept4(listening_, nullptr, nullptr, SOCK_CLOEXEC);
			serve(fd);
			close(listening_);
			usleep(static_cast<useconds_t>(script_.away.count()) * 1000);
			listen_again();
		}
	}
};

} // namespace

BusServer::BusServer(const ServerScript &script)
{
	auto name = (std::filesystem::temp_directory_path() / "bus-XXXXXX").string();
	directory_ = mkdtemp(name.data());
	std::filesystem::create_directory(directory_ + "/systemd");
	setenv("XDG_RUNTIME_DIR", directory_.c_str(), 1);
	unsetenv("DBUS_SESSION_BUS_ADDRESS");
	void *shared = mmap(nullptr, sizeof(ServerCounts), PROT_READ | PROT_WRITE,
		MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	counts_ = new (shared) ServerCounts;
	Server server{script, *counts_, directory_ + "/systemd/private"};
	pid_ = fork();
	if (pid_ == 0)
		server.run();
	server.leave();
}

BusServer::~BusServer()
{
	kill(pid_, SIGKILL);
	waitpid(pid_, nullptr, 0);
	munmap(counts_, sizeof(ServerCounts));
	std::filesystem::remove_all(directory_);
}

} // namespace hardenctl::test
