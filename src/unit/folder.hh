// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#pragma once

#include "base/function-ref.hh"

#include <string>
#include <string_view>

namespace hardenctl {

/** Calls for each entry but hidden ones, in no order; nothing if it cannot be listed. */
void for_each_entry(const std::string &host_path,
	FunctionRef<void(std::string_view name, bool is_link)> function);

} // namespace hardenctl
