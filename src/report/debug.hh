// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#pragma once

#include "advice/finding.hh"
#include "report/report.hh"

#include <nlohmann/json_fwd.hpp>
#include <string>

/** What --debug adds: how the log was read and weighed. */
namespace hardenctl {

std::string render_debug(const Diagnosis &diagnosis, const ReportStyle &style);

/** {"lines": [{"source", "time", "message", "denials": [TEXT…], "reason"}…], "factors": […], …} */
nlohmann::ordered_json debug_to_json(const Diagnosis &diagnosis);

} // namespace hardenctl
