// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "base/interruption.hh"

#include "harness.hh"

#include <cstdlib>
#include <fcntl.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/stat.h>

using namespace hardenctl;
using namespace std::chrono_literals;
using test::Check;

namespace {

/** Two ends; the other one may be closed. */
struct Ends {
	FileDescriptor own, other;
};

Ends pipe_to_read()
{
	int ends[2]{};
	return pipe2(ends, O_CLOEXEC) == 0 ? Ends{FileDescriptor{ends[0]}, FileDescriptor{ends[1]}}
					   : Ends{};
}

Ends pipe_to_write()
{
	Ends ends = pipe_to_read();
	std::swap(ends.own, ends.other);
	return ends;
}

Ends sockets()
{
	int ends[2]{};
	return socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) == 0
		       ? Ends{FileDescriptor{ends[0]}, FileDescriptor{ends[1]}}
		       : Ends{};
}

Ends terminal()
{
	Ends ends;
	ends.other = FileDescriptor{posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC)};
	grantpt(ends.other.get());
	unlockpt(ends.other.get());
	const char *name = ptsname(ends.other.get());
	ends.own = FileDescriptor{open(name ? name : "", O_RDWR | O_NOCTTY | O_CLOEXEC)};
	return ends;
}

FileDescriptor opened(const char *path)
{
	return FileDescriptor{open(path, O_RDWR | O_CLOEXEC)};
}

/** Standard input, output and error of the moment; what is not given is /dev/null. */
class Standard {
	FileDescriptor before_[3];

public:
	Standard(int input, int output, int error)
	{
		const FileDescriptor nothing = opened("/dev/null");
		const int given[]{input, output, error};
		for (int fd = 0; fd < 3; fd++) {
			before_[fd] = FileDescriptor{fcntl(fd, F_DUPFD_CLOEXEC, 3)};
			dup2(given[fd] < 0 ? nothing.get() : given[fd], fd);
		}
	}
	Standard(const Standard &) = delete;
	Standard &operator=(const Standard &) = delete;
	~Standard()
	{
		for (int fd = 0; fd < 3; fd++)
			dup2(before_[fd].get(), fd);
	}
};

/** @param which of the three its own end is; none of the others is a connection */
bool notices_loss(Ends ends, int which)
{
	const Standard standard{which == 0 ? ends.own.get() : -1, which == 1 ? ends.own.get() : -1,
		which == 2 ? ends.own.get() : -1};
	ends.own = FileDescriptor{};
	Interruption interruption;
	if (interruption.wait(-1, 0, 1ms))
		return false;
	ends.other = FileDescriptor{};
	try {
		interruption.wait(-1, 0, 10s);
		return false;
	} catch (const ConnectionLost &lost) {
		return std::string_view{lost.what()} == "Connection lost";
	}
}

void a_lost_connection_ends_the_wait(Check &check)
{
	for (const int which : {0, 1, 2}) {
		check.is_true(notices_loss(sockets(), which), "a socket, as of ssh without -t");
		check.is_true(notices_loss(terminal(), which), "a terminal, also without SIGHUP");
	}
	for (const int which : {1, 2})
		check.is_true(notices_loss(pipe_to_write(), which), "a pipe without a reader");
}

/** @return does nothing interrupt a wait while this stands in for standard input and output? */
bool goes_on(int input, int output = -1, FileDescriptor *closed_then = nullptr)
{
	const Standard standard{input, output, -1};
	Interruption interruption;
	if (closed_then)
		*closed_then = FileDescriptor{};
	try {
		return !interruption.wait(-1, 0, 20ms);
	} catch (const Interrupted &) {
		return false;
	}
}

void what_has_no_other_end_cannot_be_lost(Check &check)
{
	check.is_true(goes_on(-1), "/dev/null");
	check.is_true(goes_on(opened("/proc/self/comm").get()), "a file");
	Ends ended = pipe_to_read();
	ended.other = FileDescriptor{};
	check.is_true(goes_on(ended.own.get()), "a pipe at its end from the start");
	Ends hung_up = sockets();
	hung_up.other = FileDescriptor{};
	check.is_true(goes_on(hung_up.own.get(), hung_up.own.get()), "hung up from the start");
	Ends unread = pipe_to_write();
	unread.other = FileDescriptor{};
	check.is_true(goes_on(-1, unread.own.get()), "no reader from the start");
}

/** `units | while read unit; do hardenctl …; done`, and an input that ssh has shut. */
void the_end_of_the_input_is_no_loss(Check &check)
{
	Ends input = pipe_to_read();
	check.is_true(goes_on(input.own.get(), -1, &input.other), "the writer of a pipe ends");
	Ends shut = sockets();
	shutdown(shut.other.get(), SHUT_WR);
	check.is_true(goes_on(shut.own.get(), shut.own.get()), "only the input is shut");
}

void closed_descriptors_are_left_alone(Check &check)
{
	const Standard standard{-1, -1, -1};
	close(0);
	close(2);
	// takes the places that are free
	Interruption interruption;
	check.is_true(!interruption.wait(-1, 0, 20ms), "it waits");
}

void nothing_is_lost_while_deaf(Check &check)
{
	Ends ends = sockets();
	const Standard standard{ends.own.get(), -1, -1};
	ends.own = FileDescriptor{};
	Interruption interruption;
	interruption.defer_signals();
	ends.other = FileDescriptor{};
	check.is_true(!interruption.wait(-1, 0, 20ms), "deaf");
	interruption.deliver_signals();
	check.throws([&] { interruption.wait(-1, 0, 10s); }, "Connection lost");
}

/** What is waited for does not hide it. */
void a_loss_counts_before_what_is_ready(Check &check)
{
	Ends ends = sockets();
	Ends busy = pipe_to_read();
	const bool written = write(busy.other.get(), "x", 1) == 1;
	const Standard standard{ends.own.get(), -1, -1};
	ends.own = FileDescriptor{};
	Interruption interruption;
	check.is_true(written && interruption.wait(busy.own.get(), POLLIN, 1s), "ready");
	ends.other = FileDescriptor{};
	check.throws([&] { interruption.wait(busy.own.get(), POLLIN, 1s); }, "Connection lost");
}

} // namespace

int main()
{
	static constexpr test::Case cases[]{
		{"a lost connection ends the wait", a_lost_connection_ends_the_wait},
		{"what has no other end cannot be lost", what_has_no_other_end_cannot_be_lost},
		{"the end of the input is no loss", the_end_of_the_input_is_no_loss},
		{"closed descriptors are left alone", closed_descriptors_are_left_alone},
		{"nothing is lost while deaf", nothing_is_lost_while_deaf},
		{"a loss counts before what is ready", a_loss_counts_before_what_is_ready},
	};
	return test::run("base interruption", cases);
}
