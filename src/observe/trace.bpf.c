/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright the hardenctl authors */

/*
 * Sees the system calls of one control group that are answered with an error or a signal, and what
 * its processes use. Reads only; nothing of a process is changed. All that waits for nothing and
 * costs little is done for every call; strings are read for what failed alone.
 */

#define __VMLINUX_H__
#include "observe/kernel-types.h"
#include "observe/trace-event.h"

#include <asm-generic/errno.h>
#include <bpf/bpf_core_read.h>
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>
#include <linux/bpf.h>

char LICENSE[] SEC("license") = "GPL";

/* linux/audit.h, linux/fcntl.h, linux/sched.h, asm/mman.h: not all can be included here */
#define ARCH_X86_64 0xc000003e
#define ARCH_I386 0x40000003
#define ARCH_AARCH64 0xc00000b7
#define X32_BIT 0x40000000
#define USER32_CS 0x23
#define OPEN_WRITES 03 /* O_WRONLY | O_RDWR */
#define OPEN_CREATES 0100
#define NAMESPACE_FLAGS 0x7e020080ULL /* CLONE_NEW*, CLONE_NEWTIME */
#define PROT_WRITE_EXEC 6
#define PROT_EXEC_ONLY 4
#define SIGNAL_KILL 9
#define SIGNAL_SEGV 11
#define SIGNAL_XCPU 24
#define SIGNAL_XFSZ 25
#define SIGNAL_SYS 31
#define MODE_TYPE 0170000
#define MODE_SOCKET 0140000
#define MODE_FIFO 0010000
#define MODE_FILE 0100000
#define MODE_PERMISSIONS 0777
#define TMPFS_MAGIC 0x01021994 /* linux/magic.h */
#define CWD (-100)
#define NO_AUDIT 2 /* CAP_OPT_NOAUDIT */
#define CAPABILITY_NET_ADMIN 12
#define CAPABILITY_SYS_ADMIN 21
#define LEVEL_SOCKET 1       /* SOL_SOCKET */
#define SEND_BUFFER_FORCE 32 /* SO_SNDBUFFORCE */
#define RECEIVE_BUFFER_FORCE 33

/* Set before it is loaded. */
const volatile char target_path[TRACE_CGROUP_PATH_SIZE];
const volatile unsigned int target_length;
const volatile unsigned short trace_shapes[TRACE_CALLS];
const volatile int known_calls[TRACE_KNOWN_CALLS];
const volatile unsigned char notes_use;
/* Is see_entry attached? It costs as much as see_exit, and shows what a filter answered. */
const volatile unsigned char watches_entry;

/* What was used: a byte each, so that writers on several CPUs need no lock. */
unsigned char used_calls[TRACE_CALLS];
unsigned char used_families[TRACE_SETS];
unsigned char used_capabilities[TRACE_SETS];
unsigned char used_namespaces[TRACE_SETS];
unsigned char used_write_exec;
unsigned char used_exec_change;
unsigned char used_personality;
unsigned char used_realtime;
unsigned long long lost_events;

/*
 * Every call of every process on the system passes by here twice, so that what each needs is in
 * arrays of our own: they are read without calling anything.
 */

/* By number; and in each place the one that has it, 0, or TRACE_GROUP_UNSURE: the map knows. */
struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 4096);
	__type(key, __u64);
	__type(value, __u8);
} groups SEC(".maps");
unsigned long long group_places[TRACE_GROUP_PLACES];

/* Made while it is watched, of all the system. */
struct {
	__uint(type, BPF_MAP_TYPE_LRU_HASH);
	__uint(max_entries, 1024);
	__type(key, __u64);
	__type(value, __u8);
} new_groups SEC(".maps");

/*
 * The threads of the traced groups, each in a place that follows from its number. Of two that have
 * the same one, it is not known for the first whether a filter answered its call.
 */
struct thread {
	unsigned int tid;
	/* Of the call that it is in, plus one; 0 outside. With see_entry alone. */
	unsigned int inside;
	/* That it lacked in this call, and marks. */
	unsigned long long capabilities;
};
#define OTHER_USER_NAMESPACE (1ULL << 63)
/* What the call asks for. */
#define FOR_NAMESPACE (1ULL << 62)
#define FOR_BUFFER (1ULL << 61)
#define MARKS (OTHER_USER_NAMESPACE | FOR_NAMESPACE | FOR_BUFFER)
#define THREAD_PLACES 65536
static struct thread threads[THREAD_PLACES];

struct {
	__uint(type, BPF_MAP_TYPE_LRU_HASH);
	__uint(max_entries, 16384);
	__type(key, struct trace_key);
	__type(value, __u64);
} counts SEC(".maps");

/* Of what one call did with the same result in one directory. */
struct {
	__uint(type, BPF_MAP_TYPE_LRU_HASH);
	__uint(max_entries, 8192);
	__type(key, __u64);
	__type(value, __u32);
} alike SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 4 << 20);
} events SEC(".maps");

enum { SCRATCH_CALL, SCRATCH_SIGNAL, SCRATCH_EXEC, SCRATCH_EXIT, SCRATCH_GROUP, SCRATCHES };

struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, SCRATCHES);
	__type(key, __u32);
	__type(value, struct trace_event);
} scratch SEC(".maps");

static __always_inline struct task_struct *current_task(void)
{
	return (struct task_struct *)bpf_get_current_task();
}

static __always_inline _Bool is_traced_group(__u64 id)
{
	__u64 there = group_places[id & (TRACE_GROUP_PLACES - 1)];
	return there == id || (there != 0 && bpf_map_lookup_elem(&groups, &id) != 0);
}

static __always_inline _Bool is_traced(void)
{
	/* Linux 5.11 and newer: without a call */
	if (bpf_core_enum_value_exists(enum bpf_func_id, BPF_FUNC_get_current_task_btf)) {
		struct task_struct *task = bpf_get_current_task_btf();
		return is_traced_group(task->cgroups->dfl_cgrp->kn->id);
	}
	return is_traced_group(bpf_get_current_cgroup_id());
}

/* Threads with numbers next to each other, which may run at once, share no cache line. */
static __always_inline struct thread *place_of(__u32 tid)
{
	__u32 place = (tid & 3) << 14 | ((tid >> 2) & 0x3fff);
	/* before Linux 6.10 the verifier knows no bounds of an OR, only of an AND after it */
	barrier_var(place);
	return &threads[place & (THREAD_PLACES - 1)];
}

/* The service manager's executor, which still sets the unit up: what it uses is not the unit's. */
static __always_inline _Bool is_executor(void)
{
	char comm[8] = {};
	BPF_CORE_READ_INTO(&comm, current_task(), comm);
	/* started by its descriptor, it has that for a name at first */
	_Bool is_number = comm[0] >= '0' && comm[0] <= '9' &&
			  (!comm[1] || (comm[1] >= '0' && comm[1] <= '9' && !comm[2]));
	return is_number || comm[0] == '(' ||
	       (comm[0] == 's' && comm[1] == 'd' && comm[2] == '-') ||
	       (comm[0] == 's' && comm[1] == 'y' && comm[2] == 's' && comm[3] == 't' &&
		       comm[4] == 'e' && comm[5] == 'm' && comm[6] == 'd');
}

/* Not written again: other CPUs have it in their caches. */
static __always_inline void note(unsigned char *used)
{
	if (!*used && !is_executor())
		*used = 1;
}

static __always_inline _Bool is_traced_task(struct task_struct *task)
{
	__u64 id = BPF_CORE_READ(task, cgroups, dfl_cgrp, kn, id);
	return is_traced_group(id);
}

static __always_inline int own_pid_of(struct task_struct *task)
{
	struct pid *pid = BPF_CORE_READ(task, group_leader, thread_pid);
	__u32 level = BPF_CORE_READ(pid, level);
	int number = 0;
	if (level > 32)
		return 0;
	bpf_probe_read_kernel(&number, sizeof(number),
		(char *)pid + bpf_core_field_offset(struct pid, numbers) +
			level * bpf_core_type_size(struct upid));
	return number;
}

/* Nothing but what tells it from others. */
static __always_inline struct trace_event *begin(__u32 place, __u32 kind, struct task_struct *task)
{
	struct trace_event *event = bpf_map_lookup_elem(&scratch, &place);
	if (!event)
		return 0;
	event->kind = kind;
	event->flags = 0;
	event->pid = BPF_CORE_READ(task, tgid);
	event->uid = BPF_CORE_READ(task, cred, euid.val);
	event->arch = 0;
	event->call = -1;
	event->result = 0;
	event->signal = 0;
	event->status = 0;
	event->capabilities = 0;
	event->base_depth = 0;
	event->address_size = 0;
	event->path[0] = 0;
	event->second_path[0] = 0;
	event->key.hash = 0;
	event->key.call = 0;
	event->key.result = 0;
	return event;
}

static __always_inline void send(struct trace_event *event, struct task_struct *task)
{
	__u32 size = sizeof(*event);
	event->time = bpf_ktime_get_ns();
	event->tid = BPF_CORE_READ(task, pid);
	event->own_pid = own_pid_of(task);
	event->parent_pid = BPF_CORE_READ(task, real_parent, tgid);
	if (event->kind != TRACE_CALL && event->kind != TRACE_USED)
		__builtin_memset(event->args, 0, sizeof(event->args));
	__builtin_memset(event->comm, 0, sizeof(event->comm));
	if (task == current_task())
		bpf_get_current_comm(event->comm, sizeof(event->comm));
	if (!event->second_path[0])
		size = event->base_depth ? __builtin_offsetof(struct trace_event, second_path)
					 : __builtin_offsetof(struct trace_event, base);
	if (bpf_ringbuf_output(&events, event, size, 0) != 0)
		__sync_fetch_and_add(&lost_events, 1);
}

static __always_inline void read_path(struct trace_event *event, char *path, const void *from)
{
	long size = bpf_probe_read_user_str(path, TRACE_PATH_SIZE, from);
	if (size < 0) {
		path[0] = 0;
		event->flags |= TRACE_PATH_UNREADABLE;
	} else if (size == TRACE_PATH_SIZE)
		event->flags |= TRACE_PATH_CUT;
}

