// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "denial/privilege-words.hh"

#include "base/path.hh"
#include "base/text.hh"
#include "denial/word-pattern.hh"
#include "knowledge/names.hh"

#include <algorithm>
#include <linux/capability.h>
#include <memory>
#include <re2/re2.h>
#include <string>
#include <vector>

namespace hardenctl {

bool reports_missing_setuid(std::string_view line)
{
	static const WordPattern pattern{
		R"(no new privileges|effective uid is not 0|unable to set [ug]id.*\(euid=[1-9]|nosuid|(?:must|needs? to|should|ha(?:s|ve) to) (?:\S+ ){0,6}(?:set-?uid|suid)|suid sandbox helper|setuid(?: root)? bit|missing cap_net_raw|not (?:installed )?setuid root)"};
	return pattern.matches(line);
}

bool demands_identity(std::string_view line)
{
	static const WordPattern pattern{
		R"(\bonly (?:the )?(?:root|super-?user) (?:can|may|wants|is |has|should)|(?:must|needs? to|ha(?:s|ve) to) (?:be )?(?:run|started|executed|invoked|launched)(?: \S+){0,4} (?:as|by) |(?:must|needs? to|ha(?:s|ve) to) be (?:the )?(?:root|super-?user)\b|\bare you root\b|(?:requires?|needs?) (?:to be )?(?:root|super-?user)\b|(?:root|super-?user) (?:privileges?|permissions?|access|rights) (?:\S+ ){0,2}(?:required|needed)|\b(?:is|am|are) not root\b|\bnot (?:running|run|started) as root\b)"};
	static const WordPattern advises{
		R"((?:should|must|do|does|did|can|could|may|need)(?:n't| not) (?:be )?(?:run|started|executed|root)|refus|\bnever\b|\bnon-?root\b)"};
	const std::string lower = to_lower(line);
	return pattern.matches(line, lower) && !advises.matches(line, lower);
}

std::optional<unsigned> missing_capability(std::string_view line)
{
	if (to_lower(line).find("cap") == std::string::npos)
		return std::nullopt;
	static const RE2 lacks{
		R"((?i)missing|requires?\b|needs?\b|lacks?\b|without|not have|no\b|denied|not permitted|fail|cannot|unable)"};
	static const RE2 named{
		R"(\bCAP_([A-Z_]+)\b|(?i)\bcapabilit(?:y|ies):? (?:\S+ )?[("']?(?-i)([A-Z]+_[A-Z_]+)\b)"};
	const re2::StringPiece text{line.data(), line.size()};
	std::string by_prefix;
	std::string bare;
	if (!RE2::PartialMatch(text, named, &by_prefix, &bare) || !RE2::PartialMatch(text, lacks))
		return std::nullopt;
	return find_capability("CAP_" + (by_prefix.empty() ? bare : by_prefix));
}

std::optional<unsigned> capability_of_subject(std::string_view line)
{
	struct Row {
		const char *pattern;
		unsigned capability;
	};
	/* libaudit; socket(7), netdevice(7), netfilter; libcap */
	static constexpr Row rows[]{
		{R"((?i)\baudit[ _](?:log|send|message|event|record))", CAP_AUDIT_WRITE},
		{R"((?i)so_bindtodevice|bind(?:ing)? (?:\S+ )?to (?:device|interface))",
			CAP_NET_RAW},
		{R"((?i)promisc|tunsetiff|siocsif|so_mark|\bfwmark|(?:rcv|snd)bufforce|\bip6?tables\b|\bnftables\b|netfilter|conntrack|\bnfqueue|\bipset\b|\bipvs\b)",
			CAP_NET_ADMIN},
		{R"((?i)\bsetcap\b|file capabilit)", CAP_SETFCAP},
	};
	static const auto patterns = [] {
		std::vector<std::unique_ptr<RE2>> all;
		for (const Row &row : rows)
			all.push_back(std::make_unique<RE2>(row.pattern));
		return all;
	}();
	for (std::size_t i = 0; i < patterns.size(); ++i)
		if (RE2::PartialMatch(re2::StringPiece{line.data(), line.size()}, *patterns[i]))
			return rows[i].capability;
	return std::nullopt;
}

bool is_setuid_helper(const Entry &entry, std::string_view line)
{
	static constexpr std::string_view helpers[]{"at", "bwrap", "chage", "check_dhcp",
		"check_icmp", "chfn", "chsh", "crontab", "dotlockfile", "exim", "exim4", "expiry",
		"fping", "fusermount", "fusermount3", "gpasswd", "mail-lock", "mount", "mount.cifs",
		"mount.nfs", "mtr-packet", "newgidmap", "newgrp", "newuidmap", "nullmailer-inject",
		"nullmailer-queue", "passwd", "ping", "ping6", "pkexec", "postdrop", "postqueue",
		"procmail", "qmail-queue", "sendmail", "smtpctl", "ssh-keysign", "su", "sudo",
		"suexec", "umount", "unix_chkpwd", "utempter"};
	static_assert(std::ranges::is_sorted(helpers));
	const auto is_helper = [](std::string_view name) {
		return std::ranges::binary_search(helpers, base_name(name));
	};
	const auto colon = line.find(": ");
	// "/bin/sh: 1: …": a program that it started speaks for itself
	if (line.starts_with('/') && colon != line.npos)
		return is_helper(line.substr(0, colon));
	return is_helper(entry.comm) || is_helper(entry.identifier) ||
	       (colon != line.npos && is_helper(line.substr(0, colon)));
}

} // namespace hardenctl
