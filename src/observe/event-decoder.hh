// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#pragma once

#include "observe/observation.hh"
#include "observe/trace-event.h"

#include <cstdint>
#include <map>

namespace hardenctl {

/**
 * Events of the BPF program in words, and what processes they are about. Nothing in an event is
 * believed to be whole: text is cut at its size.
 */
class EventDecoder {
	struct Process {
		std::string exe;
		/** By the executor of the service manager, which runs before the program. */
		bool is_setup = false;
	};

	std::uint64_t clock_offset_;
	std::map<pid_t, Process> processes_;

	Process &process_of(const trace_event &event);

public:
	/** @param clock_offset microseconds from CLOCK_MONOTONIC to the epoch */
	explicit EventDecoder(std::uint64_t clock_offset) : clock_offset_(clock_offset) {}

	ObservedEvent decode(const trace_event &event);
};

/** The absolute path of an event; `is_sure` is set to whether all of it is known. */
std::string path_of_event(const trace_event &event, bool &is_sure);

} // namespace hardenctl
