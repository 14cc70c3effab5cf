// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#pragma once

#include "advice/finding.hh"

#include <optional>
#include <string>
#include <string_view>

/** Values in words. Nothing here is escaped: what comes from a log goes through clean(). */
namespace hardenctl {

/** Names in JSON; stable. */
std::string_view verdict_name(Verdict verdict) noexcept;
std::string_view grade_name(Grade grade) noexcept;
std::string_view scope_name(Scope scope) noexcept;
std::string_view origin_kind_name(OriginKind kind) noexcept;
std::string_view source_name(Source source) noexcept;
std::string_view level_name(Level level) noexcept;

/** What the operation was done to, in one word: call, path, capability, family, port,
 * "226/NAMESPACE". */
std::optional<std::string> subject_of(const Operation &operation);

/** "socket(2)", "writing /run/nginx.pid", "binding to port 80". */
std::string operation_in_words(const Operation &operation);

/** The operation and how it was answered, whose it was and how often. */
std::string denial_in_words(const Denial &denial);

/** "EROFS (Read-only file system)"; untranslated, as the service's locale is not the reader's. */
std::string errno_in_words(int error_number);

/** "99 %": whole percents, 1 to 99, as nothing is ever known better. */
std::string confidence_in_words(double confidence);

/** "FILE:LINE", "implied by PrivateDevices=, FILE:LINE", "default". */
std::string origin_in_words(const Origin &origin);

/** "Directive=value" */
std::string assignment_in_words(const Finding &finding);

} // namespace hardenctl
