// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#pragma once

#include "unit/live-unit.hh"

struct sd_bus_message;

namespace hardenctl {

/** The answer to GetAll() of all interfaces of a unit, "a{sv}". Throws Error. */
LiveUnit read_live_unit(sd_bus_message *message);

} // namespace hardenctl