static __always_inline struct mount *mount_of(struct vfsmount *mnt)
{
	return (struct mount *)((char *)mnt - bpf_core_field_offset(struct mount, mnt));
}

static __always_inline struct vfsmount *vfsmount_of(struct mount *mount)
{
	return (struct vfsmount *)((char *)mount + bpf_core_field_offset(struct mount, mnt));
}

/* The names from a directory or file up to the root of the process, the last one first. */
static __always_inline void read_base(
	struct trace_event *event, struct vfsmount *mnt, struct dentry *dentry)
{
	struct fs_struct *fs = BPF_CORE_READ(current_task(), fs);
	struct dentry *top = BPF_CORE_READ(fs, root.dentry);
	struct mount *top_mount = mount_of(BPF_CORE_READ(fs, root.mnt));
	struct mount *mount = mount_of(mnt);
	_Bool is_cut = 1;
	event->base_depth = TRACE_BASE_DEPTH;
	for (int i = 0; i < TRACE_BASE_DEPTH; i++)
		event->base[i][0] = 0;
	for (int i = 0; i < TRACE_BASE_DEPTH; i++) {
		struct dentry *above = BPF_CORE_READ(dentry, d_parent);
		struct mount *next = mount;
		if (dentry == top && mount == top_mount) {
			is_cut = 0;
			break;
		}
		if (dentry == BPF_CORE_READ(vfsmount_of(mount), mnt_root)) {
			above = BPF_CORE_READ(mount, mnt_mountpoint);
			next = BPF_CORE_READ(mount, mnt_parent);
			if (next == mount) {
				is_cut = 0;
				break;
			}
		} else
			bpf_probe_read_kernel_str(event->base[i], TRACE_NAME_SIZE,
				BPF_CORE_READ(dentry, d_name.name));
		dentry = above;
		mount = next;
	}
	event->flags |= is_cut ? TRACE_HAS_BASE | TRACE_PATH_CUT : TRACE_HAS_BASE;
}

static __always_inline struct file *file_of(int descriptor)
{
	struct fdtable *table = BPF_CORE_READ(current_task(), files, fdt);
	struct file **files = BPF_CORE_READ(table, fd);
	struct file *file = 0;
	if (descriptor < 0 || (unsigned int)descriptor >= BPF_CORE_READ(table, max_fds))
		return 0;
	bpf_probe_read_kernel(&file, sizeof(file), files + descriptor);
	return file;
}

static __always_inline void read_address(
	struct trace_event *event, const void *from, unsigned long size)
{
	if (!from || size == 0)
		return;
	if (size > TRACE_ADDRESS_SIZE)
		size = TRACE_ADDRESS_SIZE;
	if (bpf_probe_read_user(event->address, size, from) == 0)
		event->address_size = size;
}

static __always_inline void read_message(struct trace_event *event, const void *from)
{
	struct {
		void *name;
		int size;
	} header = {};
	if (bpf_probe_read_user(&header, sizeof(header), from) == 0 && header.size > 0)
		read_address(event, header.name, header.size);
}

/* Neither a descriptor nor CWD: the path says all, or there is none. */
#define NOWHERE (-200)

static __always_inline int read_arguments(struct trace_event *event, unsigned int shape)
{
	const __u64 *args = event->args;
	switch (shape) {
	case TRACE_SHAPE_PATH:
		read_path(event, event->path, (void *)args[0]);
		return CWD;
	case TRACE_SHAPE_AT:
		read_path(event, event->path, (void *)args[1]);
		return args[0];
	case TRACE_SHAPE_TWO_PATHS:
		read_path(event, event->second_path, (void *)args[0]);
		read_path(event, event->path, (void *)args[1]);
		return CWD;
	case TRACE_SHAPE_TWO_AT:
		read_path(event, event->second_path, (void *)args[1]);
		read_path(event, event->path, (void *)args[3]);
		return args[2];
	case TRACE_SHAPE_SYMLINK_AT:
		read_path(event, event->path, (void *)args[2]);
		return args[1];
	case TRACE_SHAPE_FD:
		return args[0];
	case TRACE_SHAPE_MAP:
		return args[4];
	case TRACE_SHAPE_ADDRESS:
		read_address(event, (void *)args[1], args[2] & 0xffff);
		break;
	case TRACE_SHAPE_SEND_TO:
		read_address(event, (void *)args[4], args[5] & 0xffff);
		break;
	case TRACE_SHAPE_MESSAGE:
		read_message(event, (void *)args[1]);
		break;
	}
	return NOWHERE;
}

/* Where a relative path starts, or what a descriptor is. Sockets and pipes have no path. */
static __always_inline void read_start(struct trace_event *event, int start)
{
	struct vfsmount *mnt;
	struct dentry *dentry;
	if (start == NOWHERE || event->path[0] == '/')
		return;
	if (start == CWD) {
		struct fs_struct *fs = BPF_CORE_READ(current_task(), fs);
		mnt = BPF_CORE_READ(fs, pwd.mnt);
		dentry = BPF_CORE_READ(fs, pwd.dentry);
	} else {
		struct file *file = file_of(start);
		if (!file)
			return;
		unsigned int type = BPF_CORE_READ(file, f_inode, i_mode) & MODE_TYPE;
		if (type == MODE_SOCKET || type == MODE_FIFO)
			return;
		mnt = BPF_CORE_READ(file, f_path.mnt);
		dentry = BPF_CORE_READ(file, f_path.dentry);
	}
	read_base(event, mnt, dentry);
}

