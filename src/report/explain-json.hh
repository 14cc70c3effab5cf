// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#pragma once

#include "report/explain.hh"
#include "report/json-parts.hh"

/** One topic as JSON, of each kind. */
namespace hardenctl {

nlohmann::ordered_json topic_to_json(const DirectiveTopic &topic, const Explanation &context);
nlohmann::ordered_json topic_to_json(const GroupTopic &topic, const Explanation &context);
nlohmann::ordered_json topic_to_json(const ExitStatusTopic &topic, const Explanation &context);
nlohmann::ordered_json topic_to_json(const ErrnoTopic &topic, const Explanation &context);
nlohmann::ordered_json topic_to_json(const CapabilityTopic &topic, const Explanation &context);
nlohmann::ordered_json topic_to_json(const FamilyTopic &topic, const Explanation &context);
nlohmann::ordered_json topic_to_json(const SystemCallTopic &topic, const Explanation &context);
nlohmann::ordered_json topic_to_json(const SignalTopic &topic, const Explanation &context);

} // namespace hardenctl
