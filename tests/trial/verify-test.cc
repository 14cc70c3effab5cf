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

/** A unit in a directory of its own, with one drop-in. */
class Unit {
	std::string directory_ =
		(std::filesystem::temp_directory_path() / "verify-XXXXXX").string();

public:
	Unit()
	{
		if (!mkdtemp(directory_.data()))
			throw std::runtime_error("no temporary directory");
		std::filesystem::create_directory(directory_ + "/verified.service.d");
		std::ofstream{path()} << "[Service]\nExecStart=/bin/true\n";
	}
	Unit(const Unit &) = delete;
	Unit &operator=(const Unit &) = delete;
	~Unit()
	{
		std::error_code ignored;
		std::filesystem::remove_all(directory_, ignored);
	}

	std::string path() const { return directory_ + "/verified.service"; }

	/** What systemd itself says of the drop-in; empty if it takes it. */
	std::string ask_systemd(std::string_view drop_in) const
	{
		const std::string file = path() + ".d/zz-hardenctl.conf";
		std::ofstream{file} << drop_in;
		const std::string command = fmt::format("SYSTEMD_UNIT_PATH={}: systemd-analyze "
							"verify --man=no --recursive-errors=no {} "
							"2>&1 | grep -F zz-hardenctl.conf",
			directory_, path());
		const std::unique_ptr<FILE, int (*)(FILE *)> pipe{
			popen(command.c_str(), "r"), pclose};
		std::string said;
		for (int c = 0; pipe && (c = fgetc(pipe.get())) != EOF;)
			said += static_cast<char>(c);
		return said;
	}
};

bool takes(const std::string &drop_in, unsigned systemd_version)
{
	try {
		verify_drop_in({.systemd_version = systemd_version}, "verified.service", drop_in);
		return true;
	} catch (const Error &) {
		return false;
	}
}

struct Line {
	const char *text;
	/** The first systemd that takes it; 0: all do. */
	unsigned since = 0;
};

constexpr unsigned never = ~0U;

