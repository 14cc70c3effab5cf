// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "advice/tighten-observations.hh"

#include "base/path.hh"
#include "knowledge/names.hh"

#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <linux/capability.h>
#include <sys/socket.h>

namespace hardenctl {

namespace {

/** Collects, each operation once. */
class Observer {
	const Sandbox &sandbox_;
	std::vector<Observation> out_;

	void add(Operation operation, std::string what, bool without_capability = false)
	{
		add_observation(out_, {std::move(operation), std::move(what), without_capability});
	}

	static std::string who(const ProcessSeen &process)
	{
		return fmt::format("{}[{}]", process.comm, process.pid);
	}

	void add_call(const ProcessSeen &process, const char *call, std::string_view what)
	{
		add({.kind = OperationKind::SystemCall,
			    .call = call,
			    .call_is_exact = true,
			    .uid = 0},
			fmt::format("{} {}", who(process), what));
	}

	void add_capability(const ProcessSeen &process, unsigned capability, std::string_view what)
	{
		/* whoever it is: it holds the capability */
		add({.kind = OperationKind::Capability, .capability = capability},
			fmt::format("{} {}", who(process), what));
	}

	void add_files(const ProcessSeen &process)
	{
		for (const OpenFile &file : process.files)
			add({.kind = OperationKind::Path,
				    .path = file.path,
				    .access = file.writable ? Access::Write : Access::Read,
				    .uid = process.effective_uid},
				fmt::format("{} has {} open{}", who(process), file.path,
					file.writable ? " for writing" : ""),
				file.by_mode);
	}

	void add_socket(const ProcessSeen &process, const OpenSocket &socket)
	{
		if (!socket.family)
			return;
		const bool raw = socket.protocol == "raw";
		add({.kind = OperationKind::Socket,
			    .call = raw ? "raw socket" : "",
			    .family = socket.family,
			    .uid = process.effective_uid},
			fmt::format("{} has an {} socket open", who(process),
				family_name(*socket.family)));
		if (socket.listening && socket.port)
			add({.kind = OperationKind::Bind,
				    .family = socket.family,
				    .port = socket.port,
				    .uid = 0},
				fmt::format("{} listens on port {}", who(process), *socket.port));
		if (socket.path.starts_with('/'))
			add({.kind = OperationKind::Bind,
				    .path = socket.path,
				    .family = AF_UNIX,
				    .uid = process.effective_uid},
				fmt::format("{} listens on {}", who(process), socket.path),
				socket.by_mode);
	}

	void add_memory(const ProcessSeen &process)
	{
		const Operation operation{.kind = OperationKind::Memory};
		for (const std::string &library : process.libraries)
			if (const std::string_view name = jit_library(library); !name.empty())
				add(operation, fmt::format("{} uses {}, which maps writable and "
							   "executable memory",
						       who(process), base_name(library)));
		for (const std::string &mapping : process.write_execute)
			add(operation, fmt::format("{} has {} mapped writable and executable",
					       who(process), mapping.empty() ? "memory" : mapping));
	}

	/** Kept on purpose: neither none nor all that the unit leaves. */
	void add_kept_capabilities(const ProcessSeen &process)
	{
		const std::uint64_t all = process.capabilities.bounding & all_capabilities;
		const std::uint64_t kept = process.capabilities.effective & all_capabilities;
		if (kept == 0 || kept == all || (process.effective_uid == 0 && kept == all))
			return;
		for (unsigned capability = 0; capability < capability_count; capability++)
			if (kept >> capability & 1)
				add_capability(process, capability,
					fmt::format("keeps {}", capability_name(capability)));
	}

	void add_identity(const ProcessSeen &process)
	{
		const bool switched = process.uid != 0 || process.effective_uid != 0;
		if (!sandbox_.starts_as_root() || !switched)
			return;
		for (const char *call : {"setuid", "setgid", "setgroups"})
			add_call(process, call,
				fmt::format(
					"runs as user {}, started by root", process.effective_uid));
		add_capability(process, CAP_SETUID, "has changed its user");
		add_capability(process, CAP_SETGID, "has changed its group");
	}

	void add_scheduling(const ProcessSeen &process)
	{
		if (process.realtime)
			add_call(process, "sched_setscheduler", "has a real-time thread");
		if (process.nice < 0)
			add_call(process, "setpriority",
				fmt::format("runs with a nice value of {}", process.nice));
		if (process.locked_memory != 0)
			add_call(process, "mlock", "has locked memory");
		if (process.personality != 0)
			add_call(process, "personality", "has changed its personality");
		if (process.root != "/" && !process.root.empty())
			add_call(process, "chroot",
				fmt::format("has changed its root to {}", process.root));
	}

