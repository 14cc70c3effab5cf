// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#pragma once

#include "journal/entry.hh"

namespace hardenctl {

/**
 * Reads what a service manager or its executor said ("nginx.service: Main process exited,
 * code=exited, status=226/NAMESPACE") into the fields that are still empty, message_id too, so that
 * pasted text and other versions' entries read as current ones. The caller knows that a manager
 * sent it, or that pasted text claims so.
 * @return was it one of the sentences known here?
 */
bool complete_manager_facts(Entry &entry);

/** The positive errno whose English text (strerror) the message ends with, after ": ". */
std::optional<int> errno_at_end(std::string_view message) noexcept;

} // namespace hardenctl
