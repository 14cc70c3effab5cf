// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#pragma once

#include "knowledge/directive.hh"

#include <string>
#include <string_view>

/** What records hold as enumerators, in names and in words. */
namespace hardenctl {

/** Names in JSON, as in the records; stable. */
std::string_view value_type_name(ValueType type) noexcept;
std::string_view merge_name(Merge merge) noexcept;
std::string_view mechanism_name(Mechanism mechanism) noexcept;
std::string_view implied_when_name(ImpliedWhen when) noexcept;

/** "yes or no", "a list of paths" */
std::string_view value_type_in_words(ValueType type) noexcept;

/** What several lines of it do. */
std::string_view merge_in_words(Merge merge) noexcept;

/** The placeholders of an edit in capitals, without braces: "ReadWritePaths=-PATH"; groups keep
 * their @.
 */
std::string fill_in_placeholders(std::string_view edit);

} // namespace hardenctl
