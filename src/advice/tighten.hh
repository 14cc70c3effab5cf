// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#pragma once

#include "denial/denial.hh"
#include "observe/observation.hh"
#include "process/runtime-facts.hh"
#include "sandbox/settings.hh"
#include "unit/unit-config.hh"

#include <optional>
#include <span>
#include <string>
#include <vector>

namespace hardenctl {

/** How far what is known carries a directive, best first. */
enum class Support {
	/** What it denies is denied already, or needs what no process can have. */
	Harmless,
	/** A running process would show the use of it, and none does. */
	Supported,
	/** Nothing seen speaks against it, but its use would not be seen: only a trial tells. */
	Trial,
	/** It would deny something that was seen, or that the unit file asks for. */
	Rejected,
};

/** Nothing for a word that is no name() of one. */
std::optional<TightenLevel> parse_level(std::string_view word) noexcept;

/** Lines that would tighten a unit, or why not. */
struct Candidate {
	Directive directive;
	/** Below [Service], "Directive=value"; in this order. */
	std::vector<std::string> lines;
	Support support = Support::Trial;
	/** At least this level does it take to propose it. */
	TightenLevel level = TightenLevel::Strict;
	/** One sentence without its full stop. */
	std::string reason;
	/** What it is known to break, in a few words; may be empty. */
	std::string risk;
	/** Points of systemd-analyze's 10, alone. */
	double exposure_gained = 0;
	/** The same behind those before it in the advice, so that they add up; of one that is
	 * rejected, alone. */
	double exposure_share = 0;
};

struct TightenAdvice {
	std::string unit;
	TightenLevel level = TightenLevel::Safe;
	std::size_t processes = 0;
	/** By support, then in the order of the manuals. */
	std::vector<Candidate> candidates;
	/** Not rejected, but of a higher level. */
	std::vector<Candidate> beyond;
	/** 0 to 100, as exposure_level(): now, with what needs no trial, with all. */
	std::optional<unsigned> exposure_before;
	std::optional<unsigned> exposure_supported;
	std::optional<unsigned> exposure_all;
	/** Restrictions that this systemd does not have, or a user manager cannot enforce. */
	std::vector<std::string> unavailable;
	/** If that keeps lines back: what the service is taken for, and why; one sentence. */
	std::string kind;
	/** What to know about the evidence, one sentence each. */
	std::vector<std::string> notes;
	Diagnostics diagnostics;
};

/** What else is known. */
struct TightenEvidence {
	/** What the log shows that the unit tried. */
	std::span<const Denial> denials;
	/** What the kernel was seen to do for it. */
	std::span<const Recording> recordings;
};

/**
 * Which directives could the unit carry, up to a level? Each is put into the model, which is asked
 * whether it would refuse anything that was seen.
 */
TightenAdvice advise_tightening(const UnitConfig &config, const System &system,
	const RuntimeFacts &runtime, TightenLevel level, const TightenEvidence &evidence);

/** Its exposures and the candidates' shares anew, after some were taken out. */
void rate(TightenAdvice &advice, const UnitConfig &config, const System &system);

/** What a higher level does: "adds RestrictRealtime=; it tightens ProtectSystem=", or empty. */
std::string beyond_in_words(const TightenAdvice &advice, TightenLevel level);

/** The lines of all candidates that are at least so well supported, in an order that works. */
std::vector<std::string> lines_of(std::span<const Candidate> candidates, Support least);

} // namespace hardenctl
