// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#pragma once

#include "sandbox/predicted-denial.hh"
#include "sandbox/settings.hh"

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace hardenctl {

/**
 * SystemCallFilter= as systemd merges its assignments (systemd.exec(5), and load-fragment.c of 252
 * to 262 where the manual is silent): the first non-empty one makes it an allow-list or a
 * deny-list, the later ones add or take away.
 */
class SyscallFilter {
	struct Rule {
		std::size_t setting;
		/** Of a ":errno" suffix; nothing for the default action. */
		std::optional<Answer> answer;
	};

	/** Nothing is filtered if there is no value. */
	std::optional<bool> allow_list_;
	/** Which setting made it an allow-list: to blame for a call that nobody listed. */
	std::size_t mode_setting_ = 0;
	/** Is @system-service listed? Few services call anything else: systemd.exec(5). */
	bool suits_services_ = false;
	/** Sorted. */
	std::vector<std::string> allowed_;
	std::map<std::string, Rule, std::less<>> denied_;
	/** Filters that other directives install before it; its own answer hides theirs. */
	std::map<std::string, Rule, std::less<>> implied_;
	Answer default_answer_;

	void apply(std::size_t setting, std::string_view value, const System &system);
	void apply_implied(std::size_t setting, std::string_view value, const System &system);
	void apply_call(std::size_t setting, std::string_view call, std::optional<Answer> answer,
		bool invert);

public:
	SyscallFilter(const Settings &settings, const System &system);

	bool is_active() const noexcept { return allow_list_.has_value(); }
	bool is_allow_list() const noexcept { return allow_list_.value_or(false); }

	/** Every setting that refuses some call, for a refusal that does not name it. */
	PredictedDenials refuses_any() const;

	/**
	 * What SystemCallFilter= itself lets pass (of an allow-list) or refuses (of a deny-list);
	 * sorted. What other directives refuse is not in it.
	 */
	std::vector<std::string_view> listed_calls() const;

	/** Who refuses the call, and how; nothing if it passes. */
	std::optional<PredictedDenial> refuses(std::string_view call) const;
};

} // namespace hardenctl
