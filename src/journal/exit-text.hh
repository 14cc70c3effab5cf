// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#pragma once

#include "journal/entry.hh"

#include <string_view>

namespace hardenctl {

/**
 * How a process ended, as people quote it without the sentence around it: "status=226/NAMESPACE",
 * "(code=dumped, signal=SYS)", "Signal: 31 (SYS)", strace's "+++ killed by SIGSYS +++". Only the
 * exit statuses that systemd itself gives, and signals. The caller knows that the text is pasted.
 * @return is it there?
 */
bool read_exit_fragment(std::string_view line, Entry &entry);

} // namespace hardenctl
