/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright the hardenctl authors */

/* What the BPF program hands over to the observer; both include it, so it is C. */

#pragma once

enum {
	TRACE_PATH_SIZE = 512,
	/* Names of directories, the last one first, each in a row of its own; empty at mounts. */
	TRACE_BASE_DEPTH = 16,
	TRACE_NAME_SIZE = 64,
	TRACE_ADDRESS_SIZE = 128,
	TRACE_CGROUP_PATH_SIZE = 256,
	TRACE_CALLS = 512,
	TRACE_SETS = 64,
	TRACE_GROUP_PLACES = 1024,
	/* So many of one kind are handed over. */
	TRACE_ALIKE = 1000,
};

/* No number of a control group. */
#define TRACE_GROUP_UNSURE (~0ULL)

enum trace_kind {
	/* A call that failed. */
	TRACE_CALL,
	/* A call that worked and is worth knowing: a file written, a port bound. */
	TRACE_USED,
	TRACE_SIGNAL,
	TRACE_EXEC,
	TRACE_EXIT,
};

/* Where a call has what is worth reading. */
enum trace_shape {
	TRACE_SHAPE_NONE,
	/* arg0 */
	TRACE_SHAPE_PATH,
	/* dirfd, path */
	TRACE_SHAPE_AT,
	/* path, path: rename, link; symlink has a target and a path */
	TRACE_SHAPE_TWO_PATHS,
	/* dirfd, path, dirfd, path */
	TRACE_SHAPE_TWO_AT,
	/* target, dirfd, path */
	TRACE_SHAPE_SYMLINK_AT,
	/* A file by its descriptor. */
	TRACE_SHAPE_FD,
	/* fd, address, length */
	TRACE_SHAPE_ADDRESS,
	/* fd, buffer, length, flags, address, length */
	TRACE_SHAPE_SEND_TO,
	/* fd, msghdr */
	TRACE_SHAPE_MESSAGE,
	/* The descriptor of the mapped file is arg4. */
	TRACE_SHAPE_MAP,
};

enum {
	/* In trace_shapes[], beside the shape. */
	TRACE_SHAPE_MASK = 0x1f,
	/* Success is worth an event, too. */
	TRACE_NOTE_SUCCESS = 0x20,
	/* Only if it opens for writing: flags are arg1 or, with a dirfd, arg2. */
	TRACE_NOTE_WRITERS = 0x40,
	/* Errors that are no denial elsewhere count: EAGAIN, ENOMEM, EINVAL, ESRCH. */
	TRACE_ALL_ERRORS = 0x80,
	/* Its arguments belong to what is used, whether it works or not. */
	TRACE_NOTE_ARGUMENTS = 0x100,
};

enum {
	/* The call never began: a filter answered it. */
	TRACE_BY_FILTER = 1,
	/* The path was cut, or a name above it was. */
	TRACE_PATH_CUT = 2,
	/* `base` holds the directory that the path starts from. */
	TRACE_HAS_BASE = 4,
	/* The path could not be read. */
	TRACE_PATH_UNREADABLE = 8,
	/* The user namespace is not the one that the capability was asked in. */
	TRACE_OTHER_USER_NAMESPACE = 16,
	/* The process has a filter, and it was not seen whether the call began. */
	TRACE_FILTER_UNSURE = 32,
	/* What InaccessiblePaths= puts in the place of a file was opened, which root
	 * reads as empty. */
	TRACE_INACCESSIBLE = 64,
};

/* Calls that the program knows by name; user space fills in their numbers. */
enum trace_known_call {
	TRACE_CALL_OPENAT2,
	/* Up to mprotect those with TRACE_NOTE_ARGUMENTS. */
	TRACE_CALL_SOCKET,
	TRACE_CALL_CLONE,
	TRACE_CALL_CLONE3,
	TRACE_CALL_UNSHARE,
	TRACE_CALL_PERSONALITY,
	TRACE_CALL_SCHED_SETSCHEDULER,
	TRACE_CALL_SETSOCKOPT,
	/* Those that want memory, up to execveat. */
	TRACE_CALL_MMAP,
	TRACE_CALL_MPROTECT,
	TRACE_CALL_BRK,
	TRACE_CALL_EXECVE,
	TRACE_CALL_EXECVEAT,
	TRACE_CALL_CONNECT,
	TRACE_KNOWN_CALLS,
};

struct trace_key {
	unsigned long long hash;
	unsigned int call;
	int result;
};

struct trace_event {
	/* CLOCK_MONOTONIC, nanoseconds */
	unsigned long long time;
	struct trace_key key;
	unsigned int kind;
	unsigned int flags;
	unsigned int pid;
	unsigned int tid;
	/* In its own PID namespace. */
	unsigned int own_pid;
	unsigned int parent_pid;
	unsigned int uid;
	/* AUDIT_ARCH_* */
	unsigned int arch;
	int call;
	int result;
	int signal;
	/* TRACE_EXIT: as wait(2) has it. */
	int status;
	unsigned long long args[6];
	/* Capabilities that were asked and not there, one bit each. */
	unsigned long long capabilities;
	char comm[16];
	/* Rows of base. */
	unsigned short base_depth;
	unsigned short address_size;
	unsigned char address[TRACE_ADDRESS_SIZE];
	char path[TRACE_PATH_SIZE];
	/* What most events do not have is not sent. */
	char base[TRACE_BASE_DEPTH][TRACE_NAME_SIZE];
	char second_path[TRACE_PATH_SIZE];
};
