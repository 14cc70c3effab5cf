// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "denial/operation-words.hh"

#include "base/text.hh"
#include "denial/word-pattern.hh"

#include <cctype>
#include <re2/re2.h>
#include <string>

namespace hardenctl {

namespace {

using Text = re2::StringPiece;

Text piece(std::string_view text) noexcept
{
	return {text.data(), text.size()};
}

struct VerbRow {
	/** Case is ignored. */
	const char *pattern;
	OperationKind kind;
	const char *call;
	Access access = Access::Unknown;
};

using enum OperationKind;

/** Ordinary words; the first row that matches decides, so the special ones come first. */
constexpr VerbRow verbs[] = {
	{"fork/exec|posix_spawn|error executing|cannot execute|can't exec|can't execute|could not "
	 "execute|failed to exec|unable to exec|exec(?:ution)? (?:of|failed)|exec:|failed to run "
	 "(?:command|program|helper)|cannot run program|could not run|\\bspawn(?:ing)? /|spawn "
	 "\\S+ e[a-z]+",
		Execute, "execve", Access::Execute},
	{"io_uring", SystemCall, "io_uring_setup"},
	{"inotify", SystemCall, "inotify_init1"},
	{"epoll", SystemCall, "epoll_create1"},
	{"eventfd", SystemCall, "eventfd2"},
	{"new thread|native thread|(?:creat|start|spawn|launch)(?:e|ing)? (?:\\S+ "
	 "){0,3}threads?\\b|thread "
	 "creation|threads? cannot be created|newosproc",
		Fork, "clone3"},
	{"(?:cannot|can't|could not|couldn't|unable to|failed to|failure to) fork|\\bfork(?:ing)? "
	 "(?:failed|new process|child|a child|worker|process)|daemoni[sz]e|spawn(?:ing)? (?:a |the "
	 "|new )?(?:child|worker|process)",
		Fork, "clone"},
	{"raw (?:icmp )?socket|icmp(?:v6)? socket|socktype: SOCK_RAW|sock_raw", Capability,
		"socket"},
	{"(?:cannot|can't|could not|couldn't|unable to|failed to|error) "
	 "(?:re)?bind|\\bbind(?:ing)? "
	 "(?:to|on|address|failed|error|listening|unix|tcp|udp)|make_sock|open listen|(?:could "
	 "not|cannot|can't|unable to|failed to) (?:open |create )?listen",
		Bind, "bind"},
	{"\\blisten(?:ing)? (?:on|to|tcp|udp|unix|e[a-z]+)|listener|acceptor", Bind, "bind"},
	{"(?:creat(?:e|ing)|open(?:ing)?|get|allocate|initiali[sz]e)(?: an?| the| new| any| "
	 "\\S+){0,3} (?:listening )?sockets?\\b|socket "
	 "(?:creation|error|failed|creating)|netlink|getifaddrs|enumerat\\S+ (?:network "
	 ")?interfaces",
		Socket, "socket"},
	{"\\b(?:dial|write|read) (?:tcp|udp|unix)|connection to server|resolve "
	 "host|connect(?:ing|ion)? (?:to|failed)|(?:could "
	 "not|cannot|can't|unable to|failed to) connect|name resolution|resolv(?:e|ing) "
	 "(?:host|address|name)|\\bsend(?:to|msg|ing)\\b|could not send|no route|network (?:is "
	 ")?unreachable",
		Connect, "connect"},
	{"(?:supplement(?:ary|al)|auxiliary|additional) groups|initgroups|setgroups", SystemCall,
		"setgroups"},
	{"(?:set|setting|change|changing|switch(?:ing)?)(?: to)? (?:\\S+ )?(?:gid|group id|group "
	 "privileges|group to)|chang(?:e|ing) to (?:\\S+ )?group|\\bset_?gid\\b|drop(?:ping)? "
	 "group",
		SystemCall, "setgid"},
	{"(?:set|setting|change|changing|switch(?:ing)?)(?: to)? (?:\\S+ )?(?:uid|user id|user "
	 "privileges|user to)|\\bset_?e?uid\\b|run as user|drop(?:ping)? (?:root "
	 ")?privileges|privilege drop|become user|switch(?:ing)? to user|change to (?:run as "
	 ")?user",
		SystemCall, "setuid"},
	{"change (?:the )?(?:owner(?:ship)?|group) |changing (?:owner(?:ship)?|group) "
	 "|set(?:ting)? (?:the )?owner|\\bchown\\b|chgrp",
		Path, "chown", Access::Write},
	{"chroot", SystemCall, "chroot"},
	{"pid [0-9]+'s policy|scheduling (?:policy|class|param)|real-?time "
	 "(?:scheduling|priority)|set (?:\\S+ )?scheduler|sched_fifo|sched_rr|sched_setscheduler",
		SystemCall, "sched_setscheduler"},
	{"cpu affinity|set affinity", SystemCall, "sched_setaffinity"},
	{"set(?:ting)? (?:\\S+ )?priority|niceness|nice (?:level|value)|renice", SystemCall,
		"setpriority"},
	{"lock(?:ing)? (?:\\S+ ){0,3}(?:in )?(?:memory|ram)|mlock", SystemCall, "mlockall"},
	{"(?:set|setting|adjust(?:ing)?|step(?:ping)?) (?:the )?(?:system |kernel "
	 ")?(?:time|clock|date)\\b|step-systime|adjtime|settimeofday|hwclock",
		SystemCall, "clock_settime"},
	{"(?:set|setting|change|changing) (?:the )?host ?name", SystemCall, "sethostname"},
	{"personality|address space randomi[sz]ation", SystemCall, "personality"},
	{"\\bspawn(?:ing)?\\b", Execute, "execve", Access::Execute},
	{"^\\S*sh: [0-9]+: /[^:]*: permission denied$", Execute, "execve", Access::Execute},
	{"kernel (?:ring )?buffer|klogctl", SystemCall, "syslog"},
	{"kernel module|modprobe|insmod|insert module", SystemCall, "finit_module"},
	{"rlimit|(?:set|raise|increase|adjust)(?:ting|ing)? (?:\\S+ ){0,4}(?:resource )?limits?\\b",
		SystemCall, "setrlimit"},
	{"namespace|unshare|no usable sandbox", SystemCall, "unshare"},
	{"ptrace|attach to process", SystemCall, "ptrace"},
	{"creat(?:e|ing) (?:\\S+ ){0,2}pipe|pipe call|\\bpipe(?: failed|:)", SystemCall, "pipe2"},
	{"perf_event|perf event", SystemCall, "perf_event_open"},
	{"creat(?:e|ing) (?:\\S+ )?shared memory|shmget", SystemCall, "shmget"},
	{"creat(?:e|ing) (?:\\S+ )?semaphore|semget", SystemCall, "semget"},
	{"\\bu?n?mount(?:ing|ed)? ", SystemCall, "mount"},
	{"mkdir|(?:creat(?:e|ing)|mak(?:e|ing)) (?:\\S+ ){0,3}director(?:y|ies)", Path, "mkdir",
		Access::Create},
	{"unlink|\\bremov(?:e|ing)\\b|\\bdelet(?:e|ing)\\b", Path, "unlink", Access::Write},
	{"\\brenam(?:e|ing)\\b|cannot move", Path, "rename", Access::Write},
	{"chmod|chang(?:e|ing) (?:the )?(?:mode|permissions)|set(?:ting)? (?:the "
	 ")?(?:mode|permissions)",
		Path, "chmod", Access::Write},
	{"mknod", Path, "mknod", Access::Create},
	{"symlink|symbolic link", Path, "symlink", Access::Create},
	{"utime|cannot touch|setting times", Path, "openat", Access::Create},
	{"\\bcreat(?:e|ing)\\b|lock ?file|pid ?file|pidfile|\\.pid\\b|\\.lock\\b|\\.lck\\b", Path,
		"openat", Access::Create},
	{"\\bwrit(?:e|ing)\\b|append|truncat|\\bsav(?:e|ing)\\b|rotat|for output|not "
	 "writ(?:e)?able|read-?only|\\.log\\b|log ?file|error_log|access_log|logging "
	 "to|journal|dump",
		Path, "openat", Access::Write},
	{"chdir|working directory|cd to|change director", Path, "chdir", Access::Read},
	{"\\bstat\\b|\\baccess(?:ing)?\\b", Path, "stat", Access::Read},
	{"\\bread(?:ing)?\\b|\\bload(?:ing)?\\b|\\blist(?:ing)?\\b|scan|config|certificate|private "
	 "key|\\binclude|\\bpars(?:e|ing)\\b|source\\b|for input|can't find|cannot find|shared "
	 "object",
		Path, "openat", Access::Read},
	{"\\bopen(?:ing)?\\b", Path, "openat"},
};

/** "chown("/x", 33)", "socket(): …": the last before the error, else the first after it. */
std::optional<CallWords> by_parenthesis(std::string_view line, std::size_t begin)
{
	static const RE2 pattern{R"(\b([a-z_][a-z0-9_]*)\()"};
	std::optional<CallWords> found;
	Text rest = piece(line);
	Text name;
	while (RE2::FindAndConsume(&rest, pattern, &name)) {
		const auto call = call_by_name({name.data(), name.size()});
		if (!call)
			continue;
		if (found && static_cast<std::size_t>(name.data() - line.data()) > begin)
			break;
		found = call;
	}
	return found;
}

bool is_filler(std::string_view word) noexcept
{
	return word == "failed" || word == "error" || word == "failure" || word == "tcp" ||
	       word == "udp" || word.find_first_of("/'\".:0123456789") != word.npos;
}

std::string_view trimmed(std::string_view word) noexcept
{
	while (!word.empty() && !std::isalnum(static_cast<unsigned char>(word.back())) &&
		word.back() != '_')
		word.remove_suffix(1);
	const auto begin = word.find_last_of(":.@(['\"");
	return begin == word.npos ? word : word.substr(begin + 1);
}

/** "setgroups: Operation…", "open /x: permission…", "fork failed: …": the last word before it. */
std::optional<CallWords> by_last_word(std::string_view line, std::size_t begin)
{
	constexpr int reach = 3;
	const auto words = split_blanks(line.substr(0, begin));
	int seen = 0;
	for (auto word = words.rbegin(); word != words.rend() && seen < reach; ++word, ++seen) {
		const std::string_view bare = trimmed(*word);
		if (const auto call = call_by_name(bare))
			return call;
		// "Socket: Operation not permitted": at the beginning of a sentence
		if (seen == 0 && word->ends_with(':'))
			if (const auto call = call_by_name(to_lower(bare)))
				return call;
		if (!bare.empty() && !is_filler(*word))
			break;
	}
	return std::nullopt;
}

/** Node: "EROFS: read-only file system, open '/x'" */
std::optional<CallWords> by_next_word(std::string_view line, std::size_t end)
{
	static const RE2 pattern{R"(^, ([a-z]+)(?: |$))"};
	std::string name;
	if (!RE2::PartialMatch(piece(line.substr(std::min(end, line.size()))), pattern, &name))
		return std::nullopt;
	return call_by_name(name);
}

/** Words of the error itself ("Read-only file system") are none of the operation. */
std::string without_error(std::string_view line, std::size_t begin, std::size_t end)
{
	end = std::min(end, line.size());
	begin = std::min(begin, end);
	std::string text{line.substr(0, begin)};
	text += ' ';
	text += line.substr(end);
	return text;
}

/** "/usr/bin/mount-all" is not "mount"; that a path stood there is kept. */
std::string without_paths(std::string_view text)
{
	static const RE2 path{R"((^|[\s"'`<(\[=:])/[^\s"'`<>()\[\],;]*)"};
	std::string bare{text};
	RE2::GlobalReplace(&bare, path, R"(\1/)");
	return bare;
}

CallWords by_verbs(const std::string &text)
{
	static const auto patterns = word_patterns(verbs);
	auto found = first_match(patterns, text);
	// what a file is called tells how it is used, but of no other call
	if (found && verbs[*found].kind != Path && text.find('/') != text.npos)
		found = first_match(patterns, without_paths(text));
	if (!found)
		return {};
	const VerbRow &row = verbs[*found];
	return {.kind = row.kind, .call = row.call, .access = row.access};
}

} // namespace

CallWords find_call(std::string_view line, std::size_t begin, std::size_t end)
{
	auto call = by_parenthesis(line, begin);
	if (!call)
		call = by_last_word(line, begin);
	if (!call)
		call = by_next_word(line, end);
	CallWords verb = by_verbs(without_error(line, begin, end));
	// "Cannot fork" is error and operation in one
	const CallWords whole = by_verbs(std::string{line});
	if (verb.kind == Unknown || whole.kind == Fork)
		verb = whole;
	const bool is_noun = call && !by_parenthesis(line, begin) && call->call == "socket";
	const bool is_traffic = call && call->call == "write" && verb.kind == Connect;
	if (!call || is_traffic ||
		(is_noun && (verb.kind == Bind || verb.kind == OperationKind::Capability)))
		return verb;
	if (call->access == Access::Unknown && verb.kind == call->kind)
		call->access = verb.access;
	return *call;
}

} // namespace hardenctl
