// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "denial/subject-words.hh"

#include <memory>
#include <re2/re2.h>
#include <string>
#include <vector>

namespace hardenctl {

namespace {

struct SubjectRow {
	/** Case is ignored. */
	const char *pattern;
	std::string_view path;
};

/** Words of QEMU, libfuse, procps, LXC, OpenVPN, tailscaled, MPD, cryptsetup and others. */
constexpr SubjectRow rows[] = {
	{"kvm kernel module|initiali[sz]e kvm|/dev/kvm", "/dev/kvm"},
	{"fuse: device not found", "/dev/fuse"},
	{"\\balsa device|\\bsnd_(?:pcm|ctl)_open|\\bpcm device", "/dev/snd/controlC0"},
	{"\\bcreatetun\\b|tun device|tuntap", "/dev/net/tun"},
	{"/proc must be mounted", "/proc/stat"},
	{"creat(?:e|ing) (?:\\S+ )?cgroup\\b", "/sys/fs/cgroup/x"},
	{"(?:find|get|look ?up) (?:the )?(?:user|group)\\b|(?:no such|unknown) (?:user|group)\\b|"
	 "getpwnam|getgrnam",
		"/etc/passwd"},
	{"hardware clock|\\bthe rtc\\b", "/dev/rtc0"},
	{"efi variables", "/sys/firmware/efi/efivars"},
	{"wrmsr|rdmsr", "/dev/cpu/0/msr"},
};

} // namespace

std::string_view path_of_subject(std::string_view line)
{
	static const auto patterns = [] {
		std::vector<std::unique_ptr<RE2>> all;
		for (const SubjectRow &row : rows)
			all.push_back(std::make_unique<RE2>(std::string{"(?i)"} + row.pattern));
		return all;
	}();
	const re2::StringPiece text{line.data(), line.size()};
	for (std::size_t i = 0; i < patterns.size(); ++i)
		if (RE2::PartialMatch(text, *patterns[i]))
			return rows[i].path;
	return {};
}

} // namespace hardenctl
