// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "harness.hh"

#include <csetjmp>
#include <cstdarg>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <vector>

extern "C" {
#include <cmocka.h>
}
#undef fail
#undef skip

namespace hardenctl::test {

void Check::add(Where where, std::string_view what)
{
	failures_ += where.file;
	failures_ += ':';
	failures_ += std::to_string(where.line);
	failures_ += ": ";
	failures_ += what;
	failures_ += '\n';
}

bool Check::is_true(bool condition, std::string_view what, Where where)
{
	if (!condition)
		add(where, what);
	return condition;
}

bool Check::contains(std::string_view text, std::string_view part, Where where)
{
	const bool found = text.find(part) != std::string_view::npos;
	if (!found)
		add(where, "\"" + std::string{part} + "\" is not in \"" + std::string{text} + "\"");
	return found;
}

bool Check::lacks(std::string_view text, std::string_view part, Where where)
{
	const bool found = text.find(part) != std::string_view::npos;
	if (found)
		add(where, "\"" + std::string{part} + "\" is in \"" + std::string{text} + "\"");
	return !found;
}

void Check::skip(std::string_view why)
{
	// tools/test-summary shows the line
	print_message("skipped: %.*s\n", static_cast<int>(why.size()), why.data());
}

/** @return did it pass? All C++ objects are gone when it returns. */
static bool run_case(const Case &test) noexcept
{
	Check check;
	try {
		test.function(check);
	} catch (const std::exception &error) {
		check.is_true(false, error.what());
	}
	if (!check.failures().empty())
		print_error("%s", check.failures().c_str());
	return check.failures().empty();
}

static void trampoline(void **state)
{
	if (!run_case(*static_cast<const Case *>(*state)))
		_fail(__FILE__, __LINE__);
}

int run(const char *group, std::span<const Case> cases)
{
	std::vector<CMUnitTest> tests;
	tests.reserve(cases.size());
	for (const Case &test : cases)
		tests.push_back({
			.name = test.name,
			.test_func = trampoline,
			.setup_func = nullptr,
			.teardown_func = nullptr,
			.initial_state = const_cast<Case *>(&test),
		});
	return _cmocka_run_group_tests(group, tests.data(), tests.size(), nullptr, nullptr);
}

} // namespace hardenctl::test
