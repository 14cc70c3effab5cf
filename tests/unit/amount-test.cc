// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "unit/amount.hh"

#include "harness.hh"
#include "unit/canonical-value.hh"

#include <string>
#include <vector>

using namespace hardenctl;
using test::Check;

namespace {

void test_soft_limits(Check &check)
{
	struct Row {
		Directive directive;
		std::string_view value;
		std::optional<std::uint64_t> limit;
	};
	for (const auto &[directive, value, limit] : {
		     Row{Directive::LimitFSIZE, "4K:8M", 4096},
		     {Directive::LimitFSIZE, "1.5G", 1610612736},
		     {Directive::LimitFSIZE, "16E", std::nullopt},
		     {Directive::LimitFSIZE, "1h", std::nullopt},
		     {Directive::MemoryMax, "768M", 805306368},
		     {Directive::MemoryMax, "10%", std::nullopt},
		     {Directive::MemoryMax, "infinity", std::nullopt},
		     {Directive::MemoryMax, "18014398509481984K", std::nullopt},
		     {Directive::LimitCPU, "1h 30min", 5400},
		     {Directive::LimitCPU, "2M", 2 * 2629800},
		     {Directive::LimitRTTIME, "200ms", 200000},
		     {Directive::LimitRTTIME, "500", 500},
		     {Directive::LimitNOFILE, "1024:4096", 1024},
		     {Directive::LimitNOFILE, "--5", std::nullopt},
		     {Directive::LimitNOFILE, "-5", std::nullopt},
		     {Directive::LimitNOFILE, "99999999999999999999", std::nullopt},
		     {Directive::LimitNICE, "+5", 15},
		     {Directive::TasksMax, "", std::nullopt},
	     })
		check.is_true(soft_limit(directive, value) == limit, value);
}

void test_ranges(Check &check)
{
	struct Row {
		Directive directive;
		std::string_view value;
		bool valid;
	};
	for (const auto &[directive, value, valid] : {
		     Row{Directive::Nice, "-20", true},
		     {Directive::Nice, "--5", false},
		     {Directive::Nice, "-9223372036854775808", false},
		     {Directive::OOMScoreAdjust, "--9223372036854775808", false},
		     {Directive::TasksMax, "10%", true},
		     {Directive::TasksMax, "-1", false},
		     {Directive::TasksMax, "9223372036854775808", false},
		     {Directive::MemoryMax, "16E", false},
		     {Directive::MemoryMax, "15E", true},
		     {Directive::MemoryMax, "99.99%", true},
		     {Directive::MemoryMax, "100.01%", false},
		     {Directive::MemoryMax, "1.234%", false},
		     {Directive::MemoryMax, "%", false},
		     {Directive::MemoryMax, "0", false},
		     {Directive::MemorySwapMax, "0", true},
	     })
		check.is_true(is_amount(record(directive), value) == valid, value);
}

void test_same_sizes(Check &check)
{
	const auto same = [](const std::string &a, const std::string &b) {
		return same_value(
			record(Directive::MemoryMax), std::vector{a}, std::vector{b}, 257);
	};
	check.is_true(same("1G", "1073741824"), "1G");
	check.is_true(same("1.5G", "1610612736"), "1.5G");
	check.is_true(!same("15E", "0"), "15E");
	check.is_true(same("16E", "1G"), "what does not fit cannot be compared");
}

constexpr test::Case cases[]{
	{"soft limits", test_soft_limits},
	{"ranges", test_ranges},
	{"same sizes", test_same_sizes},
};

} // namespace

int main()
{
	return test::run("amount", cases);
}
