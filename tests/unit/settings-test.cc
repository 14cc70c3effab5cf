// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "harness.hh"
#include "tree.hh"

using namespace hardenctl;
using namespace hardenctl::test;

static void last_one_counts(Check &check)
{
	const auto config = service("ProtectSystem=full\nProtectSystem=strict\nProtectSystem=\n"
				    "ProtectSystem=bogus\nNoNewPrivileges=perhaps\n");
	check.equal(shown(config), "ProtectSystem=strict@/etc/x.service:3\n");
	check.equal(messages(config),
		"/etc/x.service:4: Failed to parse ProtectSystem=, ignoring: Invalid argument\n"
		"/etc/x.service:5: Failed to parse ProtectSystem=bogus, ignoring: Invalid "
		"argument\n"
		"/etc/x.service:6: Failed to parse NoNewPrivileges=perhaps, ignoring: "
		"Invalid argument\n");
}

static void empty_value_resets(Check &check)
{
	check.equal(settings(service("User=a\nUser=\n")), "");
	check.equal(
		settings(service("MemoryMax=1G\nMemoryMax=\nMemoryMax=50%\n")), "MemoryMax=50%\n");
	check.equal(settings(service("LimitNOFILE=1:2\nLimitNOFILE=\n")), "LimitNOFILE=1:2\n");
}

static void lists_add_up_since_the_last_reset(Check &check)
{
	check.equal(shown(service("ReadWritePaths=/a\nReadWritePaths=\nReadWritePaths=/b\n"
				  "ReadWriteDirectories=-/c\n")),
		"ReadWritePaths=/b@/etc/x.service:4\nReadWritePaths=-/c@/etc/x.service:5\n");
	check.equal(settings(service("SystemCallFilter=@system-service\nSystemCallFilter=~@mount\n"
				     "User=a\nSystemCallFilter=\nSystemCallFilter=~@clock\n")),
		"User=a\nSystemCallFilter=~@clock\n");
}

static void bind_lists_are_one(Check &check)
{
	check.equal(settings(service("BindPaths=/a\nBindReadOnlyPaths=/b:/c\nBindPaths=\n")), "");
	check.equal(settings(service("BindPaths=/a\nBindReadOnlyPaths=\nBindPaths=/d\n")),
		"BindPaths=/d\n");
}

static void empty_capability_sets_are_values(Check &check)
{
	check.equal(shown(service("CapabilityBoundingSet=CAP_KILL\nCapabilityBoundingSet=\n")),
		"CapabilityBoundingSet=@/etc/x.service:3\n");
	check.equal(settings(service("CapabilityBoundingSet=\nCapabilityBoundingSet=CAP_KILL\n")),
		"CapabilityBoundingSet=\nCapabilityBoundingSet=CAP_KILL\n");
	check.equal(
		settings(service("CapabilityBoundingSet=CAP_KILL\nCapabilityBoundingSet=~\n")), "");
	check.equal(settings(service("AmbientCapabilities=CAP_KILL\nAmbientCapabilities=\n")),
		"AmbientCapabilities=\n");
}

static void some_values_stand_alone(Check &check)
{
	check.equal(settings(service("RestrictNamespaces=net\nRestrictNamespaces=yes\n")),
		"RestrictNamespaces=yes\n");
	check.equal(settings(service("RestrictNamespaces=no\nRestrictNamespaces=net\n")),
		"RestrictNamespaces=no\nRestrictNamespaces=net\n");
	check.equal(settings(service("RestrictNamespaces=net bogus\n")), "");
	check.equal(settings(service("RestrictNamespaces=time\n")), "RestrictNamespaces=time\n");
	check.equal(settings(service("RestrictFileSystems=@basic-api ext4\n")),
		"RestrictFileSystems=@basic-api ext4\n");
	check.equal(
		settings(service("RestrictAddressFamilies=AF_INET\nRestrictAddressFamilies=none\n"
				 "RestrictAddressFamilies=~AF_UNIX\n")),
		"RestrictAddressFamilies=none\nRestrictAddressFamilies=~AF_UNIX\n");
	check.equal(settings(service("Delegate=cpu\nDelegate=yes\n")), "Delegate=yes\n");
	check.equal(settings(service(
			    "LoadCredential=a:/1\nLoadCredential=b:/2\nLoadCredential=a:/3\n")),
		"LoadCredential=b:/2\nLoadCredential=a:/3\n");
}

