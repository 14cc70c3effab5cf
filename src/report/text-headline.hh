// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#pragma once

#include "report/report.hh"

#include <string>

namespace hardenctl {

/** "× nginx.service failed 2min ago, 90 ms after its start (invocation 9b23cb0d…)" and a newline.
 */
std::string render_headline(const Incident &incident, bool with_host, const ReportStyle &style);

} // namespace hardenctl
