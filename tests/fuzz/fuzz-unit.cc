// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "unit/unit-files.hh"
#include "unit/words.hh"

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size);

/** The text of a unit file: whatever is in it, reading it ends and keeps what it promises. */
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
	const std::string_view text{reinterpret_cast<const char *>(data), size};
	const hardenctl::UnitSearch search{.root = "/nonexistent", .systemd_version = 257};
	const auto config = hardenctl::load_unit_text(search, "/etc/fuzz@a-b.service", text);
	for (const auto &assignment : config.assignments) {
		if (assignment.origin.line == 0)
			abort();
		const auto words = hardenctl::split_words(assignment.value);
		for (const auto &word : words.value_or(std::vector<std::string>{}))
			if (word.find('%') == word.npos &&
				hardenctl::split_words(hardenctl::quote_word(word)) !=
					std::vector<std::string>{word})
				abort();
	}
	return 0;
}
