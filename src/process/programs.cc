// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "process/programs.hh"

#include "base/rooted-file.hh"

#include <algorithm>
#include <array>
#include <elf.h>
#include <fcntl.h>
#include <span>
#include <string_view>
#include <sys/xattr.h>
#include <unistd.h>

namespace hardenctl {

namespace {

#if defined(__x86_64__)
constexpr unsigned own_machine = EM_X86_64;
#elif defined(__aarch64__)
constexpr unsigned own_machine = EM_AARCH64;
#elif defined(__riscv)
constexpr unsigned own_machine = EM_RISCV;
#elif defined(__powerpc64__)
constexpr unsigned own_machine = EM_PPC64;
#elif defined(__s390x__)
constexpr unsigned own_machine = EM_S390;
#else
constexpr unsigned own_machine = EM_NONE;
#endif

/** Class and machine of the ELF header; a script is of no machine. */
bool is_foreign(const FileDescriptor &file)
{
	std::array<unsigned char, 20> header{};
	if (!file || own_machine == EM_NONE ||
		pread(file.get(), header.data(), header.size(), 0) !=
			static_cast<ssize_t>(header.size()) ||
		!std::ranges::equal(std::string_view{ELFMAG}, std::span{header}.first(SELFMAG)))
		return false;
	const bool little = header[EI_DATA] == ELFDATA2LSB;
	const unsigned machine = header[little ? 18 : 19] | header[little ? 19 : 18] << 8;
	return machine != own_machine || header[EI_CLASS] != ELFCLASS64;
}

/** "nginx.pid", "crond.pid": the directory itself is written to. */
bool is_pid_file(const std::string &file, const std::set<std::string> &names)
{
	return file.ends_with(".pid") && std::ranges::any_of(names, [&](const std::string &name) {
		return !name.empty() && file.starts_with(name);
	});
}

} // namespace

ProgramSeen look_at_program(const std::string &root, const std::string &path)
{
	ProgramSeen program{.path = path};
	const FileDescriptor file = find_in_root(root, path);
	struct stat status {};
	if (!file || fstat(file.get(), &status) < 0 || !S_ISREG(status.st_mode))
		return program;
	program.set_id = status.st_mode & (S_ISUID | S_ISGID);
	program.file_capabilities =
		getxattr(descriptor_path(file).c_str(), "security.capability", nullptr, 0) > 0;
	const FileDescriptor content{
		open(descriptor_path(file).c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY)};
	program.foreign = is_foreign(content);
	program.functions = functions_of(content);
	return program;
}

std::vector<std::string> find_own_directories(
	const std::string &root, const std::set<uid_t> &users, const std::set<std::string> &names)
{
	std::vector<std::string> directories;
	static const std::string bases[]{
		"/run", "/var/cache", "/var/lib", "/var/log", "/var/spool"};
	for (const std::string &base : bases) {
		for_each_entry_in_root(root, base, [&](std::string_view entry, bool) {
			const std::string name{entry};
			const auto status = lstat_in_root(root, base + '/' + name);
			if (!status)
				return;
			if (is_pid_file(name, names) && S_ISREG(status->st_mode))
				directories.push_back(base);
			if (!S_ISDIR(status->st_mode))
				return;
			const bool owned = status->st_uid != 0 && users.contains(status->st_uid);
			if (owned || names.contains(name))
				directories.push_back(base + '/' + name);
		});
	}
	std::ranges::sort(directories);
	directories.erase(std::unique(directories.begin(), directories.end()), directories.end());
	return directories;
}

} // namespace hardenctl