static void bad_words_are_named(Check &check)
{
	const auto config =
		service("ReadOnlyPaths=/a b\nReadOnlyPaths=c\n"
			"SystemCallFilter=@nonsense read\nRestrictAddressFamilies=INET\n");
	// a list that allows no family is one, too
	check.equal(settings(config), "ReadOnlyPaths=/a b\nSystemCallFilter=@nonsense read\n"
				      "RestrictAddressFamilies=INET\n");
	for (const auto part :
		{":2: Failed to parse ReadOnlyPaths=b,", ":3: Failed to parse ReadOnlyPaths=c,",
			":4: Failed to parse SystemCallFilter=@nonsense,",
			":5: Failed to parse RestrictAddressFamilies=INET,"})
		check.contains(messages(config), part);
}

static void newer_settings_and_values_are_ignored(Check &check)
{
	const auto text = "PrivateTmp=disconnected\nPrivatePIDs=yes\nProtectHostname=private\n";
	const auto config = service(text, 252);
	check.equal(settings(config), "");
	check.contains(messages(config), "x.service:2: Failed to parse PrivateTmp=disconnected, "
					 "ignoring: known since systemd 257, this is 252");
	check.contains(messages(config),
		"x.service:3: PrivatePIDs= is known since systemd 257, this is 252, ignoring.");
	check.equal(service(text, 262).assignments.size(), 3U);
	check.equal(messages(service(text, 0)), "");
}

static void each_type_has_its_values(Check &check)
{
	const auto good =
		"PrivateTmp=TRUE\nUMask=0077\nLimitNOFILE=1024:infinity\nLimitCPU=1h 30min\n"
		"TasksMax=10%\nOOMScoreAdjust=-500\nProtectHostname=yes:name\n"
		"WorkingDirectory=-~\nBindPaths=-/a:/b:rbind\nNice=-5\n"
		"CapabilityBoundingSet=~CAP_SYS_ADMIN cap_kill\n";
	check.equal(messages(service(good, 262)), "");
	check.equal(service(good, 262).assignments.size(), 11U);
	const auto bad = "PrivateDevices=strict\nUMask=9\nLimitNOFILE=many\nTasksMax=lots\n"
			 "RootDirectory=srv\nBindPaths=a:/b\nProtectHome=tmpfs2\n";
	const auto config = service(bad);
	check.equal(settings(config), "");
	check.equal(config.diagnostics.size(), 7U);
}

static void fatal_values_keep_it_from_loading(Check &check)
{
	for (const auto bad :
		{"DynamicUser=perhaps\n", "User=a:b\n", "SupplementaryGroups=ok a:b\n",
			"WorkingDirectory=srv\n", "RootDirectory=srv\n", "ExecStart=bin/x\n"})
		check.is_true(service(bad).load_state == LoadState::BadSetting, bad);
	for (const auto ignored : {"PrivateTmp=perhaps\n", "WorkingDirectory=-srv\n",
		     "ExecStart=-bin/x\n", "StateDirectory=../x\n", "StateDirectory=/x\n"}) {
		check.is_true(service(ignored).load_state == LoadState::Loaded, ignored);
		check.equal(service(ignored).assignments.size(), 0U);
		check.equal(service(ignored).commands.size(), 0U);
	}
	check.equal(messages(service("StateDirectory=a:b::ro c\nExecStart=x\n")), "");
}

