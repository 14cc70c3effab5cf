// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "denial/privilege-words.hh"

#include "base/path.hh"
#include "base/text.hh"
#include "denial/phrase-matcher.hh"
#include "knowledge/names.hh"

#include <algorithm>
#include <re2/re2.h>
#include <string>
#include <vector>

namespace hardenctl {

bool reports_missing_setuid(std::string_view line)
{
	return is_of_kind(LineKind::MissingSetuid, line);
}

bool demands_identity(std::string_view line)
{
	return is_of_kind(LineKind::DemandsIdentity, line) &&
	       !is_of_kind(LineKind::AdvisesAgainst, line);
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
	const Phrase *found = find_phrase(capabilities_phrases, line);
	return found ? std::optional{found->capability} : std::nullopt;
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
