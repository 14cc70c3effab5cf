// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace hardenctl {

/** strerror(3) of a service's locale, all in lower case ASCII; empty for the C locale. */
using LocaleWords = std::vector<std::pair<std::string, int>>;

/** An error as a line words it: by number, by symbol or by text. */
struct ErrnoWords {
	/** Positive; 0 if the words stand for several (then all are alternatives). */
	int error_number = 0;
	std::vector<int> alternatives;
	/** "Bad system call" */
	int signal = 0;
	/** Where it stands in the line. */
	std::size_t begin = 0;
	std::size_t end = 0;
};

/** Any language's ways: "[Errno 13]", "(os error 13)", "(13: …)", EACCES, "permission denied". */
std::optional<ErrnoWords> find_errno_words(
	std::string_view line, const LocaleWords *locale = nullptr);

/** "EACCES" of 13; empty if it is none that a denial or another cause is made of. */
std::string_view errno_symbol(int error_number) noexcept;

/** Is it an error that some directive may answer with? The others have another cause. */
bool may_be_denial(int error_number) noexcept;

/** The line without anything but the error: "Permission denied", "redis: Permission denied". */
bool is_bare_error(std::string_view line, const ErrnoWords &words) noexcept;

} // namespace hardenctl
