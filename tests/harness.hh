// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#pragma once

#include <span>
#include <string>
#include <string_view>
#include <type_traits>

namespace hardenctl::test {

/** The line of a check. Clang 14 has no std::source_location with GCC's library. */
struct Where {
	const char *file;
	int line;

	static constexpr Where current(
		const char *file = __builtin_FILE(), int line = __builtin_LINE()) noexcept
	{
		return {file, line};
	}
};

/**
 * Collects failures and always returns: cmocka's own assertions longjmp past destructors. The
 * trampoline in harness.cc reports them to cmocka after the case has returned.
 */
class Check {
	std::string failures_;

	void add(Where where, std::string_view what);

public:
	/** @return condition, to guard what depends on it */
	bool is_true(bool condition, std::string_view what, Where where = Where::current());

	template <typename Actual, typename Expected>
	bool equal(const Actual &actual, const Expected &expected, Where where = Where::current())
	{
		if (actual == expected)
			return true;
		if constexpr (std::is_convertible_v<Actual, std::string_view>)
			add(where, "got \"" + std::string{std::string_view{actual}} +
					   "\", expected \"" +
					   std::string{std::string_view{expected}} + "\"");
		else if constexpr (std::is_arithmetic_v<Actual>)
			add(where, "got " + std::to_string(actual) + ", expected " +
					   std::to_string(expected));
		else
			add(where, "values differ");
		return false;
	}

	bool contains(std::string_view text, std::string_view part, Where where = Where::current());
	bool lacks(std::string_view text, std::string_view part, Where where = Where::current());

	/** The function must throw an Error whose text contains the part. */
	template <typename Function>
	bool throws(Function &&function, std::string_view part, Where where = Where::current())
	{
		try {
			function();
		} catch (const std::exception &error) {
			return contains(error.what(), part, where);
		}
		add(where, "nothing was thrown");
		return false;
	}

	/** Of a case that returns before its end: says what could not be tried here, and why. */
	void skip(std::string_view why);

	const std::string &failures() const noexcept { return failures_; }
};

struct Case {
	const char *name;
	void (*function)(Check &);
};

/** Runs all as one cmocka group. @return for main() */
int run(const char *group, std::span<const Case> cases);

} // namespace hardenctl::test
