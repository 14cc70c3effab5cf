// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "process/read-process.hh"

#include "base/error.hh"
#include "base/file.hh"
#include "base/path.hh"
#include "base/text.hh"
#include "process/proc-text.hh"

#include <algorithm>
#include <array>
#include <cerrno>
#include <filesystem>
#include <fmt/format.h>
#include <sys/stat.h>
#include <sys/xattr.h>
#include <unistd.h>

namespace hardenctl {

namespace {

namespace fs = std::filesystem;

constexpr std::size_t max_text = std::size_t{64} << 20;

/** Empty if it is not there or not for us. */
std::string link_target(const std::string &path)
{
	std::error_code error;
	return fs::read_symlink(path, error).string();
}

/** Names in a directory; none if it is not there or not for us. */
std::vector<std::string> names_in(const std::string &directory)
{
	std::vector<std::string> names;
	std::error_code error;
	for (fs::directory_iterator entry{directory, error}; !error && entry != fs::end(entry);
		entry.increment(error))
		names.push_back(entry->path().filename().string());
	std::ranges::sort(names);
	return names;
}

std::string text_or_empty(const std::string &path)
{
	try {
		return read_file(path, max_text);
	} catch (const Error &) {
		return {}; /* ended meanwhile, or the part is not for us */
	}
}

FileKind kind_of(const struct stat &status) noexcept
{
	if (S_ISREG(status.st_mode))
		return FileKind::Regular;
	if (S_ISDIR(status.st_mode))
		return FileKind::Directory;
	if (S_ISCHR(status.st_mode))
		return FileKind::CharacterDevice;
	return S_ISBLK(status.st_mode) ? FileKind::BlockDevice : FileKind::Other;
}

/** By owner or as anybody; groups are left out: better one capability too many. */
bool is_open_by_mode(const struct stat &status, uid_t user, bool writable) noexcept
{
	const mode_t wanted = writable ? S_IROTH | S_IWOTH : S_IROTH;
	const unsigned shift = status.st_uid == user ? 6 : 0;
	return (status.st_mode >> shift & wanted) == wanted;
}

void read_namespaces(const std::string &directory, ProcessSeen &process)
{
	for (const std::string &kind : names_in(directory + "/ns"))
		if (kind.find("_for_children") == kind.npos)
			if (std::string target = link_target(directory + "/ns/" + kind);
				!target.empty())
				process.namespaces.emplace_back(kind, std::move(target));
}

void read_threads(const std::string &directory, ProcessSeen &process)
{
	for (const std::string &thread : names_in(directory + "/task"))
		read_stat_text(text_or_empty(directory + "/task/" + thread + "/stat"), process);
}

std::string protocol_attribute(const std::string &descriptor)
{
	std::array<char, 64> text{};
	const auto size =
		getxattr(descriptor.c_str(), "system.sockprotoname", text.data(), text.size() - 1);
	return size > 0 ? std::string{text.data()} : std::string{};
}

} // namespace

const SocketTable &ProcessReader::table_of(const ProcessSeen &process, const std::string &directory)
{
	const auto network = std::ranges::find(
		process.namespaces, "net", &std::pair<std::string, std::string>::first);
	const std::string key = network == process.namespaces.end() ? directory : network->second;
	const auto known = tables_.find(key);
	if (known != tables_.end())
		return known->second;
	return tables_.emplace(key, read_sockets(directory + "/net")).first->second;
}

void ProcessReader::add_descriptor(
	const std::string &directory, const std::string &number, ProcessSeen &process)
{
	const std::string descriptor = directory + "/fd/" + number;
	const std::string target = link_target(descriptor);
	constexpr std::string_view socket_mark = "socket:[";
	if (target.starts_with(socket_mark)) {
		const auto inode = parse_number<std::uint64_t>(std::string_view{target}.substr(
			socket_mark.size(), target.size() - socket_mark.size() - 1));
		const SocketTable &table = table_of(process, directory);
		const auto found = inode ? table.find(*inode) : table.end();
		OpenSocket socket = found != table.end()
					    ? found->second
					    : socket_of_protocol(protocol_attribute(descriptor));
		struct stat place {};
		const std::string parent{parent_path(directory + "/root" + socket.path)};
		if (socket.path.starts_with('/') && stat(parent.c_str(), &place) == 0)
			socket.by_mode = is_open_by_mode(place, process.effective_uid, true);
		process.sockets.push_back(std::move(socket));
		return;
	}
	struct stat status {};
	if (!target.starts_with('/') || target.ends_with(deleted_mark) ||
		target.starts_with("/memfd:") || stat(descriptor.c_str(), &status) < 0)
		return;
	const bool writable = is_writable_by_flags(text_or_empty(directory + "/fdinfo/" + number));
	process.files.push_back({
		.path = target,
		.kind = kind_of(status),
		.writable = writable,
		.by_mode = is_open_by_mode(status, process.effective_uid, writable),
	});
}

void ProcessReader::read_descriptors(const std::string &directory, ProcessSeen &process)
{
	for (const std::string &number : names_in(directory + "/fd"))
		add_descriptor(directory, number, process);
	std::ranges::sort(process.files, {}, &OpenFile::path);
}

std::optional<ProcessSeen> ProcessReader::read(pid_t pid)
{
	const std::string directory = proc_ + '/' + std::to_string(pid);
	ProcessSeen process{.pid = pid};
	const std::string status = text_or_empty(directory + "/status");
	if (status.empty())
		return std::nullopt;
	read_status_text(status, process);
	if (access((directory + "/ns/net").c_str(), F_OK) < 0 && errno == ENOENT)
		return std::nullopt;
	std::error_code error;
	process.exe = fs::read_symlink(directory + "/exe", error).string();
	if (error == std::errc::permission_denied)
		throw Error{EACCES,
			fmt::format("Cannot look at process {} ({}): be root", pid, process.comm)};
	process.exe = std::string{without_deleted_mark(process.exe)};
	process.root = link_target(directory + "/root");
	read_maps_text(text_or_empty(directory + "/maps"), process);
	read_namespaces(directory, process);
	read_threads(directory, process);
	process.personality =
		parse_number<std::uint32_t>(strip(text_or_empty(directory + "/personality")), 16)
			.value_or(0);
	read_descriptors(directory, process);
	return process;
}

std::vector<pid_t> find_processes(
	const std::string &proc, const std::string &unit, bool user_manager)
{
	std::vector<pid_t> found;
	for (const std::string &name : names_in(proc)) {
		const auto pid = parse_number<pid_t>(name);
		if (!pid)
			continue;
		const std::string text = text_or_empty(proc + '/' + name + "/cgroup");
		if (is_group_of_unit(systemd_control_group(text), unit, user_manager))
			found.push_back(*pid);
	}
	std::ranges::sort(found);
	return found;
}

static bool has_socket(const std::string &directory, const std::vector<std::string> &sockets)
{
	return std::ranges::any_of(names_in(directory), [&](const std::string &number) {
		return std::ranges::find(sockets, link_target(directory + '/' + number)) !=
		       sockets.end();
	});
}

std::optional<PortHolder> find_port_holder(const std::string &proc, std::uint16_t port)
{
	std::vector<std::string> sockets;
	for (const auto &[inode, socket] : read_sockets(proc + "/self/net"))
		if (socket.listening && socket.protocol == "tcp" && socket.port == port)
			sockets.push_back(fmt::format("socket:[{}]", inode));
	if (sockets.empty())
		return std::nullopt;
	for (const std::string &name : names_in(proc)) {
		const std::string directory = proc + '/' + name;
		const auto pid = parse_number<pid_t>(name);
		if (!pid || !has_socket(directory + "/fd", sockets))
			continue;
		const std::string group = text_or_empty(directory + "/cgroup");
		return PortHolder{*pid, std::string{strip(text_or_empty(directory + "/comm"))},
			std::string{unit_of_cgroup(systemd_control_group(group), false)}};
	}
	return std::nullopt;
}

} // namespace hardenctl
