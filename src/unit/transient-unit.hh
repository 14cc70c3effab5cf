// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#pragma once

#include "unit/manager-call.hh"
#include "unit/manager-interface.hh"

namespace hardenctl {

/** StartTransientUnit() of a timer and its service. Throws Error. */
MessageHandle new_timer_call(sd_bus *bus, const TransientTimer &timer);

/** StartTransientUnit() of a service; it fails if there is one of that name. Throws Error. */
MessageHandle new_service_call(sd_bus *bus, const TransientService &service);

} // namespace hardenctl
