// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "observe/observer.hh"

#include "base/error.hh"
#include "base/file.hh"
#include "knowledge/names.hh"
#include "observe/call-shapes.hh"
#include "observe/control-group.hh"
#include "observe/event-decoder.hh"

#include <algorithm>
#include <bpf/bpf.h>
#include <bpf/btf.h>
#include <bpf/libbpf.h>
#include <cerrno>
#include <cstddef>
#include <cstdio>
#include <cstring>
#include <ctime>
#include <fmt/format.h>
#include <map>
#include <seccomp.h>
#include <sys/utsname.h>
#include <unistd.h>
#include <utility>

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wcast-qual"
#pragma GCC diagnostic ignored "-Woverlength-strings"
#include "observe/trace.skel.h" // generated from trace.bpf.c
#pragma GCC diagnostic pop

namespace hardenctl {

namespace {

struct DestroyProgram {
	void operator()(trace_program *program) const noexcept { trace_program__destroy(program); }
};
using ProgramHandle = std::unique_ptr<trace_program, DestroyProgram>;

struct FreeRing {
	void operator()(ring_buffer *ring) const noexcept { ring_buffer__free(ring); }
};
using RingHandle = std::unique_ptr<ring_buffer, FreeRing>;

struct FreeTypes {
	void operator()(btf *types) const noexcept { btf__free(types); }
};

struct FreeName {
	void operator()(char *name) const noexcept { std::free(name); }
};

/** How the kernel lets capability checks be seen. */
enum class CapabilityProbe { Tracepoint, Function, None };

/** libbpf writes a page for each failure: one line of our own says what is missing. */
int stay_silent(libbpf_print_level, const char *, va_list)
{
	return 0;
}

std::uint64_t microseconds_of(clockid_t clock)
{
	timespec time{};
	clock_gettime(clock, &time);
	return static_cast<std::uint64_t>(time.tv_sec) * 1'000'000 +
	       static_cast<std::uint64_t>(time.tv_nsec) / 1000;
}

std::string missing(int error)
{
	const std::string_view reason = strerrordesc_np(error);
	if (error == EPERM && geteuid() != 0)
		return "Only root, or who has CAP_BPF and CAP_PERFMON, can trace units; those of "
		       "users, too, by --user --machine=USER@.host.";
	if (access("/sys/kernel/btf/vmlinux", R_OK) < 0)
		return "This kernel has no types to trace by: it takes Linux 5.8 or newer with "
		       "CONFIG_DEBUG_INFO_BTF.";
	if (error == EPERM)
		return "The kernel refuses BPF programs here (in a container, by kernel lockdown "
		       "or by a security module): trace from the host, with --machine=.";
	return fmt::format("The kernel does not take the BPF program: {}.", reason);
}

bool has_capability_tracepoint()
{
	const std::unique_ptr<btf, FreeTypes> types{btf__load_vmlinux_btf()};
	return types &&
	       btf__find_by_name_kind(types.get(), "btf_trace_cap_capable", BTF_KIND_TYPEDEF) > 0;
}

/** kernel.ftrace_enabled=0: what is at a function is attached all the same, and never called. */
bool calls_programs_at_functions()
{
	constexpr std::size_t longest = 16;
	try {
		return !read_file("/proc/sys/kernel/ftrace_enabled", longest).starts_with('0');
	} catch (const Error &) {
		return true;
	}
}

CapabilityProbe best_probe()
{
	if (has_capability_tracepoint())
		return CapabilityProbe::Tracepoint;
	return calls_programs_at_functions() ? CapabilityProbe::Function : CapabilityProbe::None;
}

/** Where a program cannot ask a task for its registers the entry tells the call: Linux 6.1 refuses
 * a program that does, 6.12 takes it. */
bool watches_entry(const ObserverOptions &options)
{
	utsname system{};
	unsigned major = 0;
	unsigned minor = 0;
	const bool is_known =
		uname(&system) == 0 && std::sscanf(system.release, "%u.%u", &major, &minor) == 2;
	return options.watches_filters || !is_known || std::pair{major, minor} < std::pair{6U, 12U};
}

void configure(trace_program &program, const ObserverOptions &options)
{
	auto &data = *program.rodata;
	const std::string &group = options.control_group;
	if (group.size() >= TRACE_CGROUP_PATH_SIZE)
		throw Error{fmt::format("{}: the name of this control group is too long.", group)};
	std::memcpy(const_cast<char *>(data.target_path), group.data(), group.size());
	data.target_length = static_cast<unsigned>(group.size());
	const auto shapes = shapes_by_number();
	std::memcpy(const_cast<unsigned short *>(data.trace_shapes), shapes.data(), sizeof(shapes));
	const auto calls = known_call_numbers();
	std::memcpy(const_cast<int *>(data.known_calls), calls.data(), sizeof(calls));
	data.notes_use = options.notes_use ? 1 : 0;
	data.watches_entry = watches_entry(options) ? 1 : 0;
}

/** @param error set to a positive errno if it is nullptr */
ProgramHandle load(const ObserverOptions &options, CapabilityProbe probe, int &error)
{
	ProgramHandle program{trace_program__open()};
	if (!program) {
		error = errno;
		return nullptr;
	}
	configure(*program, options);
	auto &parts = program->progs;
	bpf_program__set_autoload(parts.see_entry, watches_entry(options));
	bpf_program__set_autoload(parts.see_capability, probe == CapabilityProbe::Tracepoint);
	bpf_program__set_autoload(parts.see_capability_before, probe == CapabilityProbe::Function);
	error = -trace_program__load(program.get());
	if (error == 0)
		error = -trace_program__attach(program.get());
	return error == 0 ? std::move(program) : nullptr;
}

std::string call_name(unsigned number)
{
	const std::unique_ptr<char, FreeName> name{
		seccomp_syscall_resolve_num_arch(seccomp_arch_native(), static_cast<int>(number))};
	return name ? std::string{name.get()} : std::to_string(number);
}

std::string namespace_of_bit(unsigned bit)
{
	const auto kind = std::ranges::find(namespace_kinds, 1U << bit, &NamespaceKind::bit);
	return kind == namespace_kinds.end() ? std::string{} : std::string{kind->name};
}

struct KeyOrder {
	bool operator()(const trace_key &one, const trace_key &other) const noexcept
	{
		return std::tie(one.hash, one.call, one.result) <
		       std::tie(other.hash, other.call, other.result);
	}
};

} // namespace

struct Observer::Implementation {
	ProgramHandle program;
	RingHandle ring;
	EventDecoder decoder{microseconds_of(CLOCK_REALTIME) - microseconds_of(CLOCK_MONOTONIC)};
	CapabilityProbe probe = CapabilityProbe::None;
	const std::function<bool(ObservedEvent &&)> *give = nullptr;
	/** By key: the number of the observation among those that were kept. */
	std::map<trace_key, std::size_t, KeyOrder> first;
	std::size_t kept = 0;

