// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "advice/tighten-observations.hh"

#include "knowledge/names.hh"
#include "observe/observed-operation.hh"

#include <algorithm>
#include <array>
#include <fmt/format.h>

namespace hardenctl {

namespace {

/** Of these the recording says by itself whether they did what a directive denies. */
constexpr std::array<std::string_view, 10> told_otherwise{"clone", "clone3", "mmap", "mprotect",
	"personality", "pkey_mprotect", "sched_setscheduler", "setns", "socket", "unshare"};

class RecordingReader {
	const Recording &recording_;
	const Sandbox &sandbox_;
	std::vector<Observation> &out_;

	void add(Operation operation, std::string what)
	{
		/* the recording lists the capabilities that were needed */
		const bool without_capability =
			recording_.has_capabilities && operation.kind != OperationKind::Capability;
		add_observation(out_, {std::move(operation), std::move(what), without_capability});
	}

	void add_call(std::string_view call, std::string_view what)
	{
		add({.kind = OperationKind::SystemCall,
			    .call = std::string{call},
			    .call_is_exact = true,
			    .uid = 0},
			fmt::format("the trace shows {}", what));
	}

	void add_event(const ObservedEvent &seen)
	{
		if (seen.is_setup || seen.is_inaccessible)
			return;
		if (seen.what == Observed::Executed && seen.exe.starts_with('/'))
			add({.kind = OperationKind::Execute, .path = seen.exe, .uid = seen.uid},
				fmt::format("the trace shows that it ran {}", seen.exe));
		else if (seen.what == Observed::Used)
			add(operation_of(seen, sandbox_),
				fmt::format("the trace shows {}({}) by {}", seen.call,
					seen.arguments, seen.comm));
	}

public:
	RecordingReader(
		const Recording &recording, const Sandbox &sandbox, std::vector<Observation> &out)
		: recording_(recording), sandbox_(sandbox), out_(out)
	{
	}

	void read()
	{
		for (const ObservedEvent &seen : recording_.observations)
			add_event(seen);
		const UsedSets &used = recording_.used;
		for (const std::string &call : used.calls)
			if (std::ranges::find(told_otherwise, call) == told_otherwise.end())
				add_call(call, call + "(2)");
		for (const unsigned capability : used.capabilities)
			add({.kind = OperationKind::Capability, .capability = capability},
				fmt::format("the trace shows that it needed {}",
					capability_name(capability)));
		for (const int family : used.families)
			add({.kind = OperationKind::Socket, .family = family},
				fmt::format("the trace shows an {} socket", family_name(family)));
		for (const std::string &kind : used.namespaces)
			add(namespace_operation(kind),
				fmt::format("the trace shows a namespace of its own ({})", kind));
		if (used.write_exec_memory || used.executable_change)
			add({.kind = OperationKind::Memory},
				"the trace shows memory that was made executable");
		if (used.personality)
			add_call("personality", "another personality");
		if (used.realtime)
			add_call("sched_setscheduler", "a real-time thread");
	}
};

} // namespace

void add_observations_of_recording(
	const Recording &recording, const Sandbox &sandbox, std::vector<Observation> &observations)
{
	RecordingReader{recording, sandbox, observations}.read();
}

} // namespace hardenctl
