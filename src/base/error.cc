// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "base/error.hh"

#include <system_error>

namespace hardenctl {

Error::Error(int error_number, const std::string &message)
	: std::runtime_error(message + ": " + std::generic_category().message(error_number)),
	  errno_(error_number)
{
}

} // namespace hardenctl
