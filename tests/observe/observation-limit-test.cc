// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "observe/observation-limit.hh"

#include "harness.hh"

#include <cerrno>
#include <string>

using namespace hardenctl;
using test::Check;

namespace {

ObservedEvent written(const std::string &path)
{
	return {.what = Observed::Used, .comm = "php-fpm", .call = "openat", .path = path};
}

/** Of so many files, each with a name of its own. */
unsigned admitted(ObservationLimit &limit, const std::string &directory, unsigned files)
{
	unsigned count = 0;
	for (unsigned i = 0; i < files; i++)
		count += limit.admits(written(directory + "/sess_" + std::to_string(i)));
	return count;
}

void a_directory_of_sessions_leaves_room(Check &check)
{
	ObservationLimit limit;
	check.equal(admitted(limit, "/var/lib/php/sessions", 100'000), 1000U);
	check.equal(admitted(limit, "/var/lib/other/sessions", 10), 10U);
	check.equal(limit.left_out(), std::uint64_t{0});
}

void directories_of_a_cache_count_together(Check &check)
{
	ObservationLimit limit;
	unsigned count = 0;
	for (int i = 0; i < 256; i++)
		for (int j = 0; j < 16; j++)
			count += admitted(limit,
				"/var/cache/nginx/" + std::to_string(i) + "/" + std::to_string(j),
				4);
	check.equal(count, 1000U);
	check.equal(admitted(limit, "/var/cache/other", 10), 10U);
}

void another_answer_is_another_thing(Check &check)
{
	ObservationLimit limit;
	admitted(limit, "/srv/data/files", 5000);
	ObservedEvent refused = written("/srv/data/files/x");
	refused.what = Observed::Failed;
	refused.error = EROFS;
	check.is_true(limit.admits(refused), "EROFS where others were written");
	ObservedEvent ended{.what = Observed::Exited, .comm = "php-fpm", .status = 256};
	check.is_true(limit.admits(ended), "an end");
}

void what_has_no_room_is_counted(Check &check)
{
	ObservationLimit limit;
	unsigned count = 0;
	for (int i = 0; i < 100; i++)
		count += admitted(limit, "/srv/" + std::to_string(i), 1000);
	check.equal(count, 25'000U);
	check.equal(limit.left_out(), std::uint64_t{75'000});
}

} // namespace

int main()
{
	static constexpr test::Case cases[] = {
		{"a directory of sessions leaves room", a_directory_of_sessions_leaves_room},
		{"directories of a cache count together", directories_of_a_cache_count_together},
		{"another answer is another thing", another_answer_is_another_thing},
		{"what has no room is counted", what_has_no_room_is_counted},
	};
	return test::run("observation limit", cases);
}