static void expands_specifiers(Check &check)
{
	const Tree tree;
	tree.write("/etc/machine-id", "0123456789abcdef0123456789abcdef\n");
	tree.write("/etc/hostname", "host.example.org\n");
	tree.write("/usr/lib/os-release", "ID=debian\nVERSION_ID=\"13\"\n");
	const auto expanded = [&](const std::string &value) {
		tree.write(
			"/etc/systemd/system/a-b@.service", "[Service]\nPAMName=" + value + "\n");
		const auto config = tree.load("a-b@c\\x2dd-e.service");
		const auto *found = config.find(Directive::PAMName);
		return found ? found->value : "(none)";
	};
	check.equal(expanded("%n %N"), "a-b@c\\x2dd-e.service a-b@c\\x2dd-e");
	check.equal(expanded("%p %P %i %I %j %f"), "a-b a/b c\\x2dd-e c-d/e b /c-d/e");
	check.equal(expanded("%t %S %C %L %E %T %V %h"),
		"/run /var/lib /var/cache /var/log /etc /tmp /var/tmp /root");
	check.equal(expanded("%u %U %m"), "root 0 0123456789abcdef0123456789abcdef");
	check.equal(expanded("%H %l %o %w %W."), "host.example.org host debian 13 .");
	check.equal(expanded("100%% %% %"), "100% % %");
	check.equal(expanded("%y"), "/etc/systemd/system/a-b@.service");
	check.equal(expanded("%b"), "%b");
	const auto config = tree.load("a-b@x.service");
	check.equal(messages(config),
		"/etc/systemd/system/a-b@.service:2: The value of %b is not known "
		"here, kept as written.\n");
	check.equal(settings(service("TasksMax=40%\n")), "TasksMax=40%\n");
}

static std::string command_shown(std::string_view line)
{
	const auto config = service("ExecStart=" + std::string{line} + "\n");
	std::string text;
	for (const auto &command : config.commands) {
		text += command.setting + " ";
		text += command.ignore_failure ? "-" : "";
		text += command.full_privileges ? "+" : "";
		text += command.no_setuid ? "!" : "";
		text += command.program + "(" + joined(command.arguments) + ")";
	}
	return text;
}

static void reads_commands(Check &check)
{
	check.equal(command_shown("/bin/x"), "ExecStart /bin/x()");
	check.equal(command_shown("-+/bin/x a 'b c' ${HOME} $A %p %%"),
		"ExecStart -+/bin/x(a|b c|${HOME}|$A|x|%|)");
	check.equal(command_shown("@/bin/x argv0 a"), "ExecStart /bin/x(a|)");
	check.equal(command_shown("!/bin/x"), "ExecStart !/bin/x()");
	check.equal(command_shown("!!:/bin/x"), "ExecStart /bin/x()");
	check.equal(
		command_shown("/bin/x a ; /bin/y b"), "ExecStart /bin/x(a|)ExecStart /bin/y(b|)");
	check.equal(command_shown("/bin/x a \\; b"), "ExecStart /bin/x(a|;|b|)");
	check.equal(command_shown("/bin/x \"a\\\\;\""), "ExecStart /bin/x(a\\;|)");
	const auto config = service("ExecStart=/a\nExecStartPre=/b\nExecStart=\nExecStart=/c\n");
	check.equal(config.commands.size(), 2U);
	check.equal(config.commands[1].program, "/c");
	check.equal(config.commands[1].origin.line, 5U);
}

static void reads_type_and_environment(Check &check)
{
	check.equal(service("").service_type, "simple");
	check.equal(service("Type=notify\nType=bogus\n").service_type, "notify");
	check.equal(service("Type=notify-reload\n", 252).service_type, "simple");
	const auto config =
		service("Environment=OLD=1\nEnvironment=\nEnvironment=LANG=de_DE.UTF-8 \"A=b c\"\n"
			"Environment=A=%p nonsense\n");
	check.equal(config.environment.size(), 2U);
	check.is_true(
		config.environment[0] == std::pair<std::string, std::string>{"LANG", "de_DE.UTF-8"},
		"LANG");
	check.is_true(config.environment[1] == std::pair<std::string, std::string>{"A", "x"}, "A");
	check.contains(messages(config), "x.service:5: Failed to parse Environment=nonsense");
}

