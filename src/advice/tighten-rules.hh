// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#pragma once

#include "advice/service-kind.hh"
#include "advice/tighten-observations.hh"
#include "advice/tighten.hh"
#include "sandbox/sandbox.hh"

#include <span>
#include <string_view>
#include <vector>

namespace hardenctl {

/** All that rules may ask. */
struct TightenCase {
	const UnitConfig &config;
	const Sandbox &sandbox;
	const RuntimeFacts &runtime;
	const ServiceKind &kind;
	TightenLevel level;
	std::span<const Observation> observations;
	/** Was it watched from its start on, so that also what happens for a moment was seen? */
	bool was_traced = false;
};

/** Can no process of the unit get any capability, whatever it runs? */
bool is_without_privileges(const TightenCase &unit) noexcept;

/** Capabilities that it was seen to use or to keep, and those that root needs for what was seen. */
std::uint64_t capabilities_seen(const TightenCase &unit) noexcept;

/** Lists made of what was seen; one file. Those that the unit has already are left alone. */
void propose_capabilities(const TightenCase &unit, std::vector<Candidate> &out);
void propose_families(const TightenCase &unit, std::vector<Candidate> &out);
void propose_namespaces(const TightenCase &unit, std::vector<Candidate> &out);
void propose_system_calls(const TightenCase &unit, std::vector<Candidate> &out);
void propose_strict_system(const TightenCase &unit, std::vector<Candidate> &out);
void propose_devices(const TightenCase &unit, std::vector<Candidate> &out);
void propose_addresses(const TightenCase &unit, std::vector<Candidate> &out);

} // namespace hardenctl
