// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#pragma once

#include "knowledge/directive.hh"
#include "report/report.hh"

#include <chrono>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

/** Values of options, checked. All throw Error that names the option and what it takes. */
namespace hardenctl {

/** A directory that exists; "/" is the running system: "". */
std::string root_value(const std::string &value);

/** Not empty. */
std::string path_value(std::string_view option, const std::string &value);

/** Not empty; where it is used it is checked. */
std::string machine_value(const std::string &value);

/** See check_remote_host(). */
std::string host_value(const std::string &value);

/** Microseconds since the epoch; see timestamp.hh. */
std::uint64_t date_value(const std::string &value);

/** "90", "1min 30s". */
std::chrono::milliseconds timespan_value(std::string_view option, const std::string &value);

/** From 1, or "all". */
unsigned count_value(const std::string &value);

/** What --level= takes. */
TightenLevel level_value(const std::string &value);

/** What --json= takes. */
std::span<const std::string_view> json_words() noexcept;

JsonMode json_value(const std::string &value);

} // namespace hardenctl
