// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "harness.hh"
#include "tree.hh"
#include "unit/load-path.hh"

using namespace hardenctl;
using namespace hardenctl::test;

/** All that the build machine has; nothing to do where it has no systemd. */
static void units_of_this_system_load_without_doubt(Check &check)
{
	const LoadPath load_path{{.systemd_version = systemd_version_of("")}};
	for (const auto &unit : list_unit_files(load_path)) {
		const auto config = load_unit(load_path, unit);
		check.lacks(messages(config), "Unknown key");
		check.lacks(messages(config), "Failed to parse");
		check.lacks(messages(config), "Unknown section");
		check.is_true(config.load_state == LoadState::Loaded ||
				      config.load_state == LoadState::Masked ||
				      config.load_state == LoadState::NotFound,
			unit);
	}
}

int main()
{
	static constexpr Case cases[] = {
		{"units of this system load without doubt",
			units_of_this_system_load_without_doubt},
	};
	return run("debian", cases);
}
