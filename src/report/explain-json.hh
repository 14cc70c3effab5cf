// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#pragma once

#include "report/explain.hh"
#include "report/json-parts.hh"

/** One entry as JSON, of each kind. */
namespace hardenctl {

nlohmann::ordered_json entry_to_json(const DirectiveEntry &entry, const Explanation &context);
nlohmann::ordered_json entry_to_json(const GroupEntry &entry, const Explanation &context);
nlohmann::ordered_json entry_to_json(const ExitStatusEntry &entry, const Explanation &context);
nlohmann::ordered_json entry_to_json(const ErrnoEntry &entry, const Explanation &context);
nlohmann::ordered_json entry_to_json(const CapabilityEntry &entry, const Explanation &context);
nlohmann::ordered_json entry_to_json(const FamilyEntry &entry, const Explanation &context);
nlohmann::ordered_json entry_to_json(const SystemCallEntry &entry, const Explanation &context);
nlohmann::ordered_json entry_to_json(const SignalEntry &entry, const Explanation &context);
nlohmann::ordered_json entry_to_json(const ProgramStatusEntry &entry, const Explanation &context);
nlohmann::ordered_json entry_to_json(const LineEntry &entry, const Explanation &context);

} // namespace hardenctl
