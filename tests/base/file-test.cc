// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "base/error.hh"
#include "base/file.hh"
#include "harness.hh"

#include <cerrno>
#include <cstdlib>
#include <fcntl.h>
#include <filesystem>
#include <fstream>
#include <sys/stat.h>

using namespace hardenctl;
using test::Check;

namespace {

class Directory {
	std::string path_;

public:
	Directory()
	{
		auto name = (std::filesystem::temp_directory_path() / "file-test-XXXXXX").string();
		path_ = mkdtemp(name.data());
	}
	Directory(const Directory &) = delete;
	~Directory() { std::filesystem::remove_all(path_); }

	std::string path(std::string_view name) const { return path_ + "/" + std::string{name}; }

	std::string write(std::string_view name, std::string_view text) const
	{
		std::ofstream{path(name), std::ios::binary} << text;
		return path(name);
	}
};

} // namespace

static void reads_whole_files(Check &check)
{
	const Directory directory;
	const std::string big(100000, 'x');
	check.equal(read_file(directory.write("big", big), big.size()), big);
	check.equal(read_file(directory.write("empty", ""), 0), "");
	check.is_true(
		!read_file("/proc/self/status", 1 << 20).empty(), "a file that stats as empty");
}

static void errors_name_the_path(Check &check)
{
	const Directory directory;
	const auto missing = directory.path("missing");
	check.throws([&] { read_file(missing, 10); }, missing);
	check.throws([&] { read_file(missing, 10); }, "No such file or directory");
	check.throws([&] { read_file(directory.path("."), 10); }, "Is a directory");
	const auto big = directory.write("big", "12345");
	check.throws([&] { read_file(big, 4); }, big + " is larger than 4 bytes");
	const auto fifo = directory.path("fifo");
	check.equal(mkfifo(fifo.c_str(), 0600), 0);
	check.throws([&] { read_file(fifo, 10); }, fifo + " is not a regular file");
	try {
		open_readonly(missing);
		check.is_true(false, "nothing was thrown");
	} catch (const Error &error) {
		check.equal(error.error_number(), ENOENT);
	}
}

static void descriptors_close_on_exec(Check &check)
{
	const Directory directory;
	auto fd = open_readonly(directory.write("file", "x"));
	check.is_true((fcntl(fd.get(), F_GETFD) & FD_CLOEXEC) != 0, "FD_CLOEXEC");
	const auto number = fd.get();
	{
		const FileDescriptor moved{std::move(fd)};
		check.equal(moved.get(), number);
	}
	check.equal(fcntl(number, F_GETFD), -1);
}

int main()
{
	static constexpr test::Case cases[] = {
		{"reads whole files", reads_whole_files},
		{"errors name the path", errors_name_the_path},
		{"descriptors close on exec", descriptors_close_on_exec},
	};
	return test::run("file", cases);
}
