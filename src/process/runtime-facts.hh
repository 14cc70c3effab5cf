// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#pragma once

#include "base/diagnostic.hh"
#include "process/program-functions.hh"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <sys/types.h>
#include <vector>

namespace hardenctl {

enum class FileKind { Regular, Directory, CharacterDevice, BlockDevice, Other };

struct OpenFile {
	/** As the process itself sees it; absolute. */
	std::string path;
	FileKind kind = FileKind::Regular;
	bool writable = false;
	/** Does its mode let the process have it so, without any capability? */
	bool by_mode = false;

	bool operator==(const OpenFile &) const = default;
};

struct OpenSocket {
	/** AF_*; nothing if the kernel does not tell. */
	std::optional<int> family;
	/** "tcp", "udp", "raw", "unix"; the kernel's own word for other protocols. */
	std::string protocol;
	/** The local one, where it is bound to one. */
	std::optional<std::uint16_t> port;
	bool listening = false;
	/** An Internet socket whose own address and peer are within this machine. */
	bool local_only = false;
	/** Of a bound Unix socket; "@name" for an abstract one. */
	std::string path;
	/** May the process, by mode and without any capability, make it in that directory? */
	bool by_mode = false;

	bool operator==(const OpenSocket &) const = default;
};

/** Masks as in linux/capability.h. */
struct Capabilities {
	std::uint64_t inheritable = 0;
	std::uint64_t permitted = 0;
	std::uint64_t effective = 0;
	std::uint64_t bounding = 0;
	std::uint64_t ambient = 0;

	bool operator==(const Capabilities &) const = default;
};

/** One process, as /proc shows it at one moment. */
struct ProcessSeen {
	pid_t pid = 0;
	pid_t parent = 0;
	std::string comm;
	/** Empty if it cannot be read. */
	std::string exe;
	/** Its root directory: another one than "/" after chroot(2). */
	std::string root;
	/** Real and effective. */
	uid_t uid = 0;
	uid_t effective_uid = 0;
	Capabilities capabilities;
	bool no_new_privileges = false;
	/** 0 none, 1 strict, 2 filter. */
	unsigned seccomp = 0;
	std::optional<unsigned> umask;
	/** Pages that the process keeps from being swapped out, in bytes. */
	std::uint64_t locked_memory = 0;
	/** Of personality(2), 0 for the usual one. */
	std::uint32_t personality = 0;
	/** Does a thread run with a real-time policy (SCHED_FIFO, SCHED_RR, SCHED_DEADLINE)? */
	bool realtime = false;
	/** The lowest nice value of its threads. */
	int nice = 0;
	/** "net:[4026531840]" by its kind, "net". */
	std::vector<std::pair<std::string, std::string>> namespaces;
	/** What is mapped both writable and executable: a file or "" for anonymous memory. */
	std::vector<std::string> write_execute;
	/** Files of which code is mapped, sorted. */
	std::vector<std::string> libraries;
	/** System V shared memory is mapped. */
	bool shared_memory = false;
	/** Devices, pipes and the like among them; sorted. */
	std::vector<OpenFile> files;
	std::vector<OpenSocket> sockets;
};

/** A program that the unit runs, or names in an Exec line. */
struct ProgramSeen {
	std::string path;
	bool set_id = false;
	bool file_capabilities = false;
	/** Not of this machine's main architecture. */
	bool foreign = false;
	/** By its file alone, without its libraries. */
	ProgramFunctions functions;
};

/** A path that a configuration file names. */
struct ConfiguredPath {
	std::string path;
	/** The first file that does. */
	std::string file;
	/** Does it belong to a user of the unit's processes, root left out? */
	bool is_own = false;

	auto operator<=>(const ConfiguredPath &) const = default;
};

/** What was seen of a unit's processes; facts only, the judgement is made in advice/. */
struct RuntimeFacts {
	/** In the order of their numbers. */
	std::vector<ProcessSeen> processes;
	/** Others that run, but may not be looked at. */
	std::size_t unreadable = 0;
	std::vector<ProgramSeen> programs;
	/** Of all libraries of its processes together, but for the C library. */
	ProgramFunctions library_functions;
	/** Does one of them that no other package uses refer to a function that starts programs? */
	bool own_library_starts_programs = false;
	/** Libraries beside those that its processes have loaded, which they may load; sorted. */
	std::vector<std::string> modules;
	/**
	 * Absolute paths below /home, /media, /mnt, /opt, /root, /run, /srv, /tmp and /var that its
	 * configuration files name and that exist; sorted.
	 */
	std::vector<ConfiguredPath> configured_paths;
	/**
	 * Directories below /var and /run that carry the unit's or a program's name: where it will
	 * write although it has nothing open there now.
	 */
	std::vector<std::string> own_directories;
	/** Others that belong to a user of its processes, who may have more services. */
	std::vector<std::string> users_directories;
	/** Processes that could not be read. */
	Diagnostics diagnostics;
};

} // namespace hardenctl
