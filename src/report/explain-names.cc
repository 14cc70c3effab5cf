// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "report/explain-names.hh"

#include "base/text.hh"

namespace hardenctl {

std::string_view value_type_name(ValueType type) noexcept
{
	switch (type) {
	case ValueType::Boolean:
		return "boolean";
	case ValueType::Enum:
		return "enum";
	case ValueType::String:
		return "string";
	case ValueType::Path:
		return "path";
	case ValueType::PathList:
		return "path-list";
	case ValueType::BindList:
		return "bind-list";
	case ValueType::List:
		return "list";
	case ValueType::InvertibleList:
		return "invertible-list";
	case ValueType::SystemCallList:
		return "system-call-list";
	case ValueType::Limit:
		return "limit";
	case ValueType::Number:
		return "number";
	case ValueType::Mode:
		return "mode";
	}
	return "string";
}

std::string_view value_type_in_words(ValueType type) noexcept
{
	switch (type) {
	case ValueType::Boolean:
		return "yes or no";
	case ValueType::Enum:
		return "one of these values";
	case ValueType::String:
		return "a text";
	case ValueType::Path:
		return "a path";
	case ValueType::PathList:
		return "a list of paths";
	case ValueType::BindList:
		return "a list of SOURCE[:DESTINATION[:OPTIONS]]";
	case ValueType::List:
		return "a list of words";
	case ValueType::InvertibleList:
		return "a list of words; with ~ before it, all but these";
	case ValueType::SystemCallList:
		return "a list of system calls and @groups; with ~ before it, all but these";
	case ValueType::Limit:
		return "SOFT[:HARD], or infinity";
	case ValueType::Number:
		return "a number or size, or infinity";
	case ValueType::Mode:
		return "an octal mode";
	}
	return {};
}

std::string_view merge_name(Merge merge) noexcept
{
	switch (merge) {
	case Merge::Last:
		return "last";
	case Merge::LastOrReset:
		return "last-or-reset";
	case Merge::Append:
		return "append";
	case Merge::Invertible:
		return "invertible";
	}
	return "last";
}

std::string_view merge_in_words(Merge merge) noexcept
{
	switch (merge) {
	case Merge::Last:
		return "Of several lines the last valid one counts.";
	case Merge::LastOrReset:
		return "Of several lines the last one counts; an empty one gives the default back.";
	case Merge::Append:
		return "Several lines add up; an empty one forgets those before it.";
	case Merge::Invertible:
		return "Several lines count in their order: each adds or, with ~, takes away.";
	}
	return {};
}

std::string_view mechanism_name(Mechanism mechanism) noexcept
{
	switch (mechanism) {
	case Mechanism::Mounts:
		return "mounts";
	case Mechanism::SeccompKill:
		return "seccomp-kill";
	case Mechanism::SeccompErrno:
		return "seccomp-errno";
	case Mechanism::Capabilities:
		return "capabilities";
	case Mechanism::Credentials:
		return "credentials";
	case Mechanism::NoNewPrivileges:
		return "no-new-privileges";
	case Mechanism::MemoryProtection:
		return "memory-protection";
	case Mechanism::NetworkNamespace:
		return "network-namespace";
	case Mechanism::UserNamespace:
		return "user-namespace";
	case Mechanism::PidNamespace:
		return "pid-namespace";
	case Mechanism::IpcNamespace:
		return "ipc-namespace";
	case Mechanism::UtsNamespace:
		return "uts-namespace";
	case Mechanism::CgroupNamespace:
		return "cgroup-namespace";
	case Mechanism::BpfDevice:
		return "bpf-device";
	case Mechanism::BpfNetwork:
		return "bpf-network";
	case Mechanism::BpfSocketBind:
		return "bpf-socket-bind";
	case Mechanism::BpfFileSystem:
		return "bpf-file-system";
	case Mechanism::ResourceLimit:
		return "resource-limit";
	case Mechanism::CgroupLimit:
		return "cgroup-limit";
	case Mechanism::Setup:
		return "setup";
	case Mechanism::LsmLabel:
		return "lsm-label";
	case Mechanism::Personality:
		return "personality";
	case Mechanism::Scheduling:
		return "scheduling";
	case Mechanism::Keyring:
		return "keyring";
	case Mechanism::Other:
		return "other";
	}
	return "other";
}

std::string_view implied_when_name(ImpliedWhen when) noexcept
{
	switch (when) {
	case ImpliedWhen::Always:
		return "always";
	case ImpliedWhen::Unset:
		return "unset";
	case ImpliedWhen::Unprivileged:
		return "unprivileged";
	case ImpliedWhen::DevicePolicy:
		return "device-policy";
	}
	return "always";
}

std::string fill_in_placeholders(std::string_view edit)
{
	std::string out;
	for (;;) {
		const auto open = edit.find('{');
		const auto close = edit.find('}', open);
		if (open == edit.npos || close == edit.npos)
			return out.append(edit);
		out += edit.substr(0, open);
		const std::string_view placeholder = edit.substr(open + 1, close - open - 1);
		out.append(placeholder == "group" ? "@" : "").append(to_upper(placeholder));
		edit.remove_prefix(close + 1);
	}
}

} // namespace hardenctl
