// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "denial/denial.hh"

namespace hardenctl {

bool is_beyond_service(const Denial &denial) noexcept
{
	const bool is_of_kernel = denial.source == Source::Kernel || denial.source == Source::Trace;
	return is_of_kernel && denial.trust == Trust::Kernel;
}

} // namespace hardenctl
