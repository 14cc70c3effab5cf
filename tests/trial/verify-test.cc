// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "trial/verify-drop-in.hh"

#include "base/error.hh"

#include "harness.hh"

#include <array>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fmt/format.h>
#include <fstream>
#include <memory>

using namespace hardenctl;
using namespace hardenctl::test;

namespace {

/** A unit in a folder of its own, with one drop-in. */
class Unit {
	std::string folder_ = (std::filesystem::temp_directory_path() / "verify-XXXXXX").string();

public:
	Unit()
	{
		if (!mkdtemp(folder_.data()))
			throw std::runtime_error("no temporary directory");
		std::filesystem::create_directory(folder_ + "/verified.service.d");
		std::ofstream{path()} << "[Service]\nExecStart=/bin/true\n";
	}
	Unit(const Unit &) = delete;
	Unit &operator=(const Unit &) = delete;
	~Unit()
	{
		std::error_code ignored;
		std::filesystem::remove_all(folder_, ignored);
	}

	std::string path() const { return folder_ + "/verified.service"; }

	/** What systemd itself says of the drop-in; empty if it takes it. */
	std::string ask_systemd(std::string_view drop_in) const
	{
		const std::string file = path() + ".d/zz-hardenctl.conf";
		std::ofstream{file} << drop_in;
		const std::string command = fmt::format("SYSTEMD_UNIT_PATH={}: systemd-analyze "
							"verify --man=no --recursive-errors=no {} "
							"2>&1 | grep -F zz-hardenctl.conf",
			folder_, path());
		const std::unique_ptr<FILE, int (*)(FILE *)> pipe{
			popen(command.c_str(), "r"), pclose};
		std::string said;
		for (int c = 0; pipe && (c = fgetc(pipe.get())) != EOF;)
			said += static_cast<char>(c);
		return said;
	}
};

bool takes(const std::string &drop_in)
{
	try {
		verify_drop_in(
			{.systemd_version = systemd_version_of("")}, "verified.service", drop_in);
		return true;
	} catch (const Error &) {
		return false;
	}
}

constexpr std::array good{
	"SystemCallFilter=mkdir",
	"SystemCallFilter=~@mount:EPERM",
	"SystemCallFilter=",
	"SystemCallErrorNumber=EPERM",
	"ReadWritePaths=-/run",
	"ReadWritePaths=\"/a b\" /c",
	"BindReadOnlyPaths=/etc:/etc:norbind",
	"TemporaryFileSystem=/var:ro",
	"ProtectSystem=no",
	"ProtectHome=tmpfs",
	"ProtectProc=default",
	"CapabilityBoundingSet=CAP_CHOWN",
	"CapabilityBoundingSet=~CAP_CHOWN CAP_KILL",
	"AmbientCapabilities=CAP_NET_BIND_SERVICE",
	"RestrictAddressFamilies=AF_NETLINK",
	"RestrictAddressFamilies=none",
	"RestrictNamespaces=~user",
	"StateDirectory=a/b c",
	"StateDirectoryMode=0750",
	"UMask=0022",
	"LimitNOFILE=1024:4096",
	"LimitMEMLOCK=64M",
	"TasksMax=10%",
	"MemoryMax=1G",
	"DeviceAllow=/dev/null rw",
	"DeviceAllow=char-pts",
	"DevicePolicy=auto",
	"IPAddressAllow=127.0.0.0/8 ::1",
	"IPAddressAllow=localhost",
	"SocketBindAllow=tcp:80",
	"User=root",
	"PrivateTmp=yes",
	"NoNewPrivileges=false",
	"KeyringMode=inherit",
	"Nice=-5",
	"CPUSchedulingPolicy=rr",
	"SystemCallFilter=~read:38",
	"SystemCallFilter=~@clock:EWOULDBLOCK",
	"SystemCallFilter=_llseek riscv_flush_icache",
	"SystemCallErrorNumber=kill",
	"SystemCallErrorNumber=eperm",
	"SystemCallErrorNumber=4095",
	"SystemCallArchitectures=native x86 arm64 mips64-le-n32 s390x",
	"BindPaths=/a:/b:norbind",
	"BindPaths=-/a /b:/c:",
	"TemporaryFileSystem=/a:size=1M,ro",
	"RestrictAddressFamilies=AF_ROUTE AF_FILE",
	"RestrictAddressFamilies=~AF_MCTP AF_DECnet",
	"LimitNOFILE=5:infinity",
	"LimitNOFILE=+5",
	"LimitNOFILE=0x10",
	"LimitCPU=1h",
	"LimitCPU=500ms:1h 30min",
	"LimitRTTIME=5ms",
	"LimitNICE=+5",
	"LimitNICE=-5",
	"LimitNICE=5:10",
	"LimitAS=1.5G",
	"LimitMEMLOCK=1 G",
	"LimitSIGPENDING=0",
	"TasksMax=+5",
	"TasksMax=10.5%",
	"TasksMax=infinity",
	"MemoryMax=50.5%",
	"MemoryMax=1.5G",
	"MemoryMax=1M512K",
	"MemorySwapMax=0",
	"DeviceAllow=/dev/null",
	"DeviceAllow=/dev/null wr",
	"DeviceAllow=char-* rw",
	"DeviceAllow=/run/systemd/inaccessible/chr rw",
	"DeviceAllow=\"/dev/a b\" rw",
	"IPAddressAllow=1.2.3.4/0 ::1/128 2001:db8::/32",
	"IPAddressAllow=any link-local multicast",
	"IPAddressDeny=::ffff:1.2.3.4",
	"SocketBindAllow=80-90",
	"SocketBindAllow=ipv6",
	"SocketBindAllow=ipv4:tcp:80-90",
	"SocketBindDeny=udp:any",
	"Nice=-20",
	"Nice=+5",
	"OOMScoreAdjust=-1000",
	"CPUSchedulingPriority=99",
};

constexpr std::array bad{
	"SystemCallFilter=@no-such-group",
	"ReadWritePaths=relative",
	"ReadWritePaths=/a/../b",
	"ProtectSystem=maybe",
	"ProtectHome=perhaps",
	"ProtectProc=all",
	"CapabilityBoundingSet=CAP_NO_SUCH",
	"RestrictNamespaces=nothing",
	"StateDirectory=/absolute",
	"StateDirectory=a/../b",
	"StateDirectoryMode=9999",
	"UMask=999",
	"LimitNOFILE=many",
	"MemoryMax=much",
	"DevicePolicy=none",
	"PrivateTmp=perhaps",
	"NoNewPrivileges=2",
	"KeyringMode=none",
	"CPUSchedulingPolicy=fast",
	"NoSuchDirective=yes",
	"StateDirectry=a",
	"SystemCallFilter=no_such_call",
	"SystemCallFilter=~read no_such_call",
	"SystemCallFilter=~read:ENOSUCH",
	"SystemCallFilter=~read:4096",
	"SystemCallFilter=read:EPERM",
	"SystemCallLog=no_such_call",
	"SystemCallErrorNumber=ENOSUCH",
	"SystemCallErrorNumber=4096",
	"SystemCallErrorNumber=0",
	"SystemCallArchitectures=pdp11",
	"SystemCallArchitectures=native pdp11",
	"BindPaths=/a:relative",
	"BindPaths=/a:",
	"BindPaths=+/a",
	"BindPaths=/a:-/b",
	"BindPaths=/a:/b/../c",
	"BindPaths=/a:/b:bogus",
	"BindPaths=/a:/b /c:relative",
	"TemporaryFileSystem=-/a",
	"RestrictAddressFamilies=AF_NO_SUCH",
	"RestrictAddressFamilies=AF_INET AF_MAX",
	"RestrictAddressFamilies=PF_INET",
	"RestrictAddressFamilies=none AF_INET",
	"LimitNOFILE=5:4",
	"LimitNOFILE=infinity:5",
	"LimitNOFILE=1K",
	"LimitNOFILE=-1",
	"LimitNOFILE=10%",
	"LimitCPU=1min:30s",
	"LimitCPU=1 fortnight",
	"LimitNICE=10:5",
	"LimitNICE=50",
	"LimitNICE=+21",
	"LimitAS=1G:1M",
	"LimitAS=1X",
	"TasksMax=-1",
	"TasksMax=0",
	"TasksMax=101%",
	"TasksMax=1K",
	"MemoryMax=-1",
	"MemoryMax=0",
	"MemoryMax=1g",
	"MemoryMax=99999999999999999999",
	"DeviceAllow=null",
	"DeviceAllow=/null rw",
	"DeviceAllow=/dev/null rwx",
	"DeviceAllow=/dev/null rw r",
	"DeviceAllow=/dev/../etc rw",
	"DeviceAllow=charpts",
	"IPAddressAllow=500.0.0.1",
	"IPAddressAllow=1.2.3.4/33",
	"IPAddressAllow=1.2.3.4/08",
	"IPAddressAllow=1.2.3",
	"IPAddressAllow=1.2.3.4 elsewhere",
	"IPAddressAllow=10.0.0.0/8,11.0.0.0/8",
	"IPAddressDeny=::1/129",
	"SocketBindAllow=port:80",
	"SocketBindAllow=0",
	"SocketBindAllow=65536",
	"SocketBindAllow=90-80",
	"SocketBindAllow=tcp:",
	"SocketBindAllow=tcp:ipv4:80",
	"SocketBindAllow=80 90",
	"Nice=50",
	"Nice=-21",
	"Nice=5%",
	"Nice=infinity",
	"OOMScoreAdjust=1001",
	"CPUSchedulingPriority=100",
};

/** The real one is the judge; what it says depends on its version. */
template <typename Lines> void agree(Check &check, const Lines &lines, bool expected)
{
	const Unit unit;
	unsigned as_expected = 0;
	for (const char *line : lines) {
		const std::string drop_in = fmt::format("[Service]\n{}\n", line);
		const std::string said = unit.ask_systemd(drop_in);
		as_expected += said.empty() == expected;
		check.is_true(takes(drop_in) == said.empty(),
			fmt::format("{}: systemd says \"{}\"", line, said));
	}
	// where it cannot run at all, it agrees to everything
	check.is_true(as_expected + 2 >= lines.size(), "systemd-analyze verify tells them apart");
}

void good_lines(Check &check)
{
	agree(check, good, true);
}

void bad_lines(Check &check)
{
	agree(check, bad, false);
}

constexpr std::array cases{
	Case{"lines that are good", good_lines},
	Case{"lines that are bad", bad_lines},
};

} // namespace

int main()
{
	return run("trial verify", cases);
}
