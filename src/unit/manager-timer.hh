// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#pragma once

#include "unit/manager-call.hh"
#include "unit/manager-interface.hh"

namespace hardenctl {

/** StartTransientUnit() of both units. Throws Error. */
MessageHandle new_timer_call(sd_bus *bus, const TransientTimer &timer);

} // namespace hardenctl
