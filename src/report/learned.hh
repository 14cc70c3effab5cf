// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#pragma once

#include "report/report.hh"
#include "trial/learn.hh"

#include <map>
#include <string>

namespace hardenctl {

/** `learn`: what a permissive filter logged. */
struct LearnedFilter {
	std::string unit;
	unsigned systemd_version = 0;
	std::map<std::string, LearnedCalls::Seen> calls;
	/** Empty if nothing was logged. */
	std::string drop_in;
	Diagnostics diagnostics;
};

/** The drop-in alone, to be pasted or piped. */
std::string render_learned(const LearnedFilter &learned, const ReportStyle &style);
std::string render_learned_json(const LearnedFilter &learned, JsonMode mode);

/** It goes on without a process: how it ends, and when at the latest. */
std::string render_learning(
	const std::string &unit, bool user, std::uint64_t until, const ReportStyle &style);

} // namespace hardenctl