	static int receive(void *self, void *data, std::size_t size)
	{
		auto &own = *static_cast<Implementation *>(self);
		if (size >= offsetof(trace_event, base)) {
			trace_event event{};
			std::memcpy(&event, data, std::min(size, sizeof(event)));
			own.receive(event);
		}
		return 0;
	}

	void receive(const trace_event &event)
	{
		const bool is_counted = event.kind == TRACE_CALL || event.kind == TRACE_USED;
		/* the kernel forgets the oldest of many keys, and begins to count anew */
		if (is_counted && first.contains(event.key))
			return;
		if (!give || !(*give)(decoder.decode(event)))
			return;
		if (is_counted)
			first.emplace(event.key, kept);
		kept++;
	}

	void add_groups(const std::string &group)
	{
		const std::uint8_t yes = 1;
		for (const std::uint64_t id : control_group_ids(group)) {
			bpf_map__update_elem(
				program->maps.groups, &id, sizeof(id), &yes, sizeof(yes), BPF_ANY);
			auto &there = program->bss->group_places[id & (TRACE_GROUP_PLACES - 1)];
			there = there == 0 || there == id ? id : TRACE_GROUP_UNSURE;
		}
	}
};

bool can_observe() noexcept
{
	return true;
}

Observer::Observer(const ObserverOptions &options)
	: implementation_(std::make_unique<Implementation>())
{
	Implementation &own = *implementation_;
	libbpf_set_print(stay_silent);
	control_group_mount();
	int error = 0;
	for (const CapabilityProbe probe : {best_probe(), CapabilityProbe::None}) {
		own.program = load(options, probe, error);
		own.probe = probe;
		if (own.program)
			break;
	}
	if (!own.program)
		throw Error{missing(error)};
	own.ring.reset(ring_buffer__new(
		bpf_map__fd(own.program->maps.events), Implementation::receive, &own, nullptr));
	if (!own.ring)
		throw Error{missing(errno)};
	/* after the programs are attached: what is made meanwhile is seen by them */
	own.add_groups(options.control_group);
}

Observer::~Observer() noexcept = default;

int Observer::descriptor() const noexcept
{
	return ring_buffer__epoll_fd(implementation_->ring.get());
}

void Observer::take(const std::function<bool(ObservedEvent &&)> &give)
{
	implementation_->give = &give;
	ring_buffer__consume(implementation_->ring.get());
	implementation_->give = nullptr;
}

bool Observer::sees_capabilities() const noexcept
{
	return implementation_->probe != CapabilityProbe::None;
}

std::uint64_t Observer::lost() const noexcept
{
	return implementation_->program->bss->lost_events;
}

UsedSets Observer::used() const
{
	const auto &data = *implementation_->program->bss;
	UsedSets used;
	for (unsigned i = 0; i < TRACE_CALLS; i++)
		if (data.used_calls[i])
			used.calls.insert(call_name(i));
	for (unsigned i = 0; i < TRACE_SETS; i++) {
		if (data.used_families[i])
			used.families.insert(static_cast<int>(i));
		if (data.used_capabilities[i])
			used.capabilities.insert(i);
		if (const std::string name = i < 32 ? namespace_of_bit(i) : std::string{};
			data.used_namespaces[i] && !name.empty())
			used.namespaces.insert(name);
	}
	used.write_exec_memory = data.used_write_exec;
	used.executable_change = data.used_exec_change;
	used.personality = data.used_personality;
	used.realtime = data.used_realtime;
	return used;
}

void Observer::count_repeats(std::vector<ObservedEvent> &observations) const
{
	const Implementation &own = *implementation_;
	for (const auto &[key, index] : own.first) {
		std::uint64_t count = 0;
		if (index < observations.size() &&
			bpf_map__lookup_elem(own.program->maps.counts, &key, sizeof(key), &count,
				sizeof(count), 0) == 0)
			observations[index].count = std::max<std::uint64_t>(count, 1);
	}
}

} // namespace hardenctl