static void finds_the_last_one(Check &check)
{
	const auto config = service("ReadOnlyPaths=/a\nReadOnlyPaths=/b\n");
	check.equal(config.find(Directive::ReadOnlyPaths)->value, "/b");
	check.is_true(!config.find(Directive::User), "not set");
}

/** "User=a" that would count again without the line in effect and what follows its value. */
static std::string before(const Tree &tree, Directive directive)
{
	const UnitConfig config = tree.load("x.service");
	const Assignment *now = config.find(directive);
	const Assignment *then = now ? config.before(*now) : nullptr;
	return then ? then->value + "@" + then->origin.path : "";
}

static void knows_what_counted_before(Check &check)
{
	const Tree tree;
	const std::string fragment = "/usr/lib/systemd/system/x.service";
	const std::string drop_ins = "/etc/systemd/system/x.service.d/";
	tree.write(fragment, "[Service]\nExecStart=/bin/x\nUser=old\nUser=a\nProtectHome=yes\n"
			     "ReadOnlyPaths=/a\nLimitNOFILE=9\n");
	check.equal(before(tree, Directive::User), "");
	tree.write(drop_ins + "10-b.conf",
		"[Service]\nUser=\nUser=b\nProtectHome=tmpfs\nProtectHome=no\nReadOnlyPaths=/b\n"
		"LimitNOFILE=\n");
	check.equal(before(tree, Directive::User), "a@" + fragment);
	check.equal(before(tree, Directive::ProtectHome), "yes@" + fragment);
	check.equal(before(tree, Directive::ReadOnlyPaths), "");
	check.equal(before(tree, Directive::LimitNOFILE), "");
	tree.write(drop_ins + "20-c.conf", "[Service]\nUser=c\nProtectHome=bogus\n");
	check.equal(before(tree, Directive::User), "b@" + drop_ins + "10-b.conf");
	check.equal(before(tree, Directive::ProtectHome), "yes@" + fragment);
	// a file that gives an old value back adds nothing of its own
	tree.write(drop_ins + "90-b.conf", "[Service]\nUser=b\n");
	check.equal(before(tree, Directive::User), "a@" + fragment);
	tree.write(drop_ins + "91-a.conf", "[Service]\nUser=a\n");
	check.equal(before(tree, Directive::User), "");
	// a reset leaves nothing to go back to
	tree.write(drop_ins + "92-none.conf", "[Service]\nUser=\n");
	tree.write(drop_ins + "93-d.conf", "[Service]\nUser=d\n");
	check.equal(before(tree, Directive::User), "");
}

int main()
{
	static constexpr Case cases[] = {
		{"last one counts", last_one_counts},
		{"empty value resets", empty_value_resets},
		{"lists add up since the last reset", lists_add_up_since_the_last_reset},
		{"bind lists are one", bind_lists_are_one},
		{"empty capability sets are values", empty_capability_sets_are_values},
		{"some values stand alone", some_values_stand_alone},
		{"bad words are named", bad_words_are_named},
		{"newer settings and values are ignored", newer_settings_and_values_are_ignored},
		{"each type has its values", each_type_has_its_values},
		{"fatal values keep it from loading", fatal_values_keep_it_from_loading},
		{"expands specifiers", expands_specifiers},
		{"reads commands", reads_commands},
		{"reads type and environment", reads_type_and_environment},
		{"finds the last one", finds_the_last_one},
		{"knows what counted before", knows_what_counted_before},
	};
	return run("settings", cases);
}
