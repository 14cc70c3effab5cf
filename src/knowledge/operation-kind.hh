// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#pragma once

/** What a process can try, and how that can end: the terms of the records and of the model. */
namespace hardenctl {

/** What a process tried to do. JSON and text name them by operation_kind_name(). */
enum class OperationKind {
	/** Something was refused; nothing tells what. */
	Unknown,
	/** A system call by name. */
	SystemCall,
	/** Access to a file by its path. */
	Path,
	/** Running a program, by its path. */
	Execute,
	/** A new process or thread. */
	Fork,
	/** A socket of an address family. */
	Socket,
	/** bind(2) to a port or address. */
	Bind,
	/** Sending to or connecting to an address. */
	Connect,
	/** Something that needs a capability, which is known. */
	Capability,
	/** A mapping that is writable and executable, or made executable. */
	Memory,
	/** More of a resource: memory, files, file size, CPU time. */
	Resource,
	/** A set-up step of the manager before the program ran: exit status 200 to 246. */
	SetupStep,
	/** The manager refused the unit, or to spawn it, because of a setting. */
	UnitRefused,
};

enum class Access {
	Unknown,
	Read,
	/** Write to, truncate, chmod, chown, unlink, rename of something that exists. */
	Write,
	/** A new file, directory, socket or link. */
	Create,
	Execute,
};

/** How an operation was answered, or would be. */
struct Answer {
	/** Positive, 0 if none or unknown. */
	int error_number = 0;
	/** SIGSYS and others, 0 if none. */
	int signal = 0;

	bool operator==(const Answer &) const = default;
};

/** What a service sees at a path; in the order in which the stricter wins at one path. */
enum class MountView {
	/** Stays as the host has it, writable. */
	Writable,
	ReadOnly,
	/** An empty file system of its own, below /tmp, /run or as TemporaryFileSystem= says. */
	Empty,
	EmptyReadOnly,
	/** Bound from the host to its own place: there even below a path that is empty. */
	Shown,
	ShownReadOnly,
	/** Something else from the host is mounted there. */
	Replaced,
	ReplacedReadOnly,
	/** A device directory with the harmless nodes only. */
	PrivateDevices,
	/** Of /proc, only the processes. */
	ProcessesOnly,
	/** An inaccessible node of mode 0000. */
	Inaccessible,
};

} // namespace hardenctl
