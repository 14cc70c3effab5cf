// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#pragma once

#include "unit/unit-builder.hh"

#include <string>

namespace hardenctl::test {

/** A vendor's fragment and the administrator's drop-in, as read from their true places. */
inline UnitConfig layered_unit(const std::string &fragment, const std::string &drop_in)
{
	UnitBuilder builder{{.root = "/nowhere", .systemd_version = 257}, "x.service",
		"/usr/lib/systemd/system/x.service"};
	builder.add_file(OriginKind::Fragment, "/usr/lib/systemd/system/x.service",
		"[Service]\nExecStart=/usr/bin/x\n" + fragment + "\n");
	builder.config().drop_ins.push_back("/etc/systemd/system/x.service.d/90-x.conf");
	builder.add_file(OriginKind::DropIn, "/etc/systemd/system/x.service.d/90-x.conf",
		"[Service]\n" + drop_in + "\n");
	return builder.config();
}

} // namespace hardenctl::test
