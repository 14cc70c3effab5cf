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

[[noreturn]] static void become_program(const std::vector<std::string> &arguments, int out, int err)
{
	std::vector<char *> words{program().data()};
	for (const std::string &argument : arguments)
		words.push_back(const_cast<char *>(argument.c_str()));
	words.push_back(nullptr);
	std::array environment{const_cast<char *>("LC_ALL=C.UTF-8"), const_cast<char *>("TZ=UTC"),
		const_cast<char *>("PATH=/usr/bin:/bin"), static_cast<char *>(nullptr)};
	dup2(open("/dev/null", O_RDONLY | O_CLOEXEC), STDIN_FILENO);
	dup2(out, STDOUT_FILENO);
	dup2(err, STDERR_FILENO);
	execve(words.front(), words.data(), environment.data());
	_exit(127);
}

Outcome run_program(const std::vector<std::string> &arguments)
{
	const int out = memfd_create("out", MFD_CLOEXEC);
	const int err = memfd_create("err", MFD_CLOEXEC);
	const pid_t child = fork();
	if (child == 0)
		become_program(arguments, out, err);
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
