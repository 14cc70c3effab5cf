// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#pragma once

#include "report/report.hh"

namespace hardenctl::test {

/** 2026-11-23 18:00:39 UTC, in microseconds. */
inline constexpr std::uint64_t sample_time = 1'795'456'839'000'000;

/** nginx killed for socket(2) by a deny list, as in a kernel record. */
Finding nginx_finding();
Diagnosis nginx_diagnosis();

/** A web server that found its port in use. */
Diagnosis port_in_use_diagnosis();

/** UTF-8, 80 columns, no colours, two minutes after sample_time. */
ReportStyle sample_style();

Report report_of(std::vector<Diagnosis> diagnoses);

} // namespace hardenctl::test
