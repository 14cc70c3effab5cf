// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#pragma once

#include "sandbox/topic.hh"

/** The topics themselves, once the name is understood; see topic.hh. */
namespace hardenctl {

GroupTopic group_topic(const SyscallGroup &group, const System &system);
ExitStatusTopic exit_status_topic(int status);
ErrnoTopic errno_topic(int number);
SignalTopic signal_topic(int number);
CapabilityTopic capability_topic(unsigned capability, const System &system);
FamilyTopic family_topic(int family);
SystemCallTopic system_call_topic(std::string_view call, const System &system);

/** On this machine; empty if there is none. */
std::string call_of_number(int number);

/** By this machine's libseccomp, which its systemd resolves names with, too. */
bool is_resolved_here(std::string_view call);

/** Is it in a group of a known version, or known to libseccomp? */
bool is_system_call(std::string_view name);

} // namespace hardenctl
