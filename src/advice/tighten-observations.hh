// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#pragma once

#include "denial/denial.hh"
#include "observe/observation.hh"
#include "process/runtime-facts.hh"
#include "sandbox/sandbox.hh"

#include <span>
#include <string>
#include <vector>

namespace hardenctl {

/** An operation that the unit does or must have done, and how that is known. */
struct Observation {
	Operation operation;
	/** "nginx[510] listens on port 80" */
	std::string what;
	/** A file that its mode gives to everybody; a call of a recording, which lists the
	 * capabilities that were needed. */
	bool without_capability = false;
};

/** More than any rule looks at, and few enough to compare each with all. */
inline constexpr std::size_t max_observations = 5000;

/** What makes a namespace of this kind. */
Operation namespace_operation(std::string kind);

/** Unless its operation is there, or there are too many. */
void add_observation(std::vector<Observation> &observations, Observation observation);

/** Each operation once. */
std::vector<Observation> observations_of(
	const RuntimeFacts &runtime, const Sandbox &sandbox, std::span<const Denial> denials);

/** Of a library that makes machine code at run time, its name; else empty. */
std::string_view jit_library(std::string_view path) noexcept;

/**
 * What its command lines run, and what they and its configuration files name by an absolute path,
 * whether or not it runs now: a script in a home is neither the program that runs nor open.
 */
void add_observations_of_files(const UnitConfig &config, const RuntimeFacts &runtime,
	std::vector<Observation> &observations);

/** What the kernel did for it, and refused. */
void add_observations_of_recording(
	const Recording &recording, const Sandbox &sandbox, std::vector<Observation> &observations);

} // namespace hardenctl
