// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "denial/failure-without-errno.hh"

#include "base/path.hh"
#include "denial/address-words.hh"
#include "denial/evidence.hh"
#include "denial/line-filters.hh"
#include "denial/operation-words.hh"
#include "denial/path-words.hh"
#include "denial/phrase-matcher.hh"

#include <algorithm>
#include <cctype>
#include <cerrno>

namespace hardenctl {

namespace {

/** Other causes fit such words as well. */
constexpr double strength_without_errno = 0.7;
constexpr double strength_of_unknown_words = 0.5;

/** Calls that fail with EPERM for unprivileged callers. */
bool changes_identity(const CallWords &call) noexcept
{
	return call.kind == OperationKind::SystemCall &&
	       (call.call == "setgid" || call.call == "setuid" || call.call == "setgroups");
}

bool is_chroot(const CallWords &call) noexcept
{
	return call.kind == OperationKind::SystemCall && call.call == "chroot";
}

/** It may not be there, not be seen, or not be permitted. */
void set_path(Denial &denial, std::string path, const CallWords &call)
{
	denial.operation.kind = OperationKind::Path;
	denial.operation.call = call.call;
	denial.operation.path = std::move(path);
	denial.operation.access = call.access;
	denial.alternative_errors = {EACCES, ENOENT};
	if (call.access != Access::Read)
		denial.alternative_errors.insert(denial.alternative_errors.end(), {EROFS, EPERM});
}

/** "can't find username www-data": the list of all users is not seen, or the user is not in it;
 * "invalid config path". */
bool take_lookup(Denial &denial, std::string_view line)
{
	const Phrase *object = find_phrase(objects_phrases, line);
	if (!object || !path_is_below(object->path, "/etc") ||
		!is_of_kind(LineKind::FailedLookup, line))
		return false;
	set_path(denial, std::string{object->path},
		{.kind = OperationKind::Path, .call = {}, .access = Access::Read});
	return true;
}

/** What follows the path would be the reason: "Error loading /etc/x.yml: did not find expected
 * key". */
bool is_last_word(std::string_view line, const std::string &path)
{
	const auto at = line.rfind(path);
	return at != line.npos && std::ranges::none_of(line.substr(at + path.size()), [](char c) {
		return std::isalnum(static_cast<unsigned char>(c)) != 0;
	});
}

/** The file that the line ends with. */
bool take_last_path(Denial &denial, std::string_view line, bool may_be_unknown)
{
	std::string path = find_last_path(line);
	const CallWords call = find_call(line, line.size(), line.size());
	const bool is_of_path = call.kind == OperationKind::Path ||
				(may_be_unknown && call.kind == OperationKind::Unknown);
	if (path.empty() || !is_of_path || !is_last_word(line, path))
		return false;
	set_path(denial, std::move(path), call);
	if (call.kind == OperationKind::Path &&
		call.call.empty()) /* a filter's, whatever the call */
		denial.alternative_errors.push_back(EPERM);
	return true;
}

/** "Could not open config file "/etc/x.conf"." */
bool take_file(Denial &denial, std::string_view line)
{
	return is_of_kind(LineKind::FailedFile, line) && take_last_path(denial, line, false);
}

/** "Unable to log to '/var/log/x.log'": in whatever words. */
bool take_object(Denial &denial, std::string_view line)
{
	if (const auto sentence = line.rfind(". "); sentence != line.npos)
		line.remove_prefix(sentence);
	if (!is_of_kind(LineKind::Failure, line) || !take_last_path(denial, line, true))
		return false;
	denial.strength = strength_of_unknown_words;
	return true;
}

/** "Failed to connect to the system message bus" */
bool take_connection(Denial &denial, std::string_view line)
{
	const Phrase *object = find_phrase(objects_phrases, line);
	const CallWords call = find_call(line, line.size(), line.size());
	if (!object || !is_connection(*object, call) || !is_of_kind(LineKind::Failure, line))
		return false;
	denial.operation.kind = call.kind;
	denial.operation.call = call.call;
	denial.operation.path = object->path;
	return true;
}

bool take_call(Denial &denial, std::string_view line)
{
	if (!is_of_kind(LineKind::FailedCall, line))
		return false;
	const CallWords call = find_call(line, line.size(), line.size());
	if (is_chroot(call)) {
		set_path(denial, find_last_path(line), call);
		denial.alternative_errors.push_back(EPERM);
		if (denial.operation.path.empty())
			denial.operation.kind = call.kind;
		return true;
	}
	if (call.kind != OperationKind::Bind && call.kind != OperationKind::Socket &&
		call.kind != OperationKind::Fork && !changes_identity(call))
		return false;
	denial.operation.kind = call.kind;
	denial.operation.call = call.call;
	if (changes_identity(call))
		denial.alternative_errors = {EPERM};
	take_addresses(denial.operation, line);
	return true;
}

} // namespace

std::optional<Denial> from_bare_failure(const Entry &entry, std::string_view line)
{
	if (line.find("already exists") != line.npos)
		return std::nullopt;
	Denial denial = denial_of(entry, Source::Program);
	denial.strength = strength_without_errno;
	if (!take_lookup(denial, line) && !take_file(denial, line) &&
		!take_connection(denial, line) && !take_call(denial, line) &&
		!take_object(denial, line))
		return std::nullopt;
	denial.strength = std::min(denial.strength, strength_of(entry, line));
	return denial;
}

} // namespace hardenctl
