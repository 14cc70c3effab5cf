// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "sandbox/deniers.hh"

#include "harness.hh"

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <sys/socket.h>

using namespace hardenctl;
using test::Check;

namespace {

constexpr System debian{.systemd_version = 257};

std::string names_of(const std::vector<Directive> &directives)
{
	std::string names;
	for (const Directive directive : directives)
		names.append(names.empty() ? "" : " ").append(name(directive));
	return names;
}

struct Row {
	Operation operation;
	Answer answer;
	/** The first one, and one among all. */
	const char *first;
	const char *other;
};

void test_rows(Check &check)
{
	const Row rows[]{
		{{.kind = OperationKind::SystemCall, .call = "socket", .call_is_exact = true},
			{.signal = SIGSYS}, "SystemCallFilter", ""},
		{{.kind = OperationKind::Socket, .family = AF_INET}, {.error_number = EAFNOSUPPORT},
			"RestrictAddressFamilies", ""},
		{{.kind = OperationKind::Path, .path = "/usr/lib/x", .access = Access::Write},
			{.error_number = EROFS}, "", "ProtectSystem"},
		{{.kind = OperationKind::Path, .path = "/srv/x", .access = Access::Write},
			{.error_number = EROFS}, "", "ReadOnlyPaths"},
		{{.kind = OperationKind::Resource, .resource = "MemoryMax"}, {.signal = SIGKILL},
			"MemoryMax", ""},
		{{.kind = OperationKind::SetupStep, .exit_status = 217, .setting = "User"}, {},
			"User", ""},
	};
	for (const Row &row : rows) {
		const std::string names = names_of(deniers_of(row.operation, row.answer, debian));
		check.is_true(names.starts_with(row.first), std::string{row.first} + ": " + names);
		check.contains(names, row.other);
	}
}

void test_none(Check &check)
{
	const Operation bind{.kind = OperationKind::Bind, .port = 8080};
	check.equal(names_of(deniers_of(bind, {.error_number = EADDRINUSE}, debian)), "");
	check.equal(names_of(deniers_of(bind, {}, debian)), "");
}

constexpr test::Case cases[]{
	{"who denies it so", test_rows},
	{"nobody does", test_none},
};

} // namespace

int main()
{
	return test::run("deniers", cases);
}
