// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#pragma once

#include "denial/errno-words.hh"
#include "denial/traceback.hh"

#include <cstddef>
#include <cstdint>
#include <deque>
#include <map>
#include <string>
#include <string_view>
#include <sys/types.h>

namespace hardenctl {

/** What one process printed just before: a bare error belongs to it. */
class RecentLines {
	struct Line {
		std::uint64_t time;
		std::string text;
	};
	std::deque<Line> lines_;

public:
	void add(std::uint64_t time, std::string_view text);

	/** The path of the nearest line before; empty if none has one. */
	std::string path_before(std::uint64_t time) const;

	/** The last line before that words an operation; empty if there is none. */
	std::string words_before(std::uint64_t time) const;
};

/** What detect_program_error() keeps from line to line. Bounded, whatever a log holds. */
class ProgramContext {
public:
	struct Process {
		Traceback traceback;
		RecentLines recent;
		/** Details of an error object ("  code: 'EROFS',") follow an error line. */
		unsigned lines_since_error = ~0U;
	};

	ProgramContext() = default;
	explicit ProgramContext(LocaleWords locale) : locale_(std::move(locale)) {}

	Process &process(pid_t pid);
	const LocaleWords *locale() const noexcept { return locale_.empty() ? nullptr : &locale_; }

private:
	std::map<pid_t, Process> processes_;
	LocaleWords locale_;
};

} // namespace hardenctl
