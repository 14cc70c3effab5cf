// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#pragma once

#include "report/explain-rows.hh"

#include <string>
#include <string_view>

/** What explain says of the values that a directive takes. */
namespace hardenctl {

/** What a value is made of, the default, and what several lines come to. */
ExplainItems type_of(const DirectiveRecord &directive);

/** "no, yes, full, strict; default: no": without the numbers that stand for others of them. */
std::string values_in_brief(const DirectiveRecord &directive);

/** Each with its meaning, and the version that has it. */
ExplainItems values_of(const DirectiveRecord &directive, unsigned systemd_version);

/** Of the value that was asked for; empty where its record says nothing of it. */
std::string meaning_of(std::string_view value, const DirectiveRecord &directive);

} // namespace hardenctl