constexpr Line lines[]{
	{"SystemCallFilter=mkdir"},
	{"SystemCallFilter=~@mount:EPERM"},
	{"SystemCallFilter="},
	{"SystemCallErrorNumber=EPERM"},
	{"ReadWritePaths=-/run"},
	{"ReadWritePaths=\"/a b\" /c"},
	{"BindReadOnlyPaths=/etc:/etc:norbind"},
	{"TemporaryFileSystem=/var:ro"},
	{"ProtectSystem=no"},
	{"ProtectHome=tmpfs"},
	{"ProtectProc=default"},
	{"CapabilityBoundingSet=CAP_CHOWN"},
	{"CapabilityBoundingSet=~CAP_CHOWN CAP_KILL"},
	{"CapabilityBoundingSet=CAP_NO_SUCH"}, // without a warning
	{"AmbientCapabilities=CAP_NET_BIND_SERVICE"},
	{"RestrictAddressFamilies=AF_NETLINK"},
	{"RestrictAddressFamilies=none"},
	{"RestrictNamespaces=~user"},
	{"StateDirectory=a/b c"},
	{"StateDirectoryMode=0750"},
	{"UMask=0022"},
	{"LimitNOFILE=1024:4096"},
	{"LimitMEMLOCK=64M"},
	{"TasksMax=10%"},
	{"MemoryMax=1G"},
	{"DeviceAllow=/dev/null rw"},
	{"DeviceAllow=char-pts"},
	{"DevicePolicy=auto"},
	{"IPAddressAllow=127.0.0.0/8 ::1"},
	{"IPAddressAllow=localhost"},
	{"SocketBindAllow=tcp:80"},
	{"User=root"},
	{"PrivateTmp=yes"},
	{"NoNewPrivileges=false"},
	{"KeyringMode=inherit"},
	{"Nice=-5"},
	{"CPUSchedulingPolicy=rr"},
	{"SystemCallFilter=~read:38"},
	{"SystemCallFilter=~@clock:EWOULDBLOCK"},
	{"SystemCallFilter=_llseek riscv_flush_icache"},
	{"SystemCallErrorNumber=kill"},
	{"SystemCallErrorNumber=eperm"},
	{"SystemCallErrorNumber=4095"},
	{"SystemCallArchitectures=native x86 arm64 mips64-le-n32 s390x"},
	{"BindPaths=/a:/b:norbind"},
	{"BindPaths=-/a /b:/c:"},
	{"TemporaryFileSystem=/a:size=1M,ro"},
	{"RestrictAddressFamilies=AF_ROUTE AF_FILE"},
	{"RestrictAddressFamilies=~AF_MCTP AF_DECnet"},
	{"LimitNOFILE=5:infinity"},
	{"LimitNOFILE=+5"},
	{"LimitNOFILE=0x10"},
	{"LimitCPU=1h"},
	{"LimitCPU=500ms:1h 30min"},
	{"LimitRTTIME=5ms"},
	{"LimitNICE=+5"},
	{"LimitNICE=-5"},
	{"LimitNICE=5:10"},
	{"LimitAS=1.5G"},
	{"LimitMEMLOCK=1 G"},
	{"LimitSIGPENDING=0"},
	{"TasksMax=+5"},
	{"TasksMax=10.5%"},
	{"TasksMax=infinity"},
	{"MemoryMax=50.5%"},
	{"MemoryMax=1.5G"},
	{"MemoryMax=1M512K"},
	{"MemorySwapMax=0"},
	{"DeviceAllow=/dev/null"},
	{"DeviceAllow=/dev/null wr"},
	{"DeviceAllow=char-* rw"},
	{"DeviceAllow=/run/systemd/inaccessible/chr rw"},
	{"DeviceAllow=\"/dev/a b\" rw"},
	{"IPAddressAllow=1.2.3.4/0 ::1/128 2001:db8::/32"},
	{"IPAddressAllow=any link-local multicast"},
	{"IPAddressDeny=::ffff:1.2.3.4"},
	{"SocketBindAllow=80-90"},
	{"SocketBindAllow=ipv6"},
	{"SocketBindAllow=ipv4:tcp:80-90"},
	{"SocketBindDeny=udp:any"},
	{"Nice=-20"},
	{"Nice=+5"},
	{"OOMScoreAdjust=-1000"},
	{"CPUSchedulingPriority=99"},
	{"SystemCallFilter=@no-such-group", never},
	{"ReadWritePaths=relative", never},
	{"ReadWritePaths=/a/../b", never},
	{"ProtectSystem=maybe", never},
	{"ProtectHome=perhaps", never},
	{"ProtectProc=all", never},
	{"RestrictNamespaces=nothing", never},
	{"StateDirectory=/absolute", never},
	{"StateDirectory=a/../b", never},
	{"StateDirectoryMode=9999", never},
	{"UMask=999", never},
	{"LimitNOFILE=many", never},
	{"MemoryMax=much", never},
	{"DevicePolicy=none", never},
	{"PrivateTmp=perhaps", never},
	{"NoNewPrivileges=2", never},
	{"KeyringMode=none", never},
	{"CPUSchedulingPolicy=fast", never},
	{"NoSuchDirective=yes", never},
	{"StateDirectry=a", never},
	{"SystemCallFilter=no_such_call", never},
	{"SystemCallFilter=~read no_such_call", never},
	{"SystemCallFilter=~read:ENOSUCH", never},
	{"SystemCallFilter=~read:4096", never},
	{"SystemCallFilter=read:EPERM", never},
	{"SystemCallLog=no_such_call", never},
	{"SystemCallErrorNumber=ENOSUCH", never},
	{"SystemCallErrorNumber=4096", never},
	{"SystemCallErrorNumber=0", never},
	{"SystemCallArchitectures=pdp11", never},
	{"SystemCallArchitectures=native pdp11", never},
	{"BindPaths=/a:relative", never},
	{"BindPaths=/a:", never},
	{"BindPaths=+/a", never},
	{"BindPaths=/a:-/b", never},
	{"BindPaths=/a:/b/../c", never},
	{"BindPaths=/a:/b:bogus", never},
	{"BindPaths=/a:/b /c:relative", never},
	{"TemporaryFileSystem=-/a", never},
	{"RestrictAddressFamilies=AF_NO_SUCH", never},
	{"RestrictAddressFamilies=AF_INET AF_MAX", never},
	{"RestrictAddressFamilies=PF_INET", never},
	{"RestrictAddressFamilies=none AF_INET", never},
	{"LimitNOFILE=5:4", never},
	{"LimitNOFILE=infinity:5", never},
	{"LimitNOFILE=1K", never},
	{"LimitNOFILE=-1", never},
	{"LimitNOFILE=10%", never},
	{"LimitCPU=1min:30s", never},
	{"LimitCPU=1 fortnight", never},
	{"LimitNICE=10:5", never},
	{"LimitNICE=50", never},
	{"LimitNICE=+21", never},
	{"LimitAS=1G:1M", never},
	{"LimitAS=1X", never},
	{"TasksMax=-1", never},
	{"TasksMax=0", never},
	{"TasksMax=101%", never},
	{"TasksMax=1K", never},
	{"MemoryMax=-1", never},
	{"MemoryMax=0", never},
	{"MemoryMax=1g", never},
	{"MemoryMax=99999999999999999999", never},
	{"DeviceAllow=null", never},
	{"DeviceAllow=/null rw", never},
	{"DeviceAllow=/dev/null rwx", never},
	{"DeviceAllow=/dev/null rw r", never},
	{"DeviceAllow=/dev/../etc rw", never},
	{"DeviceAllow=charpts", never},
	{"IPAddressAllow=500.0.0.1", never},
	{"IPAddressAllow=1.2.3.4/33", never},
	{"IPAddressAllow=1.2.3.4/08", never},
	{"IPAddressAllow=1.2.3", never},
	{"IPAddressAllow=1.2.3.4 elsewhere", never},
	{"IPAddressAllow=10.0.0.0/8,11.0.0.0/8", never},
	{"IPAddressDeny=::1/129", never},
	{"SocketBindAllow=port:80", never},
	{"SocketBindAllow=0", 257},
	{"SocketBindAllow=udp:0-80", 257},
	{"SocketBindAllow=65536", never},
	{"SocketBindAllow=90-80", never},
	{"SocketBindAllow=tcp:", never},
	{"SocketBindAllow=tcp:ipv4:80", never},
	{"SocketBindAllow=80 90", never},
	{"Nice=50", never},
	{"Nice=-21", never},
	{"Nice=5%", never},
	{"Nice=infinity", never},
	{"OOMScoreAdjust=1001", never},
	{"CPUSchedulingPriority=100", never},
};

/** The real one is the judge: does it, and do we, take the lines that its version takes? */
void agrees_with_systemd(Check &check)
{
	const Unit unit;
	const unsigned version = systemd_version_of("");
	for (const Line &line : lines) {
		const std::string drop_in = fmt::format("[Service]\n{}\n", line.text);
		const std::string said = unit.ask_systemd(drop_in);
		check.is_true(said.empty() == (version >= line.since),
			fmt::format("{}: systemd {} says \"{}\"", line.text, version, said));
		check.is_true(takes(drop_in, version) == (version >= line.since),
			fmt::format("{}: taken as by systemd {}", line.text, version));
	}
}

/** Of the versions that Debian 12 and 13 have, whatever runs here. */
void knows_other_versions(Check &check)
{
	for (const unsigned version : {252U, 257U, 262U})
		for (const Line &line : lines)
			check.is_true(takes(fmt::format("[Service]\n{}\n", line.text), version) ==
					      (version >= line.since),
				fmt::format("{}: taken as by systemd {}", line.text, version));
}

constexpr std::array cases{
	Case{"lines as the systemd here takes them", agrees_with_systemd},
	Case{"lines as other versions take them", knows_other_versions},
};

} // namespace

int main()
{
	return run("trial verify", cases);
}
