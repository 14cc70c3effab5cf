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
