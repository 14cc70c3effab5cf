// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#pragma once

#include "denial/errno-words.hh"
#include "unit/unit-config.hh"

namespace hardenctl {

/**
 * The error texts of the locale that the unit's environment sets (LC_ALL, LC_MESSAGES, LANG in this
 * order). Empty for C and English, and where this system lacks the locale.
 */
LocaleWords locale_words(const UnitConfig &config);

} // namespace hardenctl
