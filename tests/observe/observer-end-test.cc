// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

/* Nothing stays in the kernel after an observer, however it ends. */

#include "observe/observer.hh"

#include "base/error.hh"
#include "harness.hh"

#include <array>
#include <bpf/bpf.h>
#include <csignal>
#include <cstring>
#include <fcntl.h>
#include <set>
#include <string>
#include <sys/wait.h>
#include <unistd.h>

using namespace hardenctl;
using test::Check;

namespace {

/** Numbers of the loaded BPF programs of this name. */
std::set<unsigned> loaded(const char *name)
{
	std::set<unsigned> found;
	for (unsigned id = 0; bpf_prog_get_next_id(id, &id) == 0;) {
		const int fd = bpf_prog_get_fd_by_id(id);
		bpf_prog_info info{};
		unsigned size = sizeof(info);
		if (fd >= 0 && bpf_obj_get_info_by_fd(fd, &info, &size) == 0 &&
			std::strncmp(info.name, name, sizeof(info.name)) == 0)
			found.insert(id);
		if (fd >= 0)
			close(fd);
	}
	return found;
}

/** An observer in a process of its own, which says when it is there. */
pid_t start_observer(bool &is_there)
{
	std::array<int, 2> ends{};
	if (pipe2(ends.data(), O_CLOEXEC) < 0)
		return -1;
	const pid_t child = fork();
	if (child == 0) {
		try {
			const Observer observer{{.control_group = "/hardenctl-nowhere"}};
			if (write(ends[1], "y", 1) == 1)
				pause();
		} catch (const Error &) {
		}
		_exit(1);
	}
	close(ends[1]);
	char answer = 0;
	is_there = read(ends[0], &answer, 1) == 1;
	close(ends[0]);
	return child;
}

/** The kernel frees them a moment later. */
bool is_gone(const std::set<unsigned> &ids, const char *name)
{
	for (int i = 0; i < 100; i++) {
		const std::set<unsigned> now = loaded(name);
		bool is_left = false;
		for (const unsigned id : ids)
			is_left = is_left || now.contains(id);
		if (!is_left)
			return true;
		usleep(50'000);
	}
	return false;
}

void nothing_stays(Check &check, int signal)
{
	constexpr const char *name = "see_exit";
	const std::set<unsigned> before = loaded(name);
	bool is_there = false;
	const pid_t child = start_observer(is_there);
	std::set<unsigned> own = loaded(name);
	for (const unsigned id : before)
		own.erase(id);
	kill(child, signal);
	waitpid(child, nullptr, 0);
	if (!is_there)
		return check.skip("no BPF program can be loaded here");
	check.is_true(!own.empty(), "it was loaded");
	check.is_true(is_gone(own, name), "it is gone");
}

void nothing_stays_after_a_kill(Check &check)
{
	nothing_stays(check, SIGKILL);
}

void nothing_stays_after_an_end(Check &check)
{
	nothing_stays(check, SIGTERM);
}

} // namespace

int main()
{
	static constexpr test::Case cases[] = {
		{"nothing stays after a kill", nothing_stays_after_a_kill},
		{"nothing stays after an end", nothing_stays_after_an_end},
	};
	return test::run("observer's end", cases);
}
