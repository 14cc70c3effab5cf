// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "journal/remote-log.hh"

#include "fixture.hh"

#include "base/shell-word.hh"
#include "harness.hh"
#include "journal/message-id.hh"

#include <array>
#include <cstdlib>
#include <filesystem>

using namespace hardenctl;
using namespace hardenctl::test;

namespace {

const std::string nginx = "nginx.service";
const std::string odd = "it's \\x20`$(odd)`.service";
constexpr unsigned many = 3000;

/** More than one answer holds; a field with newlines, too. */
std::string sample()
{
	std::string text = export_entry(1,
		from_manager({{"UNIT", nginx}, {"MESSAGE_ID", std::string{message_id::unit_failed}},
			{"MESSAGE", "failed"}}));
	for (unsigned i = 2; i < many; ++i)
		text += export_entry(i,
			from_service(nginx,
				{{"MESSAGE", std::to_string(i) + '\n' + std::string(300, 'x')}}));
	text += export_entry(many, from_service(odd, {{"MESSAGE", "odd"}}));
	text += export_entry(many + 1, {{"_TRANSPORT", "kernel"}, {"SYSLOG_IDENTIFIER", "kernel"},
					       {"MESSAGE", "hardenctl-0 0\n"}});
	return text;
}

/** A host: programs in a directory of $PATH that stand for ssh and its journalctl. */
class Host {
	TemporaryDirectory directory_;

	void write_program(const std::string &name, const std::string &text) const
	{
		const auto path = directory_.write("bin/" + name, "#!/bin/sh\n" + text);
		std::filesystem::permissions(path, std::filesystem::perms::owner_all);
	}

public:
	Host()
	{
		make_journal(directory_.path() + "/journal/t.journal", sample());
		write_program("ssh", "echo Welcome\nwhile [ \"$1\" != -- ]; do shift; done\n"
				     "shift 2; exec /bin/sh -c \"$1\"\n");
		write_program("journalctl", "exec /usr/bin/journalctl --directory=" +
						    directory_.path() + "/journal \"$@\"\n");
		const std::string path = directory_.path() + "/bin:/usr/bin:/bin";
		setenv("PATH", path.c_str(), 1);
	}

	void say(const std::string &program, const std::string &text) const
	{
		write_program(program, text);
	}

	std::string path() const { return directory_.path(); }
};

void words_for_a_shell(Check &check)
{
	check.equal(quote_for_shell("a'b $(c)"), R"('a'\''b $(c)')");
	for (const char *good :
		{"web", "root@web-1.example.org", "web:2222", "[::1]:22", "a_b@10.0.0.1"})
		check_remote_host(good);
	for (const char *bad : {"", "-web", "-oProxyCommand=x", "a b", "a;b", "$(a)", "a/b", "@a",
		     "a@", "a:", "a:x", "a:0", "a:70000", "::1", "[::1", "[::1]x", "a\nb", "-a@b",
		     "a@-b"})
		check.throws([bad] { check_remote_host(bad); }, "is no [USER@]HOST[:PORT]");
	check.equal(ssh_in_words("root@web:22"), "ssh -p 22 root@web");
}

void commands(Check &check)
{
	const Host host;
	RemoteShell shell{"web"};
	check.equal(shell.run("echo a; false").output, "a\n");
	check.equal(shell.run("cat; (exit 3)").status, 3);
}

void selections(Check &check)
{
	const Host host;
	RemoteShell shell{"web"};
	RemoteLog log{shell, false};
	const auto here = open_log({.directory = host.path() + "/journal"});
	const auto same = [&](const Query &query, std::size_t size) {
		const auto there = collect(log, query);
		const auto expected = collect(*here, query);
		check.equal(there.size(), size);
		check.equal(expected.size(), size);
		for (std::size_t i = 0; i < std::min(there.size(), expected.size()); ++i)
			if (!check.equal(there[i].cursor, expected[i].cursor) ||
				!check.equal(there[i].message, expected[i].message) ||
				!check.equal(there[i].realtime, expected[i].realtime))
				break;
	};
	same({.unit = nginx}, many - 1);
	same({.unit = nginx, .order = Order::NewestFirst}, many - 1);
	const std::uint64_t first = 1795461277000000;
	same({.unit = nginx, .since = first + 2000 * 1000, .order = Order::NewestFirst},
		many - 2000);
	same({.unit = nginx, .since = first + 1000000, .until = first + 1001000}, 2);
	same({.unit = odd}, 1);
	same({.select = Select::Kernel}, 1);
	same({.select = Select::Failures}, 1);
	same({.select = Select::Process, .pid = 510}, many - 1);
	check.equal(log.newest_time(), here->newest_time());
	check.equal(log.newest_boot(), here->newest_boot());
	check.is_true(log.units() == here->units(), "units");
}

void stops_early(Check &check)
{
	const Host host;
	RemoteShell shell{"web"};
	RemoteLog log{shell, false};
	unsigned seen = 0;
	log.visit({.unit = nginx}, [&](const Entry &) { return ++seen < 5; });
	check.equal(seen, 5u);
	check.equal(shell.run("echo still there").output, "still there\n");
}

void failures(Check &check)
{
	const Host host;
	host.say("journalctl", "echo 'No journal files were opened due to insufficient "
			       "permissions.' >&2; exit 1\n");
	{
		RemoteShell shell{"web"};
		check.throws([&] { RemoteLog(shell, false); }, "systemd-journal or adm");
	}
	host.say("ssh", "exit 255\n");
	check.throws([] { RemoteShell{"web:22"}; }, "`ssh -p 22 web true` must work");
	host.say("ssh", "echo This account is not available.; exit 1\n");
	check.throws([] { RemoteShell{"web"}; }, "No shell answers on web");
}

constexpr std::array cases{
	Case{"words for a shell", words_for_a_shell},
	Case{"commands", commands},
	Case{"selections", selections},
	Case{"stops early", stops_early},
	Case{"failures", failures},
};

} // namespace

int main()
{
	return run("journal remote-log", cases);
}
