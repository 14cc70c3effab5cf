// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#pragma once

#include "advice/service-kind.hh"
#include "advice/tighten.hh"

#include <span>
#include <string>

namespace hardenctl {

/** What the service is taken for, if that keeps lines back: one sentence; else empty. */
std::string kind_in_words(const ServiceKind &kind);

/** What to know about the evidence: processes that did not run, a reload that was not seen. */
void add_notes(TightenAdvice &advice, const UnitConfig &config, const RuntimeFacts &runtime,
	std::span<const Recording> recordings);

} // namespace hardenctl
