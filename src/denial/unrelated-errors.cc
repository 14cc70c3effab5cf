// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "denial/unrelated-errors.hh"

#include "denial/phrase-matcher.hh"

#include <cerrno>

namespace hardenctl {

std::string_view other_cause_of_errno(int error_number) noexcept
{
	switch (error_number) {
	case EADDRINUSE:
		return "port in use";
	case ENOSPC:
	case EDQUOT:
		return "disk full";
	case ECONNREFUSED:
		return "connection refused";
	case EBUSY:
		return "device busy";
	case EISDIR:
	case EEXIST:
		return "file in the way";
	default:
		return {};
	}
}

std::string_view other_cause_of_words(std::string_view line)
{
	const Phrase *found = find_phrase(unrelated_errors_phrases, line);
	return found ? found->other_cause : std::string_view{};
}

std::string_view other_cause_over_errno(std::string_view line)
{
	const Phrase *found = find_phrase(errno_of_another_phrases, line);
	return found ? found->other_cause : std::string_view{};
}

} // namespace hardenctl