static __always_inline __u64 mix(__u64 hash, __u64 value)
{
	return (hash ^ value) * 0x100000001b3ULL;
}

/* Repeats have the same key: the same call, answer, object and user. */
static __always_inline void hash_event(struct trace_event *event, unsigned int shape)
{
	__u64 hash = 0xcbf29ce484222325ULL;
	hash = mix(hash, event->uid);
	hash = mix(hash, event->flags & (TRACE_BY_FILTER | TRACE_INACCESSIBLE));
	hash = mix(hash, event->capabilities);
	/* of a refusal, which process failed after it matters; look-ups are too many */
	if (event->kind == TRACE_CALL && event->result != ENOENT && event->result != ENOTDIR)
		hash = mix(hash, event->pid);
	if (shape == TRACE_SHAPE_NONE) {
		for (int i = 0; i < 3; i++)
			if (event->args[i] < 1 << 20)
				hash = mix(hash, event->args[i]);
	} else if (shape == TRACE_SHAPE_AT)
		hash = mix(hash, event->args[2] & (OPEN_WRITES | OPEN_CREATES));
	else if (shape == TRACE_SHAPE_PATH)
		hash = mix(hash, event->args[1] & (OPEN_WRITES | OPEN_CREATES));
	for (int i = 0; i < TRACE_PATH_SIZE && event->path[i]; i++)
		hash = mix(hash, event->path[i]);
	if (event->base_depth)
		for (int i = 0; i < TRACE_BASE_DEPTH; i++)
			for (int j = 0; j < TRACE_NAME_SIZE && event->base[i][j]; j++)
				hash = mix(hash, event->base[i][j]);
	for (int i = 0; i < TRACE_ADDRESS_SIZE && i < event->address_size; i++)
		hash = mix(hash, event->address[i]);
	event->key.hash = hash;
	event->key.call = event->call;
	event->key.result = event->kind == TRACE_USED ? 0 : event->result;
}

/* A name that is made up for each file would fill the buffer. */
static __always_inline _Bool is_one_of_many(struct trace_event *event)
{
	__u32 one = 1;
	__u64 hash = mix(mix(0xcbf29ce484222325ULL, event->call), event->result);
	__u64 directory;
	if (event->base_depth)
		for (int i = 0; i < TRACE_NAME_SIZE && event->base[0][i]; i++)
			hash = mix(hash, event->base[0][i]);
	directory = hash;
	for (int i = 0; i < TRACE_PATH_SIZE && event->path[i]; i++) {
		hash = mix(hash, event->path[i]);
		if (event->path[i] == '/')
			directory = hash;
	}
	__u32 *count = bpf_map_lookup_elem(&alike, &directory);
	if (!count)
		bpf_map_update_elem(&alike, &directory, &one, BPF_ANY);
	else if (*count >= TRACE_ALIKE)
		return 1;
	else
		__sync_fetch_and_add(count, 1);
	return 0;
}

/* The first of its kind is sent, the others are counted. */
static __always_inline void fold(struct trace_event *event)
{
	__u64 one = 1;
	__u64 *count = bpf_map_lookup_elem(&counts, &event->key);
	if (count) {
		__sync_fetch_and_add(count, 1);
		return;
	}
	bpf_map_update_elem(&counts, &event->key, &one, BPF_ANY);
	if (!is_one_of_many(event))
		send(event, current_task());
}

static __always_inline _Bool has_path(unsigned int shape)
{
	return shape >= TRACE_SHAPE_PATH && shape <= TRACE_SHAPE_SYMLINK_AT;
}

/* Can this error be a denial? Retries and look-ups that found nothing come in thousands. */
static __always_inline _Bool is_worth_telling(int error, unsigned int shape)
{
	switch (error) {
	case EPERM:
	case EACCES:
	case EROFS:
	case ENOSYS:
	case EAFNOSUPPORT:
	case ENXIO:
	case ENODEV:
	case EADDRNOTAVAIL:
	case EADDRINUSE:
	case ENETUNREACH:
	case ENETDOWN:
	case EHOSTUNREACH:
	case ECONNREFUSED:
	case EFBIG:
	case ENOSPC:
	case EDQUOT:
	case EMFILE:
	case ENFILE:
	case ESOCKTNOSUPPORT:
	case EPROTONOSUPPORT:
	case EUSERS:
	case ENOKEY:
	case ENOMEM:
		return 1;
	case ENOENT:
	case ENOTDIR:
		return has_path(shape & TRACE_SHAPE_MASK);
	case ETIMEDOUT:
		return (shape & TRACE_SHAPE_MASK) == TRACE_SHAPE_ADDRESS;
	case EAGAIN:
	case EINVAL:
	case ESRCH:
		return (shape & TRACE_ALL_ERRORS) != 0;
	default:
		return 0;
	}
}

#if defined(__TARGET_ARCH_x86)
static __always_inline __u32 arch_of(struct pt_regs *regs)
{
	return regs->cs == USER32_CS ? ARCH_I386 : ARCH_X86_64;
}

