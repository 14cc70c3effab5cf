// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "denial/well-known-objects.hh"

#include "denial/word-pattern.hh"

#include <string>

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
	{"(?:find|get|look ?up|resolve|determine) (?:\\S+ ){0,2}(?:user|group)(?:name)?\\b|(?:no "
	 "such|unknown|invalid) (?:user|group)\\b|getpwnam|getgrnam",
		"/etc/passwd"},
	{"hardware clock|\\bthe rtc\\b", "/dev/rtc0"},
	{"efi variables", "/sys/firmware/efi/efivars"},
	{"wrmsr|rdmsr", "/dev/cpu/0/msr"},
};

} // namespace

std::string_view path_of_subject(std::string_view line)
{
	static const auto patterns = word_patterns(rows);
	const auto found = first_match(patterns, line);
	return found ? std::string_view{rows[*found].path} : std::string_view{};
}

} // namespace hardenctl
