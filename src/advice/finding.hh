// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#pragma once

#include "denial/denial.hh"
#include "knowledge/repair-row.hh"
#include "unit/unit-config.hh"

#include <optional>
#include <string>
#include <vector>

namespace hardenctl {

/** What an edit was made for. */
struct Purpose {
	Assignment written;
	Denial denial;
};

/** Something that an edit gives to a service and that a person has to agree to. */
struct Opening {
	/** What --accept= takes for it: "CAP_SYS_ADMIN", "@mount", "/etc/ssl", "ProtectSystem=no".
	 */
	std::string what;
	/** What it gives, in plain words: "writing to /etc/ssl". */
	std::string text;
	/** Never applied, whatever is accepted: it changes more than the drop-in. */
	bool is_refused = false;

	bool operator==(const Opening &) const = default;
};

/** A drop-in that repairs, checked against the model: denied before, allowed after. */
struct Edit {
	Scope scope;
	/** Lines below [Service], each "Directive=value". */
	std::vector<std::string> lines;
	/** "[Service]\n…\n", ready to be written, a comment with the reason above every line. */
	std::string drop_in;
	std::string why;
	/** What it is for: the assignment that denied, and where that stands. */
	std::string cause;
	/** Nothing where no log tells: what was found by trial. */
	std::optional<Purpose> purpose = std::nullopt;
	/** What it needs a person's yes for; empty if it may be applied unasked. See limits.hh. */
	std::vector<Opening> openings = {};
	/** Ten times the level that systemd-analyze security shows; nothing if unknown. */
	std::optional<unsigned> exposure_before;
	std::optional<unsigned> exposure_after;
};

enum class Grade {
	/** What no service can make up (see Trust), and a single directive that answers so. */
	Certain,
	Likely,
	Possible,
};

/** One directive that denied one operation. */
struct Finding {
	Directive directive;
	/** The assignment's value, the part of it that matters: "~@network-io". */
	std::string value;
	Origin origin;
	/** 0 to 1. For each denial, the confidences of all findings and of another cause add up to
	 * at most 1. */
	double confidence = 0;
	Grade grade = Grade::Possible;
	Denial denial;
	/** From the narrowest to the widest; empty where no unit edit helps. */
	std::vector<Edit> edits;
	/** What to know besides, one sentence each; may be empty. */
	std::vector<std::string> notes;
};

/** One setting as a cause, and what its probability is made of; for --debug. */
struct Factors {
	Assignment assignment;
	/** Index into Incident::denials: the one that it explains best. */
	std::size_t denial = 0;
	/** See Hypothesis. */
	double prior = 1;
	double share = 1;
	double match = 0;
	double score = 0;
	double probability = 0;
};

enum class Verdict { Sandbox, NotSandbox, Undecided, Clean };

/** What a person can do outside of the unit. hardenctl never runs it. */
struct Remedy {
	/** One sentence: what is wrong, by its name, owner and mode. */
	std::string text;
	/** A whole command line, its words quoted for a shell; empty if none fits. */
	std::string command;

	bool operator==(const Remedy &) const = default;
};

/** The answer for one unit on one host. */
struct Diagnosis {
	Incident incident;
	Verdict verdict = Verdict::Clean;
	/** One sentence. */
	std::string summary;
	/** See other_cause(); empty if nothing but the sandbox is in evidence. */
	std::string other_cause;
	/** Best first. */
	std::vector<Finding> findings;
	/** Beside or instead of an edit. */
	std::vector<Remedy> remedies;
	/** Denials that no active directive explains, and those with another cause. */
	std::vector<Denial> unexplained;
	/** Where no unit file tells what is set: what can have denied it, the surest first. */
	std::vector<Directive> candidates;
	/** Directives that are set and could not have done it: "they deny with an errno, …". */
	std::vector<std::string> ruled_out;
	std::string ruled_out_reason;
	std::optional<unsigned> exposure;
	/** Most probable first. */
	std::vector<Factors> factors;
	/** The same for "no directive did it": see Attribution. */
	double other_cause_score = 0;
	double other_cause_probability = 0;
	/** Unit file and log diagnostics that bear on it. */
	Diagnostics diagnostics;
};

} // namespace hardenctl