static __always_inline int call_of(struct pt_regs *regs)
{
	return regs->orig_ax;
}

static __always_inline void copy_arguments(__u64 *args, struct pt_regs *regs, __u32 arch)
{
	if (arch == ARCH_I386) {
		args[0] = (__u32)regs->bx;
		args[1] = (__u32)regs->cx;
		args[2] = (__u32)regs->dx;
		args[3] = (__u32)regs->si;
		args[4] = (__u32)regs->di;
		args[5] = (__u32)regs->bp;
		return;
	}
	args[0] = regs->di;
	args[1] = regs->si;
	args[2] = regs->dx;
	args[3] = regs->r10;
	args[4] = regs->r8;
	args[5] = regs->r9;
}

static __always_inline __u64 open_flags(struct pt_regs *regs, unsigned int shape)
{
	return (shape & TRACE_SHAPE_MASK) == TRACE_SHAPE_AT ? regs->dx : regs->si;
}
#elif defined(__TARGET_ARCH_arm64)
static __always_inline __u32 arch_of(struct pt_regs *regs)
{
	return ARCH_AARCH64;
}

static __always_inline int call_of(struct pt_regs *regs)
{
	return regs->syscallno;
}

static __always_inline void copy_arguments(__u64 *args, struct pt_regs *regs, __u32 arch)
{
	args[0] = regs->orig_x0;
	for (int i = 1; i < 6; i++)
		args[i] = regs->user_regs.regs[i];
}

static __always_inline __u64 open_flags(struct pt_regs *regs, unsigned int shape)
{
	return (shape & TRACE_SHAPE_MASK) == TRACE_SHAPE_AT ? regs->user_regs.regs[2]
							    : regs->user_regs.regs[1];
}
#else
#error "The registers of this architecture are not known."
#endif

/* Those of openat2(2) lie in memory. */
static __always_inline __u64 flags_of(struct pt_regs *regs, int call, unsigned int shape)
{
	__u64 flags = open_flags(regs, shape);
	if (call == known_calls[TRACE_CALL_OPENAT2])
		bpf_probe_read_user(&flags, sizeof(flags), (void *)flags);
	return flags;
}

/*
 * Has a call that worked something to note? Most have not, and each pays for the question: nothing
 * but the flags is read.
 */
static __always_inline _Bool is_use(struct pt_regs *regs, __u32 arch, int call, unsigned int shape)
{
	if (!notes_use || !(shape & (TRACE_NOTE_SUCCESS | TRACE_NOTE_WRITERS)) || arch == ARCH_I386)
		return 0;
	if (shape & TRACE_NOTE_SUCCESS)
		return 1;
	return (flags_of(regs, call, shape) & (OPEN_WRITES | OPEN_CREATES)) != 0;
}

/*
 * What systemd puts in the place of a file, /run/systemd/inaccessible/reg: empty, root's, with mode
 * 000, in a tmpfs. Others have such a mode, too: /etc/shadow of Fedora, a file that is a lock.
 */
static __always_inline _Bool is_inaccessible(
	struct pt_regs *regs, int call, long descriptor, unsigned int shape)
{
	if (!notes_use || !(shape & TRACE_NOTE_WRITERS))
		return 0;
	struct file *file = file_of(descriptor);
	if (!file)
		return 0;
	struct inode *inode = BPF_CORE_READ(file, f_inode);
	unsigned int mode = BPF_CORE_READ(inode, i_mode);
	return (mode & (MODE_TYPE | MODE_PERMISSIONS)) == MODE_FILE &&
	       BPF_CORE_READ(inode, i_uid.val) == 0 && BPF_CORE_READ(inode, i_size) == 0 &&
	       BPF_CORE_READ(inode, i_sb, s_magic) == TMPFS_MAGIC &&
	       !(flags_of(regs, call, shape) & OPEN_CREATES);
}

static __always_inline unsigned int shape_of(__u32 arch, int call)
{
	/* numbers of a second ABI mean other calls */
	if (arch == ARCH_I386)
		return TRACE_SHAPE_NONE;
	return trace_shapes[call & (TRACE_CALLS - 1)];
}

/* Those of clone3(2) lie in memory: struct clone_args begins with them. */
static __always_inline __u64 namespaces_asked(int call, const __u64 *args)
{
	__u64 flags = args[0];
	if (call == known_calls[TRACE_CALL_CLONE3])
		bpf_probe_read_user(&flags, sizeof(flags), (void *)args[0]);
	else if (call != known_calls[TRACE_CALL_CLONE] && call != known_calls[TRACE_CALL_UNSHARE])
		return 0;
	return flags & NAMESPACE_FLAGS;
}

