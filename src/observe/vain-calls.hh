// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#pragma once

#include "observe/observation.hh"

/** Calls that fail in programs that work: tried first, looked up, or searched along a path. */
namespace hardenctl {

/** Not every kernel has it, and the older call was made in its place. */
bool was_replaced(const ObservedEvent &seen, const UsedSets &used);

/** As was_replaced(), by a call that every program makes: that it was made tells nothing. */
bool is_replaced_by_common(const ObservedEvent &seen);

/**
 * Libraries try this first and do without: sd_notify(3) SO_SNDBUFFORCE and SO_RCVBUFFORCE, which
 * take CAP_NET_ADMIN, the C library calls that not every kernel has.
 */
bool is_tried_in_vain_often(const ObservedEvent &seen);

/** It looked whether something is there: programs do without most of what they look for. */
bool is_look(const ObservedEvent &seen);

/** The C library looks for its own files in many places, and for some that are mostly nowhere. */
bool is_library_search(const ObservedEvent &seen);

} // namespace hardenctl
