// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#pragma once

#include <chrono>
#include <string>
#include <sys/types.h>

namespace hardenctl::test {

/** What the server does with a call. */
enum class Conduct {
	Answer,
	/** Ends the connection without doing it, as `systemctl daemon-reexec` may. */
	LoseBefore,
	/** Does it, and ends the connection before the answer. */
	LoseAfter,
	/** Never answers. */
	Silence,
	/** Answers, but sends no JobRemoved. */
	NoSignal,
	/** Answers with an error. */
	Refuse,
};

/** What was done, shared with the server. */
struct ServerCounts {
	unsigned reloads = 0;
	unsigned restarts = 0;
	unsigned looks = 0;
	unsigned loads = 0;
	unsigned transients = 0;
};

struct ServerScript {
	/** Of the first call of this method; others are answered. */
	std::string method;
	Conduct conduct = Conduct::Answer;
	/** How long nobody listens after a connection was ended. */
	std::chrono::milliseconds away{300};
	/** A property that GetAll() leaves out. */
	std::string lacks;
};

/** A user manager of one unit, a.service, in a process and a runtime directory of its own. */
class BusServer {
	std::string directory_;
	ServerCounts *counts_;
	pid_t pid_ = -1;

public:
	/** Sets $XDG_RUNTIME_DIR, so that a Manager of the user finds it. */
	explicit BusServer(const ServerScript &script);
	BusServer(const BusServer &) = delete;
	BusServer &operator=(const BusServer &) = delete;
	~BusServer();

	const ServerCounts &counts() const noexcept { return *counts_; }
};

} // namespace hardenctl::test
