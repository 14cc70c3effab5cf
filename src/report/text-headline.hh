// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#pragma once

#include "report/report.hh"

#include <string>
#include <string_view>

namespace hardenctl {

/**
 * "× nginx.service on web1 failed 2min ago, 90 ms after its start (invocation 9b23cb0d…)" and a
 * newline.
 * @param hosts empty if it goes without saying
 */
std::string render_headline(
	const Incident &incident, std::string_view hosts, const ReportStyle &style);

} // namespace hardenctl