static __always_inline void note_arguments(int call, struct pt_regs *regs)
{
	__u64 args[6];
	copy_arguments(args, regs, arch_of(regs));
	if (arch_of(regs) == ARCH_I386)
		return;
	if (call == known_calls[TRACE_CALL_SOCKET])
		note(&used_families[args[0] & (TRACE_SETS - 1)]);
	else if (call == known_calls[TRACE_CALL_PERSONALITY]) {
		if (args[0] != 0xffffffff)
			note(&used_personality);
	} else if (call == known_calls[TRACE_CALL_SCHED_SETSCHEDULER]) {
		if ((args[1] & 7) >= 1 && (args[1] & 7) <= 2)
			note(&used_realtime);
	} else if (call == known_calls[TRACE_CALL_MMAP]) {
		if ((args[2] & PROT_WRITE_EXEC) == PROT_WRITE_EXEC)
			note(&used_write_exec);
	} else if (call == known_calls[TRACE_CALL_MPROTECT]) {
		if (args[2] & PROT_EXEC_ONLY)
			note(&used_exec_change);
	} else {
		__u64 flags = namespaces_asked(call, args);
		for (int bit = 0; bit < 32; bit++)
			if (flags & 1ULL << bit)
				note(&used_namespaces[bit]);
	}
}

/* What the call asks for, where that decides whether it needs the capability that is asked for. */
static __always_inline unsigned long long marks_of(struct pt_regs *regs, long call)
{
	if (!notes_use || call < 0 || call >= TRACE_CALLS || arch_of(regs) == ARCH_I386 ||
		!(trace_shapes[call & (TRACE_CALLS - 1)] & TRACE_NOTE_ARGUMENTS))
		return 0;
	__u64 args[6];
	copy_arguments(args, regs, arch_of(regs));
	if (namespaces_asked(call, args))
		return FOR_NAMESPACE;
	_Bool is_buffer = call == known_calls[TRACE_CALL_SETSOCKOPT] && args[1] == LEVEL_SOCKET &&
			  (args[2] == SEND_BUFFER_FORCE || args[2] == RECEIVE_BUFFER_FORCE);
	return is_buffer ? FOR_BUFFER : 0;
}

static __always_inline void note_call(struct pt_regs *regs, long call)
{
	if (!notes_use || call < 0 || call >= TRACE_CALLS)
		return;
	note(&used_calls[call & (TRACE_CALLS - 1)]);
	if (trace_shapes[call & (TRACE_CALLS - 1)] & TRACE_NOTE_ARGUMENTS)
		note_arguments(call, regs);
}

SEC("tp_btf/sys_enter")
int BPF_PROG(see_entry, struct pt_regs *regs, long call)
{
	if (!is_traced())
		return 0;
	__u32 tid = bpf_get_current_pid_tgid();
	struct thread *thread = place_of(tid);
	thread->tid = tid;
	thread->inside = call + 1;
	thread->capabilities = marks_of(regs, call);
	note_call(regs, call);
	return 0;
}

static __always_inline _Bool has_filter(void)
{
	return bpf_core_field_exists(struct task_struct, seccomp) &&
	       BPF_CORE_READ(current_task(), seccomp.mode) != 0;
}

SEC("tp_btf/sys_exit")
int BPF_PROG(see_exit, struct pt_regs *regs, long result)
{
	if (!is_traced())
		return 0;
	__u32 tid = bpf_get_current_pid_tgid();
	struct thread *thread = place_of(tid);
	/* else it may have been in the call when tracing began */
	_Bool is_known = thread->tid == tid;
	struct thread state = *thread;
	thread->tid = tid;
	thread->inside = 0;
	thread->capabilities = 0;
	int call = call_of(regs);
	if (call < 0)
		return 0;
	if (!watches_entry)
		note_call(regs, call);
	__u32 arch = arch_of(regs);
	unsigned int shape = shape_of(arch, call);
	_Bool by_filter =
		watches_entry && is_known && state.inside == 0 && result < 0 && result >= -4095;
	_Bool failed = result < 0 && result >= -4095 && is_worth_telling(-result, shape);
	_Bool inaccessible = result >= 0 && is_inaccessible(regs, call, result, shape);
	if (!by_filter && !failed && !inaccessible &&
		(result < 0 || !is_use(regs, arch, call, shape)))
		return 0;
	struct trace_event *event = begin(SCRATCH_CALL, TRACE_CALL, current_task());
	if (!event)
		return 0;
	event->arch = arch;
	event->call = call;
	event->result = result < 0 ? -result : 0;
	copy_arguments(event->args, regs, arch);
	if (call == known_calls[TRACE_CALL_OPENAT2] && arch != ARCH_I386) {
		__u64 flags = 0;
		bpf_probe_read_user(&flags, sizeof(flags), (void *)event->args[2]);
		event->args[2] = flags;
	}
	if ((!watches_entry || !is_known) && has_filter())
		event->flags |= TRACE_FILTER_UNSURE;
	if (inaccessible)
		event->flags |= TRACE_INACCESSIBLE;
	if (result >= 0)
		event->kind = TRACE_USED;
	else if (by_filter)
		event->flags |= TRACE_BY_FILTER;
	else if (is_known) {
		event->capabilities = state.capabilities & ~MARKS;
		if (state.capabilities & OTHER_USER_NAMESPACE)
			event->flags |= TRACE_OTHER_USER_NAMESPACE;
	}
	read_start(event, read_arguments(event, shape & TRACE_SHAPE_MASK));
	hash_event(event, shape & TRACE_SHAPE_MASK);
	fold(event);
	return 0;
}

