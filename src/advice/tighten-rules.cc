// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "advice/tighten-rules.hh"

#include <algorithm>

namespace hardenctl {

namespace {

/**
 * Devices, open files, threads, namespaces and users show in a running process: Supported. What
 * happens for a moment only (a look into /proc, a file mode, a mapping that changes) does not:
 * Trial.
 */
constexpr TightenRule tighten_table[]{
	{Directive::KeyringMode, "private", Support::Supported},
	{Directive::LockPersonality, "yes", Support::Supported,
		"all processes have the usual personality"},
	{Directive::MemoryDenyWriteExecute, "yes", Support::Trial,
		"no mapping is writable and executable now"},
	{Directive::NoNewPrivileges, "yes", Support::Trial,
		"no program seen is set-user-ID or has file capabilities"},
	{Directive::PrivateDevices, "yes", Support::Supported, "no hardware device is open"},
	{Directive::PrivateIPC, "yes", Support::Trial, "no shared memory with others was seen"},
	{Directive::PrivateMounts, "yes", Support::Supported, "it mounts nothing for others"},
	{Directive::PrivateNetwork, "yes", Support::Trial, "no Internet socket is open"},
	{Directive::PrivateTmp, "yes", Support::Supported,
		"nothing in /tmp or /var/tmp is shared with others"},
	{Directive::PrivateUsers, "yes", Support::Trial,
		"no process needs other users or host capabilities now"},
	{Directive::ProcSubset, "pid", Support::Trial, "nothing of /proc but processes is open"},
	{Directive::ProtectClock, "yes", Support::Supported, "no process keeps CAP_SYS_TIME"},
	{Directive::ProtectControlGroups, "yes", Support::Supported,
		"nothing in /sys/fs/cgroup is open for writing"},
	{Directive::ProtectHome, "yes", Support::Supported, "nothing in a home is open"},
	{Directive::ProtectHome, "tmpfs", Support::Supported, "nothing in a home is open"},
	{Directive::ProtectHome, "read-only", Support::Supported,
		"nothing in a home is open for writing"},
	{Directive::ProtectHostname, "yes", Support::Supported},
	{Directive::ProtectKernelLogs, "yes", Support::Supported, "the kernel's log is not open"},
	{Directive::ProtectKernelModules, "yes", Support::Supported},
	{Directive::ProtectKernelTunables, "yes", Support::Supported,
		"nothing in /proc/sys or /sys is open for writing"},
	{Directive::ProtectProc, "invisible", Support::Trial,
		"no other user's process is open in /proc"},
	{Directive::ProtectSystem, "full", Support::Supported,
		"nothing in /usr, /boot or /etc is open for writing"},
	{Directive::ProtectSystem, "yes", Support::Supported,
		"nothing in /usr or /boot is open for writing"},
	{Directive::RemoveIPC, "yes", Support::Supported, "no shared memory is mapped"},
	{Directive::RestrictNamespaces, "yes", Support::Supported,
		"no process has made a namespace"},
	{Directive::RestrictRealtime, "yes", Support::Supported,
		"no thread has a real-time policy"},
	{Directive::RestrictSUIDSGID, "yes", Support::Trial,
		"no file mode of this kind was seen to be set"},
	{Directive::SystemCallArchitectures, "native", Support::Supported,
		"all its programs are of this machine's architecture"},
	{Directive::UMask, "0077", Support::Trial, "others may need what it creates"},
	{Directive::UMask, "0027", Support::Trial, "others may need what it creates"},
};
static_assert(std::ranges::is_sorted(tighten_table, {}, &TightenRule::directive));

bool has_privileged_program(const RuntimeFacts &runtime) noexcept
{
	return std::ranges::any_of(runtime.programs, [](const ProgramSeen &program) {
		return program.set_id || program.file_capabilities;
	});
}

} // namespace

std::span<const TightenRule> tighten_rules() noexcept
{
	return tighten_table;
}

bool starts_privileged(const TightenCase &unit) noexcept
{
	return unit.sandbox.starts_as_root() ||
	       std::ranges::any_of(unit.config.commands, &ExecCommand::no_setuid);
}

bool is_without_privileges(const TightenCase &unit) noexcept
{
	const bool powerless =
		std::ranges::none_of(unit.runtime.processes, [](const ProcessSeen &process) {
			return process.capabilities.permitted != 0 || process.effective_uid == 0;
		});
	const Settings &settings = unit.sandbox.settings();
	const bool locked = settings.is_on(Directive::NoNewPrivileges) ||
			    unit.sandbox.capabilities().bounding() == 0;
	return powerless && locked && !starts_privileged(unit) &&
	       unit.sandbox.capabilities().ambient() == 0 && !has_privileged_program(unit.runtime);
}

} // namespace hardenctl
