// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "harness.hh"

#include "base/text.hh"
#include "denial/errno-words.hh"
#include "denial/program-error.hh"

#include <fstream>

using namespace hardenctl;
using test::Check;

namespace {

std::string lines_file;

std::string_view kind_name(OperationKind kind)
{
	static constexpr std::string_view names[] = {"Unknown", "SystemCall", "Path", "Execute",
		"Fork", "Socket", "Bind", "Connect", "Capability", "Memory", "Resource",
		"SetupStep", "UnitRefused"};
	return names[static_cast<std::size_t>(kind)];
}

std::string described(const std::vector<Denial> &denials)
{
	if (denials.empty())
		return "NOTHING";
	const Denial &denial = denials.front();
	const auto symbol = errno_symbol(denial.answer.error_number);
	std::string text{denial.other_cause ? "RIVAL" : kind_name(denial.operation.kind)};
	text += '|';
	text += symbol.empty() ? (denial.other_cause ? "-" : "0") : symbol;
	text += '|';
	text += denial.operation.path.empty() ? "-" : denial.operation.path;
	text += '|';
	text += denial.operation.call.empty() ? "-" : denial.operation.call;
	return text;
}

bool agrees(std::string_view expected, const std::string &actual)
{
	const auto wanted = split(expected, '|');
	const auto got = split(actual, '|');
	for (std::size_t i = 0; i < got.size() && i < wanted.size(); ++i)
		if (wanted[i] != "." && wanted[i] != got[i])
			return false;
	return true;
}

void check_line(Check &check, std::string_view row)
{
	std::size_t bar = 0;
	for (int i = 0; i < 4; ++i)
		bar = row.find('|', bar) + 1;
	Entry entry;
	entry.transport = Transport::Stdout;
	entry.pid = 42;
	entry.message = row.substr(bar);
	ProgramContext context;
	const std::string actual = described(detect_program_error(entry, context));
	if (!agrees(row.substr(0, bar - 1), actual))
		check.is_true(false, actual + " for " + std::string{row});
}

void test_lines(Check &check)
{
	std::ifstream file{lines_file};
	unsigned rows = 0;
	for (std::string row; std::getline(file, row);)
		if (!row.empty() && row.front() != '#') {
			check_line(check, row);
			++rows;
		}
	check.is_true(rows > 90, "the table was not read");
}

std::vector<Denial> read_all(std::initializer_list<std::string_view> lines)
{
	ProgramContext context;
	std::vector<Denial> all;
	for (const std::string_view line : lines) {
		Entry entry;
		entry.transport = Transport::Stdout;
		entry.pid = 7;
		entry.realtime = 1000;
		entry.message = line;
		for (Denial &denial : detect_program_error(entry, context))
			all.push_back(std::move(denial));
	}
	return all;
}

void test_bare_error_takes_the_path_before(Check &check)
{
	const auto denials = read_all({"Reading the configuration file, at line 516",
		">>> 'dir /var/lib/redis'", "Permission denied"});
	if (check.equal(denials.size(), std::size_t{1}))
		check.equal(denials[0].operation.path, std::string{"/var/lib/redis"});
}

void test_traceback_names_the_call(Check &check)
{
	const auto denials = read_all({"Traceback (most recent call last):",
		"  File \"/usr/lib/python3.13/socket.py\", line 233, in __init__",
		"    _socket.socket.__init__(self, family, type, proto, fileno)",
		"PermissionError: [Errno 1] Operation not permitted"});
	if (check.equal(denials.size(), std::size_t{1}))
		check.is_true(denials[0].operation.kind == OperationKind::Socket, "not a socket");
}

void test_traceback_names_the_path(Check &check)
{
	const auto denials = read_all({"Traceback (most recent call last):",
		"  File \"/srv/py/app.py\", line 6, in do_GET",
		"    c=sqlite3.connect('/var/lib/labpy/app.db',timeout=2)",
		"sqlite3.OperationalError: unable to open database file"});
	if (check.equal(denials.size(), std::size_t{1}))
		check.equal(denials[0].operation.path, std::string{"/var/lib/labpy/app.db"});
}

void test_limit_that_was_met(Check &check)
{
	struct Row {
		const char *line;
		std::optional<std::uint64_t> limit;
	};
	for (const auto &[line, limit] :
		{Row{"Could not increase number of max_open_files to more than 20000 (request: "
		     "32186)",
			 20000},
			Row{"max file descriptors [4096] is too low, increase to at least [65535]",
				4096},
			Row{"Server can't set maximum open files to 10032 because of OS error: "
			    "Operation not permitted. Current maximum open files is 1024",
				1024},
			Row{"could not raise the limit of open files", std::nullopt}}) {
		const auto denials = read_all({line});
		if (check.equal(denials.size(), std::size_t{1}))
			check.is_true(denials[0].operation.limit == limit, line);
	}
}

void test_long_line_is_bounded(Check &check)
{
	const std::string line(100000, '/');
	check.equal(read_all({line + ": Permission denied"}).size(), std::size_t{0});
}

} // namespace

int main(int argc, char **argv)
{
	if (argc > 1)
		lines_file = argv[1];
	static constexpr test::Case cases[] = {
		{"real lines", test_lines},
		{"a bare error takes the path before it", test_bare_error_takes_the_path_before},
		{"a traceback names the call", test_traceback_names_the_call},
		{"a traceback names the path", test_traceback_names_the_path},
		{"the limit that was met", test_limit_that_was_met},
		{"a long line is cut", test_long_line_is_bounded},
	};
	return test::run("denial: program lines", cases);
}