/* Is the function that asks for memory, of security.c, among those that led here? */
extern const void security_vm_enough_memory_mm __ksym __weak;
#define RESERVE_SIZE 0x400 /* more than its code takes; its neighbours ask for nothing */
#define RESERVE_DEPTH 8

static __always_inline _Bool asks_for_memory(void *context)
{
	__u64 start = (__u64)&security_vm_enough_memory_mm;
	__u64 callers[RESERVE_DEPTH] = {};
	if (!start || bpf_get_stack(context, callers, sizeof(callers), 0) < 0)
		return 0;
	for (int i = 0; i < RESERVE_DEPTH; i++)
		if (callers[i] - start < RESERVE_SIZE)
			return 1;
	return 0;
}

/*
 * Who has CAP_SYS_ADMIN gets memory from a reserve (cap_vm_enough_memory() of commoncap.c): asked
 * for with each page, also of a file in a tmpfs, and needed by none.
 */
static __always_inline _Bool is_for_reserve(
	void *context, unsigned long long marks, unsigned int inside)
{
	if (inside == 0)
		return 1;
	for (int i = TRACE_CALL_MMAP; i <= TRACE_CALL_EXECVEAT; i++)
		if (inside == known_calls[i] + 1)
			return 1;
	if (inside == known_calls[TRACE_CALL_CLONE] + 1 ||
		inside == known_calls[TRACE_CALL_CLONE3] + 1)
		return !(marks & FOR_NAMESPACE);
	return asks_for_memory(context);
}

/* Of the call that the thread is in, plus one; 0 outside, as far as it is known. */
static __always_inline unsigned int inside_of(struct thread *thread, __u32 tid)
{
	if (watches_entry)
		return thread->tid == tid ? thread->inside : 0;
	if (!bpf_core_enum_value_exists(enum bpf_func_id, BPF_FUNC_task_pt_regs))
		return 0; /* the entry is watched there */
	return call_of((struct pt_regs *)bpf_task_pt_regs(bpf_get_current_task_btf())) + 1;
}

/* Of that call. */
static __always_inline unsigned long long marks_inside(struct thread *thread, __u32 tid)
{
	if (watches_entry)
		return thread->tid == tid ? thread->capabilities : 0;
	if (!bpf_core_enum_value_exists(enum bpf_func_id, BPF_FUNC_task_pt_regs))
		return 0;
	struct pt_regs *regs = (struct pt_regs *)bpf_task_pt_regs(bpf_get_current_task_btf());
	return marks_of(regs, call_of(regs));
}

/* Is it asked for what programs do without? A buffer is as large as others may have it, then. */
static __always_inline _Bool is_for_more(
	void *context, unsigned long long marks, int capability, unsigned int inside)
{
	if (capability == CAPABILITY_SYS_ADMIN)
		return is_for_reserve(context, marks, inside);
	return capability == CAPABILITY_NET_ADMIN && (marks & FOR_BUFFER) != 0;
}

static __always_inline void note_capability(void *context, const struct cred *cred,
	struct user_namespace *asked_in, int capability, int result)
{
	if (capability < 0 || capability >= TRACE_SETS || !is_traced())
		return;
	__u32 tid = bpf_get_current_pid_tgid();
	struct thread *thread = place_of(tid);
	unsigned int inside = inside_of(thread, tid);
	if (result == 0) {
		/* a file system that goes on as who mounted it: overlayfs */
		if (cred != BPF_CORE_READ(current_task(), real_cred))
			return;
		unsigned char *used = &used_capabilities[capability & (TRACE_SETS - 1)];
		if (!*used && !is_for_more(context, marks_inside(thread, tid), capability, inside))
			note(used);
		return;
	}
	/* a page that a program lacks is no call; its registers tell the error in a call's place */
	if (inside == 0 ||
		(!watches_entry && capability == CAPABILITY_SYS_ADMIN && asks_for_memory(context)))
		return;
	if (thread->tid != tid) {
		thread->tid = tid;
		thread->capabilities = 0;
	}
	thread->capabilities |= 1ULL << (capability & (TRACE_SETS - 1));
	if (cred->user_ns != asked_in)
		thread->capabilities |= OTHER_USER_NAMESPACE;
}

/* Linux 6.14 and newer; it does not say whether the check is one without consequences. */
SEC("tp_btf/cap_capable")
int BPF_PROG(see_capability, const struct cred *cred, struct user_namespace *asked_in,
	const struct user_namespace *found_in, int capability, int result)
{
	note_capability(ctx, cred, asked_in, capability, result);
	return 0;
}

SEC("fexit/cap_capable")
int BPF_PROG(see_capability_before, const struct cred *cred, struct user_namespace *asked_in,
	int capability, unsigned int options, int result)
{
	if (!(options & NO_AUDIT))
		note_capability(ctx, cred, asked_in, capability, result);
	return 0;
}

static __always_inline _Bool is_fatal_here(int signal, unsigned long info)
{
	switch (signal) {
	case SIGNAL_SYS:
	case SIGNAL_XFSZ:
	case SIGNAL_XCPU:
	case SIGNAL_SEGV:
		return 1;
	case SIGNAL_KILL:
		return info == 1; /* SEND_SIG_PRIV: by the kernel, for want of memory */
	default:
		return 0;
	}
}

