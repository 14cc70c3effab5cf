// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "observe/event-decoder.hh"

#include "harness.hh"
#include "observe/control-group.hh"
#include "observe/observed-denials.hh"
#include "observe/observed-operation.hh"

#include <algorithm>
#include <arpa/inet.h>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <fcntl.h>
#include <memory>
#include <netinet/in.h>
#include <seccomp.h>
#include <string_view>
#include <sys/mman.h>

using namespace hardenctl;
using test::Check;

namespace {

using Event = std::unique_ptr<trace_event>;

void put(char *to, std::string_view text)
{
	std::ranges::copy(text, to);
	to[text.size()] = 0;
}

Event failed(const char *call, int error, std::string_view path = {})
{
	auto event = std::make_unique<trace_event>();
	event->kind = TRACE_CALL;
	event->pid = event->own_pid = 4'000'000;
	event->arch = seccomp_arch_native();
	event->call = seccomp_syscall_resolve_name(call);
	event->result = error;
	put(event->comm, "x");
	put(event->path, path);
	return event;
}

void add_base(trace_event &event, std::initializer_list<std::string_view> names)
{
	event.flags |= TRACE_HAS_BASE;
	for (const std::string_view name : names)
		put(event.base[event.base_depth++], name);
}

ObservedEvent decode(const Event &event)
{
	return EventDecoder{0}.decode(*event);
}

void joins_relative_paths(Check &check)
{
	Event event = failed("openat", ENOENT, "sub/../file");
	add_base(*event, {"x", "", "lib", "var"});
	const ObservedEvent seen = decode(event);
	check.equal(seen.path, "/var/lib/x/sub/../file");
	check.is_true(seen.path_is_sure, "all of it is known");
}

void says_what_is_not_sure(Check &check)
{
	check.is_true(!decode(failed("openat", ENOENT, "file")).path_is_sure, "no base");
	Event cut = failed("openat", ENOENT, "/a");
	cut->flags |= TRACE_PATH_CUT;
	check.is_true(!decode(cut).path_is_sure, "cut");
	check.contains(observation_in_words(decode(cut)), "not the whole path");
}

void names_a_descriptor(Check &check)
{
	Event event = failed("fchmod", EPERM);
	add_base(*event, {"file", "srv"});
	event->args[0] = 7;
	const ObservedEvent seen = decode(event);
	check.equal(seen.path, "/srv/file");
	check.equal(seen.arguments, "7</srv/file>");
	check.is_true(seen.access == Access::Write, "writes");
}

void reads_flags(Check &check)
{
	Event event = failed("openat", EROFS, "/var/lib/x");
	event->args[2] = O_WRONLY | O_CREAT;
	const ObservedEvent seen = decode(event);
	check.equal(observation_in_words(seen),
		"openat(\"/var/lib/x\", O_WRONLY|O_CREAT) = EROFS, by x[4000000]");
	check.is_true(seen.access == Access::Create, "creates");
	Event map = failed("mmap", EPERM);
	map->args[2] = PROT_READ | PROT_WRITE | PROT_EXEC;
	check.contains(decode(map).arguments, "PROT_READ|PROT_WRITE|PROT_EXEC");
}

void reads_addresses(Check &check)
{
	Event event = failed("bind", EACCES);
	sockaddr_in6 address{.sin6_family = AF_INET6, .sin6_port = htons(80)};
	std::memcpy(event->address, &address, sizeof(address));
	event->address_size = sizeof(address);
	event->capabilities = 1ULL << 10;
	event->args[0] = 3;
	const ObservedEvent seen = decode(event);
	check.is_true(seen.port == 80 && seen.family == AF_INET6, "port and family");
	check.equal(observation_in_words(seen),
		"bind(3, [::]:80) = EACCES, without CAP_NET_BIND_SERVICE, by x[4000000]");
}

void takes_no_more_than_there_is(Check &check)
{
	Event event = failed("bind", EACCES);
	event->address[0] = AF_INET;
	event->address_size = 3;
	check.is_true(!decode(event).port, "no port in three bytes");
	Event full = failed("openat", ENOENT);
	std::memset(full->path, 'a', sizeof(full->path));
	std::memset(full->comm, 'b', sizeof(full->comm));
	std::memset(full->base, 'c', sizeof(full->base));
	full->flags = TRACE_HAS_BASE;
	full->base_depth = 60000;
	const ObservedEvent seen = decode(full);
	check.equal(seen.comm.size(), sizeof(full->comm));
	check.is_true(seen.path.size() < 4096, "bounded");
}

void escapes_what_a_terminal_must_not_see(Check &check)
{
	Event event = failed("openat", EROFS, "/tmp/\x1b[2J\n\"x");
	check.contains(decode(event).arguments, R"("/tmp/\x1b[2J\n\"x")");
}

void knows_the_executor(Check &check)
{
	EventDecoder decoder{0};
	Event event = failed("mount", EPERM);
	put(event->comm, "(nginx)");
	check.is_true(decoder.decode(*event).is_setup, "set up");
	Event exec = failed("mount", 0);
	exec->kind = TRACE_EXEC;
	put(exec->comm, "nginx");
	put(exec->path, "/usr/sbin/nginx");
	decoder.decode(*exec);
	const ObservedEvent seen = decoder.decode(*event);
	check.is_true(!seen.is_setup, "the program");
	check.equal(seen.exe, "/usr/sbin/nginx");
}

void finds_the_group_of_a_slice(Check &check)
{
	check.equal(group_of_slice("system.slice"), "/system.slice");
	check.equal(group_of_slice("a-b-c.slice"), "/a.slice/a-b.slice/a-b-c.slice");
	check.equal(group_of_slice("-.slice"), "");
	check.equal(group_of_slice(""), "");
}

} // namespace

int main()
{
	static constexpr test::Case cases[] = {
		{"joins relative paths", joins_relative_paths},
		{"says what is not sure", says_what_is_not_sure},
		{"names a descriptor", names_a_descriptor},
		{"reads flags", reads_flags},
		{"reads addresses", reads_addresses},
		{"takes no more than there is", takes_no_more_than_there_is},
		{"escapes what a terminal must not see", escapes_what_a_terminal_must_not_see},
		{"knows the executor", knows_the_executor},
		{"finds the group of a slice", finds_the_group_of_a_slice},
	};
	return test::run("events", cases);
}