	/** Namespaces that another process of the unit does not share, it has made itself. */
	void add_namespaces(const ProcessSeen &process, const ProcessSeen &first)
	{
		for (const auto &[kind, name] : process.namespaces) {
			const auto other = std::ranges::find(first.namespaces, kind,
				&std::pair<std::string, std::string>::first);
			if (other != first.namespaces.end() && other->second != name)
				add(namespace_operation(kind),
					fmt::format("{} is in a {} namespace of its own",
						who(process), kind));
		}
	}

public:
	explicit Observer(const Sandbox &sandbox) : sandbox_(sandbox) {}

	void add_process(const ProcessSeen &process, const ProcessSeen &first)
	{
		if (!process.exe.empty())
			add({.kind = OperationKind::Execute,
				    .path = process.exe,
				    .uid = process.effective_uid},
				fmt::format("{} runs {}", who(process), process.exe));
		add_files(process);
		for (const OpenSocket &socket : process.sockets)
			add_socket(process, socket);
		add_memory(process);
		add_kept_capabilities(process);
		add_identity(process);
		add_scheduling(process);
		add_namespaces(process, first);
	}

	void add_denial(const Denial &denial)
	{
		const OperationKind kind = denial.operation.kind;
		if (denial.other_cause || kind == OperationKind::Unknown ||
			kind == OperationKind::SetupStep || kind == OperationKind::UnitRefused ||
			kind == OperationKind::Resource)
			return;
		const std::string &subject = denial.operation.path.empty() ? denial.operation.call
									   : denial.operation.path;
		add(denial.operation, fmt::format("the log shows that it tried {}",
					      subject.empty() ? operation_kind_name(kind)
							      : std::string_view{subject}));
	}

	std::vector<Observation> take() { return std::move(out_); }
};

} // namespace

Operation namespace_operation(std::string kind)
{
	return {.kind = OperationKind::SystemCall,
		.call = "unshare",
		.call_is_exact = true,
		.name_space = std::move(kind),
		.uid = 0};
}

std::string_view jit_library(std::string_view path) noexcept
{
	/* libpcre2 and libffi do without where they must */
	static constexpr std::array<std::string_view, 10> libraries{"libLLVM", "libcoreclr",
		"libjavascriptcoregtk", "libjsc", "libjvm", "libluajit", "libmozjs", "libnode",
		"libv8", "opcache"};
	const std::string_view name = base_name(path);
	const auto found = std::ranges::find_if(
		libraries, [&](std::string_view library) { return name.starts_with(library); });
	if (found != libraries.end())
		return *found;
	return name.find("jit") == name.npos ? std::string_view{} : name;
}

void add_observation(std::vector<Observation> &observations, Observation observation)
{
	if (observations.size() < max_observations &&
		std::ranges::find(observations, observation.operation, &Observation::operation) ==
			observations.end())
		observations.push_back(std::move(observation));
}

std::vector<Observation> observations_of(
	const RuntimeFacts &runtime, const Sandbox &sandbox, std::span<const Denial> denials)
{
	Observer observer{sandbox};
	for (const ProcessSeen &process : runtime.processes)
		observer.add_process(process, runtime.processes.front());
	for (const Denial &denial : denials)
		observer.add_denial(denial);
	return observer.take();
}

static void add_observations_of_commands(
	const UnitConfig &config, std::vector<Observation> &observations)
{
	for (const ExecCommand &command : config.commands) {
		if (command.full_privileges)
			continue;
		if (command.program.starts_with('/'))
			observations.push_back({{.kind = OperationKind::Execute,
							.path = command.program},
				fmt::format("{}= runs {}", command.setting, command.program),
				true});
		for (const std::string &argument : command.arguments)
			if (argument.starts_with('/'))
				observations.push_back({{.kind = OperationKind::Path,
								.path = simplify_path(argument),
								.access = Access::Read},
					fmt::format("{}= names {}", command.setting, argument),
					true});
	}
}

/** Loaded when they are needed, such as a compiler for queries. */
static void add_observations_of_modules(
	const RuntimeFacts &runtime, std::vector<Observation> &observations)
{
	const auto found = std::ranges::find_if(runtime.modules,
		[](const std::string &module) { return !jit_library(module).empty(); });
	if (found != runtime.modules.end())
		observations.push_back({{.kind = OperationKind::Memory},
			fmt::format(
				"{}, which it can load, makes machine code at run time", *found)});
}

void add_observations_of_files(const UnitConfig &config, const RuntimeFacts &runtime,
	std::vector<Observation> &observations)
{
	add_observations_of_commands(config, observations);
	add_observations_of_modules(runtime, observations);
	for (const ConfiguredPath &configured : runtime.configured_paths)
		observations.push_back({{.kind = OperationKind::Path,
						.path = configured.path,
						.access = configured.is_own ? Access::Write
									    : Access::Read},
			fmt::format("{} names {}", configured.file, configured.path), true});
}

} // namespace hardenctl
