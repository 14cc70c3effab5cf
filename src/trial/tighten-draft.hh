// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#pragma once

#include "advice/finding.hh"
#include "advice/tighten.hh"

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace hardenctl {

/** The line that says most of a candidate: not the empty one before a list. */
std::string headline(const Candidate &candidate);

/** The drop-in that is on trial: what is still in, and what makes room in it. Pure. */
class TightenDraft {
	/** Without its candidate, it would restrict. */
	struct Narrowing {
		/** Its headline. */
		std::string candidate;
		Edit edit;
	};

	const UnitConfig *config_;
	const System *system_;
	std::string always_;
	/** In the order in which they work. */
	std::vector<Candidate> candidates_;
	std::vector<Narrowing> narrowings_;
	/** How often, by headline. */
	std::map<std::string, unsigned> narrowed_;

	UnitConfig config_with(const std::vector<Candidate> &candidates) const;
	double points() const;
	bool leaves_something(const Edit &edit, const Candidate &candidate);

public:
	/**
	 * @param config without any of it; like the system, it outlives the draft
	 * @param always lines below [Service] that come first and stay
	 */
	TightenDraft(const UnitConfig &config, const System &system, std::string_view always)
		: config_(&config), system_(&system), always_(always)
	{
	}

	const std::vector<Candidate> &candidates() const noexcept { return candidates_; }
	void add(const Candidate &candidate) { candidates_.push_back(candidate); }

	/** The unit with all candidates, but nothing that makes room in them. */
	UnitConfig config() const { return config_with(candidates_); }

	/** The drop-in: with all candidates, or with some of them. */
	std::string text() const { return text_of(candidates_); }
	std::string text_of(const std::vector<Candidate> &candidates) const;

	/** Of a directive the last one, which is the strictest; an index into candidates(). */
	std::optional<std::size_t> strictest(Directive directive) const;

	void make_room(std::size_t index, const Edit &edit);

	/** With the narrowest edit that is not there yet; false if none is worth it any more. */
	bool narrow(std::size_t index, const std::vector<Edit> &edits);

	/** @return its headline */
	std::string drop(std::size_t index);
};

} // namespace hardenctl
