// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <exception>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size);

namespace fs = std::filesystem;

/** Files as they are, the files of directories in the order of their names. */
static std::vector<fs::path> inputs(int count, char **arguments)
{
	std::vector<fs::path> paths;
	for (int i = 1; i < count; ++i) {
		const fs::path path = arguments[i];
		if (!fs::is_directory(path)) {
			paths.push_back(path);
			continue;
		}
		for (const auto &entry : fs::directory_iterator(path))
			paths.push_back(entry.path());
	}
	std::sort(paths.begin(), paths.end());
	return paths;
}

/** The input lies in a buffer of exactly its size, so that ASan sees a read past its end. */
static void replay(const fs::path &path)
{
	std::ifstream file{path, std::ios::binary};
	if (!file)
		throw fs::filesystem_error("cannot read", path, std::error_code{});
	const std::vector<char> text{std::istreambuf_iterator<char>{file}, {}};
	const std::vector<std::uint8_t> data(text.begin(), text.end());
	std::printf("%s\n", path.c_str());
	std::fflush(stdout);
	LLVMFuzzerTestOneInput(data.data(), data.size());
}

/** Stands in for libFuzzer's main(): runs every input once. */
int main(int argc, char **argv)
try {
	const std::vector<fs::path> paths = inputs(argc, argv);
	for (const fs::path &path : paths)
		replay(path);
	if (paths.empty())
		std::fprintf(stderr, "%s: no input to replay\n", argv[0]);
	return paths.empty();
} catch (const std::exception &error) {
	std::fprintf(stderr, "%s: %s\n", argv[0], error.what());
	return 1;
}