SEC("tp_btf/signal_generate")
int see_signal(unsigned long long *ctx)
{
	int signal = ctx[0];
	unsigned long info_address = ctx[1];
	struct task_struct *task = (struct task_struct *)ctx[2];
	if (!is_fatal_here(signal, info_address) || !is_traced_task(task))
		return 0;
	struct trace_event *event = begin(SCRATCH_SIGNAL, TRACE_SIGNAL, task);
	if (!event)
		return 0;
	event->signal = signal;
	if (signal == SIGNAL_SYS && info_address > 1) {
		struct kernel_siginfo *info = (struct kernel_siginfo *)info_address;
		event->call = BPF_CORE_READ(info, _sifields._sigsys._syscall);
		event->arch = BPF_CORE_READ(info, _sifields._sigsys._arch);
	}
	send(event, task);
	return 0;
}

SEC("tp_btf/sched_process_exec")
int BPF_PROG(see_exec, struct task_struct *task, int old_pid, struct linux_binprm *program)
{
	if (!is_traced())
		return 0;
	struct trace_event *event = begin(SCRATCH_EXEC, TRACE_EXEC, current_task());
	if (!event)
		return 0;
	bpf_probe_read_kernel_str(event->path, TRACE_PATH_SIZE, BPF_CORE_READ(program, filename));
	send(event, current_task());
	return 0;
}

SEC("tp_btf/sched_process_exit")
int see_end(unsigned long long *ctx)
{
	struct task_struct *task = current_task();
	__u32 tid = bpf_get_current_pid_tgid();
	if (!is_traced())
		return 0;
	struct thread *thread = place_of(tid);
	if (thread->tid == tid)
		thread->tid = 0;
	if (BPF_CORE_READ(task, pid) != BPF_CORE_READ(task, tgid))
		return 0;
	struct trace_event *event = begin(SCRATCH_EXIT, TRACE_EXIT, task);
	if (!event)
		return 0;
	event->status = BPF_CORE_READ(task, exit_code);
	send(event, task);
	return 0;
}

/* Is it the control group that we wait for, or one below it? */
static __always_inline _Bool is_target(const char *path)
{
	if (target_length == 0)
		return 0;
	for (int i = 0; i < TRACE_CGROUP_PATH_SIZE; i++) {
		if (i == target_length)
			return path[i] == 0 || path[i] == '/';
		if (path[i] != target_path[i])
			return 0;
	}
	return 0;
}

static __always_inline void add_group(__u64 id)
{
	__u8 yes = 1;
	unsigned long long *there = &group_places[id & (TRACE_GROUP_PLACES - 1)];
	bpf_map_update_elem(&groups, &id, &yes, BPF_ANY);
	*there = *there == 0 || *there == id ? id : TRACE_GROUP_UNSURE;
}

/*
 * As logind names the group of a login: "session-3.scope". A process that is put into the group of
 * another service does not make that service the unit's.
 */
static __always_inline _Bool is_session(const char *name)
{
	static const char session[] = "session-";
	char start[sizeof(session) - 1] = {};
	if (bpf_probe_read_kernel(start, sizeof(start), name) < 0)
		return 0;
	for (unsigned int i = 0; i < sizeof(start); i++)
		if (start[i] != session[i])
			return 0;
	return 1;
}

SEC("tp_btf/cgroup_mkdir")
int BPF_PROG(see_group, struct cgroup *group, const char *path)
{
	__u32 place = SCRATCH_GROUP;
	struct trace_event *text = bpf_map_lookup_elem(&scratch, &place);
	if (!text || BPF_CORE_READ(group, root, hierarchy_id) != 0)
		return 0;
	if (bpf_probe_read_kernel_str(text->path, TRACE_PATH_SIZE, path) <= 0)
		return 0;
	__u64 id = BPF_CORE_READ(group, kn, id);
	__u8 yes = 1;
	if (is_session(BPF_CORE_READ(group, kn, name)))
		bpf_map_update_elem(&new_groups, &id, &yes, BPF_ANY);
	if (is_target(text->path))
		add_group(id);
	return 0;
}

/*
 * Of the unit, in the group of a session that began since: of somebody who logs in by it. Its
 * sandbox goes with the process.
 */
SEC("tp_btf/cgroup_attach_task")
int BPF_PROG(see_move, struct cgroup *group, const char *path, struct task_struct *task)
{
	__u32 tid = task->pid;
	__u64 id = group->kn->id;
	if (group->root->hierarchy_id != 0 || place_of(tid)->tid != tid)
		return 0;
	if (bpf_map_lookup_elem(&new_groups, &id))
		add_group(id);
	else if (!is_traced_group(id))
		place_of(tid)->tid = 0;
	return 0;
}

/* A unit that is started again and again leaves no full map. */
SEC("tp_btf/cgroup_rmdir")
int BPF_PROG(see_group_end, struct cgroup *group)
{
	__u64 id = group->kn->id;
	unsigned long long *there = &group_places[id & (TRACE_GROUP_PLACES - 1)];
	/* others count their groups from the same number on */
	if (group->root->hierarchy_id != 0)
		return 0;
	bpf_map_delete_elem(&groups, &id);
	if (*there == id)
		*there = 0;
	return 0;
}
