// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#pragma once

#include "advice/attribute.hh"
#include "advice/finding.hh"

#include <string>

namespace hardenctl {

/**
 * What the evidence itself names as the cause instead of the sandbox: "port in use". Empty if it
 * names nothing. That no directive explains a denial is no cause: the model may lack one. Of a unit
 * that is gone only words count: nobody knows which settings it had.
 */
std::string other_cause(const Incident &incident, const ContextEvidence &circumstances,
	const Sandbox &sandbox, const UnitConfig &config);

} // namespace hardenctl
