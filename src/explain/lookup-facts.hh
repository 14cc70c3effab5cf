// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#pragma once

#include "explain/lookup.hh"

/** The entries themselves, once the name is understood; see entry.hh. */
namespace hardenctl {

GroupEntry group_entry(const SyscallGroup &group, const System &system);
ExitStatusEntry exit_status_entry(int status);
ProgramStatusEntry program_status_entry(int status);
ErrnoEntry errno_entry(int number);
SignalEntry signal_entry(int number);
CapabilityEntry capability_entry(unsigned capability, const System &system);
FamilyEntry family_entry(int family);
SystemCallEntry system_call_entry(std::string_view call, const System &system);

/** What systemd-analyze security prints of a check; see lookup-check.cc. Empty if it is none. */
std::vector<LookupEntry> look_up_check(std::string_view name, const System &system);

/** By what strerror(3) and strsignal(3) print, in any case. */
std::optional<int> find_errno_text(std::string_view text);
std::optional<int> find_signal_text(std::string_view text);

/** On this machine; empty if there is none. */
std::string call_of_number(int number);

/** By this machine's libseccomp, which its systemd resolves names with, too. */
bool is_resolved_here(std::string_view call);

/** Is it in a group of a known version, or known to libseccomp? */
bool is_system_call(std::string_view name);

} // namespace hardenctl
