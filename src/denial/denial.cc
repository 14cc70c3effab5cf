// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "denial/denial.hh"

namespace hardenctl {

bool is_beyond_service(const Denial &denial) noexcept
{
	return denial.source == Source::Kernel && denial.trust == Trust::Kernel;
}

} // namespace hardenctl
