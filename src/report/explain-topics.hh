// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#pragma once

#include "report/explain.hh"

#include <string>

/** One topic as text, of each kind. Within a Utf8Scope. */
namespace hardenctl {

std::string explain_topic(
	const DirectiveTopic &topic, const Explanation &context, const ReportStyle &style);
std::string explain_topic(
	const GroupTopic &topic, const Explanation &context, const ReportStyle &style);
std::string explain_topic(
	const ExitStatusTopic &topic, const Explanation &context, const ReportStyle &style);
std::string explain_topic(
	const ErrnoTopic &topic, const Explanation &context, const ReportStyle &style);
std::string explain_topic(
	const CapabilityTopic &topic, const Explanation &context, const ReportStyle &style);
std::string explain_topic(
	const FamilyTopic &topic, const Explanation &context, const ReportStyle &style);
std::string explain_topic(
	const SystemCallTopic &topic, const Explanation &context, const ReportStyle &style);
std::string explain_topic(
	const SignalTopic &topic, const Explanation &context, const ReportStyle &style);

} // namespace hardenctl
