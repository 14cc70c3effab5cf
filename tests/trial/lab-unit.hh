// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#pragma once

#include "unit/unit-builder.hh"
#include "unit/unit-files.hh"

#include <string>

namespace hardenctl::test {

/** A service with these lines, as systemd 257 reads it. */
inline UnitConfig lab_unit(const std::string &settings)
{
	return load_unit_text({.systemd_version = 257}, "/etc/systemd/system/lab.service",
		"[Service]\nExecStart=/bin/true\n" + settings);
}

} // namespace hardenctl::test
