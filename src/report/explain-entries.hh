// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#pragma once

#include "report/explain.hh"

#include <string>

/** One entry as text, of each kind. Within a Utf8Scope. */
namespace hardenctl {

std::string explain_entry(
	const DirectiveEntry &entry, const Explanation &context, const ReportStyle &style);
std::string explain_entry(
	const GroupEntry &entry, const Explanation &context, const ReportStyle &style);
std::string explain_entry(
	const ExitStatusEntry &entry, const Explanation &context, const ReportStyle &style);
std::string explain_entry(
	const ErrnoEntry &entry, const Explanation &context, const ReportStyle &style);
std::string explain_entry(
	const CapabilityEntry &entry, const Explanation &context, const ReportStyle &style);
std::string explain_entry(
	const FamilyEntry &entry, const Explanation &context, const ReportStyle &style);
std::string explain_entry(
	const SystemCallEntry &entry, const Explanation &context, const ReportStyle &style);
std::string explain_entry(
	const SignalEntry &entry, const Explanation &context, const ReportStyle &style);
std::string explain_entry(
	const ProgramStatusEntry &entry, const Explanation &context, const ReportStyle &style);
std::string explain_entry(
	const LineEntry &entry, const Explanation &context, const ReportStyle &style);

} // namespace hardenctl
