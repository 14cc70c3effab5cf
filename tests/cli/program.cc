// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "program.hh"

#include <array>
#include <cstdlib>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

namespace hardenctl::test {

static std::string &program()
{
	static std::string path;
	return path;
}

void set_program(const char *path)
{
	program() = path;
}

std::string data_path(const std::string &name)
{
	return std::string{std::getenv("TEST_DATA")} + '/' + name;
}

static std::string contents(int fd)
{
	std::string text;
	std::array<char, 4096> buffer{};
	lseek(fd, 0, SEEK_SET);
	for (;;) {
		const ssize_t size = read(fd, buffer.data(), buffer.size());
		if (size <= 0)
			return text;
		text.append(buffer.data(), static_cast<std::size_t>(size));
	}
}

/** For execve(2); valid as long as the words are. */
static std::vector<char *> pointers(const std::vector<std::string> &words)
{
	std::vector<char *> all;
	for (const std::string &word : words)
		all.push_back(const_cast<char *>(word.c_str()));
	all.push_back(nullptr);
	return all;
}

/** Plain, but for what changes how the program was built to run, or its time (tools/at-time). */
static std::vector<std::string> plain_environment()
{
	std::vector<std::string> all{"LC_ALL=C.UTF-8", "TZ=UTC", "PATH=/usr/bin:/bin"};
	for (const char *name : {"ASAN_OPTIONS", "FAKETIME", "FAKETIME_DONT_FAKE_MONOTONIC",
		     "LD_PRELOAD", "NO_FAKE_STAT", "UBSAN_OPTIONS"})
		if (const char *value = std::getenv(name))
			all.push_back(std::string{name} + '=' + value);
	return all;
}

[[noreturn]] static void become_program(const std::vector<std::string> &words,
	const std::vector<std::string> &environment, int out, int err)
{
	dup2(open("/dev/null", O_RDONLY | O_CLOEXEC), STDIN_FILENO);
	dup2(out, STDOUT_FILENO);
	dup2(err, STDERR_FILENO);
	execve(words.front().c_str(), pointers(words).data(), pointers(environment).data());
	_exit(127);
}

Outcome run_program(
	const std::vector<std::string> &arguments, const std::vector<std::string> &variables)
{
	std::vector<std::string> words{program()};
	words.insert(words.end(), arguments.begin(), arguments.end());
	std::vector<std::string> environment = plain_environment();
	environment.insert(environment.end(), variables.begin(), variables.end());
	const int out = memfd_create("out", MFD_CLOEXEC);
	const int err = memfd_create("err", MFD_CLOEXEC);
	const pid_t child = fork();
	if (child == 0)
		become_program(words, environment, out, err);
	int status = 0;
	waitpid(child, &status, 0);
	Outcome outcome{
		.status = WIFEXITED(status) ? WEXITSTATUS(status) : -1,
		.out = contents(out),
		.err = contents(err),
	};
	close(out);
	close(err);
	return outcome;
}

} // namespace hardenctl::test
