// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "journal/match.hh"

#include "journal/message-id.hh"

namespace hardenctl {

namespace {

/** Microseconds; of so few entries, belongs() tells the boot and host sooner than the index. */
constexpr std::uint64_t short_span = 60000000;

std::string message_match(std::string_view id)
{
	return "MESSAGE_ID=" + std::string{id};
}

/** Without the sender: the index would walk all of _PID=1 beside it, for belongs() to ask again. */
std::vector<MatchTerm> system_unit_terms(const std::string &unit)
{
	std::vector<MatchTerm> terms;
	for (const char *field : {"_SYSTEMD_UNIT=", "UNIT=", "COREDUMP_UNIT="})
		terms.push_back({field + unit});
	if (unit.ends_with(".slice"))
		terms.push_back({"_SYSTEMD_SLICE=" + unit});
	return terms;
}

std::vector<MatchTerm> user_unit_terms(const std::string &unit)
{
	return {
		{"_SYSTEMD_USER_UNIT=" + unit},
		{"USER_UNIT=" + unit, "_SYSTEMD_USER_UNIT=init.scope"},
		{"COREDUMP_USER_UNIT=" + unit, message_match(message_id::coredump)},
	};
}

std::vector<MatchTerm> invocation_terms(const std::string &id)
{
	std::vector<MatchTerm> terms{{"_SYSTEMD_INVOCATION_ID=" + id}};
	for (const char *field : {"INVOCATION_ID=", "USER_INVOCATION_ID="})
		terms.push_back({field + id});
	return terms;
}

std::vector<MatchTerm> process_terms(pid_t pid)
{
	const std::string number = std::to_string(pid);
	return {
		{"_PID=" + number},
		{"COREDUMP_PID=" + number, message_match(message_id::coredump)},
	};
}

MatchTerm failure_term()
{
	using namespace message_id;
	MatchTerm term;
	for (const auto id :
		{process_exited, unit_failed, spawn_failed, coredump, oom_kill, oomd_kill})
		term.push_back(message_match(id));
	return term;
}

} // namespace

std::vector<MatchTerm> match_terms(const Query &query, bool user)
{
	switch (query.select) {
	case Select::Unit:
		return user ? user_unit_terms(query.unit) : system_unit_terms(query.unit);
	case Select::Invocation:
		return invocation_terms(query.invocation);
	case Select::LostExecutor:
		return {{"INVOCATION_ID=" + query.invocation}};
	case Select::Unclaimed:
		return {{"SYSLOG_IDENTIFIER=" + query.identifier}};
	case Select::Process:
		return process_terms(query.pid);
	case Select::Kernel:
		return {{"_TRANSPORT=kernel"},
			{"_AUDIT_TYPE=1326", "_AUDIT_TYPE=1400", "_AUDIT_TYPE=1701"}};
	case Select::Failures:
		return {failure_term()};
	}
	return {};
}

std::vector<std::string> common_matches(const Query &query)
{
	std::vector<std::string> matches;
	if (query.until - query.since < short_span)
		return matches;
	if (!query.boot_id.empty())
		matches.push_back("_BOOT_ID=" + query.boot_id);
	if (!query.hostname.empty())
		matches.push_back("_HOSTNAME=" + query.hostname);
	return matches;
}

} // namespace hardenctl
