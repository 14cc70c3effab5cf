// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "observe/observation.hh"

namespace hardenctl {

std::string_view observed_name(Observed what) noexcept
{
	switch (what) {
	case Observed::Failed:
		return "failed";
	case Observed::Used:
		return "used";
	case Observed::Signal:
		return "signal";
	case Observed::Executed:
		return "executed";
	case Observed::Exited:
		return "exited";
	}
	return "failed";
}

} // namespace hardenctl
