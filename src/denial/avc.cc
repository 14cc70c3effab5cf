// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "denial/avc.hh"

#include "base/path.hh"
#include "denial/audit-record.hh"
#include "denial/evidence.hh"
#include "denial/string-piece.hh"

#include <cerrno>
#include <re2/re2.h>

namespace hardenctl {

namespace {

bool is_selinux_denial(std::string_view body)
{
	if (!body.starts_with("avc: "))
		return false;
	static const RE2 pattern{R"(^avc: +denied +\{)"};
	return RE2::PartialMatch(piece(body), pattern);
}

bool is_landlock_denial(std::string_view body)
{
	if (!body.starts_with("domain="))
		return false;
	static const RE2 pattern{R"(^domain=[0-9a-f]+ blockers=)"};
	return RE2::PartialMatch(piece(body), pattern);
}

Layer layer_of(std::string_view body)
{
	if (is_selinux_denial(body))
		return audit_field(body, "permissive") == std::string_view{"1"} ? Layer::Unspecified
										: Layer::SELinux;
	/* a profile that is not loaded refuses nothing; the manager says so if the unit needs it */
	if (audit_field(body, "apparmor") == std::string_view{"\"DENIED\""})
		return audit_string(body, "info") == "label not found" ? Layer::Unspecified
								       : Layer::AppArmor;
	if (audit_field(body, "lsm") == std::string_view{"SMACK"})
		return audit_field(body, "action") == std::string_view{"denied"}
			       ? Layer::Smack
			       : Layer::Unspecified;
	return is_landlock_denial(body) ? Layer::Landlock : Layer::Unspecified;
}

/** What the layer calls the access: "open", "{ write }", "fs.read_file". */
std::string verb_of(std::string_view body, Layer layer)
{
	if (layer == Layer::AppArmor)
		return audit_string(body, "operation");
	if (layer == Layer::Landlock)
		return std::string{audit_field(body, "blockers").value_or("")};
	if (layer == Layer::Smack)
		return std::string{audit_field(body, "requested").value_or("")};
	static const RE2 permission{R"(denied +\{ ([a-z_]+))"};
	std::string verb;
	RE2::PartialMatch(piece(body), permission, &verb);
	return verb;
}

struct Meaning {
	std::string_view verb;
	OperationKind kind;
	Access access;
};

constexpr Meaning meanings[] = {
	{"exec", OperationKind::Execute, Access::Execute},
	{"execute", OperationKind::Execute, Access::Execute},
	{"execute_no_trans", OperationKind::Execute, Access::Execute},
	{"fs.execute", OperationKind::Execute, Access::Execute},
	{"capable", OperationKind::Capability, Access::Unknown},
	{"create", OperationKind::Path, Access::Create},
	{"mknod", OperationKind::Path, Access::Create},
	{"mkdir", OperationKind::Path, Access::Create},
	{"add_name", OperationKind::Path, Access::Create},
	{"bind", OperationKind::Bind, Access::Unknown},
	{"name_bind", OperationKind::Bind, Access::Unknown},
	{"net.bind_tcp", OperationKind::Bind, Access::Unknown},
	{"connect", OperationKind::Connect, Access::Unknown},
	{"connectto", OperationKind::Connect, Access::Unknown},
	{"name_connect", OperationKind::Connect, Access::Unknown},
	{"net.connect_tcp", OperationKind::Connect, Access::Unknown},
	{"execmem", OperationKind::Memory, Access::Unknown},
	{"execmod", OperationKind::Memory, Access::Unknown},
	{"execstack", OperationKind::Memory, Access::Unknown},
	{"execheap", OperationKind::Memory, Access::Unknown},
	{"mount", OperationKind::SystemCall, Access::Unknown},
	{"umount", OperationKind::SystemCall, Access::Unknown},
	{"pivotroot", OperationKind::SystemCall, Access::Unknown},
	{"ptrace", OperationKind::SystemCall, Access::Unknown},
	{"userns_create", OperationKind::SystemCall, Access::Unknown},
	{"write", OperationKind::Path, Access::Write},
	{"append", OperationKind::Path, Access::Write},
	{"unlink", OperationKind::Path, Access::Write},
	{"setattr", OperationKind::Path, Access::Write},
	{"remove_name", OperationKind::Path, Access::Write},
	{"fs.write_file", OperationKind::Path, Access::Write},
	{"read", OperationKind::Path, Access::Read},
	{"getattr", OperationKind::Path, Access::Read},
	{"search", OperationKind::Path, Access::Read},
	{"fs.read_file", OperationKind::Path, Access::Read},
};

void set_meaning(Operation &operation, std::string_view body)
{
	for (const Meaning &meaning : meanings)
		if (meaning.verb == operation.call) {
			operation.kind = meaning.kind;
			operation.access = meaning.access;
			break;
		}
	const bool socket = audit_field(body, "family") || operation.call == "net_bind";
	if (operation.kind == OperationKind::Path && socket)
		operation.kind = OperationKind::Socket;
	if (operation.kind == OperationKind::Unknown && !operation.path.empty())
		operation.kind = OperationKind::Path;
	if (operation.call == "userns_create")
		operation.call = "unshare";
	if (audit_field(body, "capability"))
		operation.kind = OperationKind::Capability;
}

/** AppArmor tells the access by its mask: "wc", "r", "x", "m". */
void set_mask(Operation &operation, std::string_view body)
{
	const std::string mask = audit_string(body, "denied_mask");
	if (operation.access != Access::Unknown || operation.kind != OperationKind::Path)
		return;
	if (mask.find('c') != mask.npos)
		operation.access = Access::Create;
	else if (mask.find_first_of("wad") != mask.npos)
		operation.access = Access::Write;
	else if (mask == "r")
		operation.access = Access::Read;
}

std::string path_of(std::string_view body)
{
	for (const std::string_view key : {"path", "name"}) {
		const std::string path = audit_string(body, key);
		if (path.starts_with('/'))
			return simplify_path(path);
	}
	return {};
}

std::string_view body_of(const Entry &entry, const std::optional<AuditRecord> &record)
{
	if (record)
		return record->body;
	if (entry.transport == Transport::Kernel || is_bare_text(entry))
		return line_of(entry);
	return {};
}

} // namespace

std::optional<Denial> detect_avc(const Entry &entry)
{
	const auto record = parse_audit_record(entry);
	const std::string_view body = body_of(entry, record);
	const Layer layer = layer_of(body);
	if (layer == Layer::Unspecified)
		return std::nullopt;
	Denial denial = denial_of(entry, Source::Kernel);
	denial.layer = layer;
	denial.operation.call = verb_of(body, layer);
	denial.operation.path = path_of(body);
	denial.operation.capability = audit_number<unsigned>(body, "capability");
	set_meaning(denial.operation, body);
	set_mask(denial.operation, body);
	denial.answer.error_number = EACCES;
	denial.pid = audit_number<pid_t>(body, "pid");
	denial.comm = audit_string(body, "comm");
	denial.record = record ? record->key : std::string{};
	return denial;
}

} // namespace hardenctl
