// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#pragma once

#include "knowledge/phrase.hh"
#include "sandbox/operation.hh"

#include <cstddef>
#include <optional>
#include <string_view>

namespace hardenctl {

/** What a line says was tried; static text. */
struct CallWords {
	OperationKind kind = OperationKind::Unknown;
	std::string_view call;
	Access access = Access::Unknown;
};

/** By the name of a call or C function alone: "mkdir". */
std::optional<CallWords> call_by_name(std::string_view name) noexcept;

/**
 * From the line's words: "bind() to …", "setgroups: …", "could not create lock file", "can't start
 * new thread". An error stands at [begin, end). Access is set as far as the words tell it.
 */
CallWords find_call(std::string_view line, std::size_t begin, std::size_t end);

/** The object that a line names is a socket, and it says that it was connected to. */
bool is_connection(const Phrase &object, const CallWords &call);

} // namespace hardenctl
