// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "denial/operation-words.hh"

#include "base/path.hh"
#include "base/text.hh"
#include "denial/phrase-matcher.hh"
#include "denial/string-piece.hh"
#include "knowledge/calls.hh"

#include <cctype>
#include <re2/re2.h>
#include <string>

namespace hardenctl {

std::optional<CallWords> call_by_name(std::string_view name) noexcept
{
	const CallRecord *call = find_call_record(name);
	if (!call || call->kind == OperationKind::Unknown)
		return std::nullopt;
	return CallWords{.kind = call->kind, .call = call->name, .access = call->access};
}

namespace {

using Text = re2::StringPiece;

using enum OperationKind;

/** "chown("/x", 33)", "socket(): …": the last before the error, else the first after it. */
std::optional<CallWords> by_parenthesis(std::string_view line, std::size_t begin)
{
	static const RE2 pattern{R"(\b([a-z_][a-z0-9_]*)\()"};
	std::optional<CallWords> found;
	Text rest = piece(line);
	Text name;
	while (RE2::FindAndConsume(&rest, pattern, &name)) {
		const auto call = call_by_name({name.data(), name.size()});
		if (!call)
			continue;
		if (found && static_cast<std::size_t>(name.data() - line.data()) > begin)
			break;
		found = call;
	}
	return found;
}

bool is_filler(std::string_view word) noexcept
{
	return word == "failed" || word == "error" || word == "failure" || word == "tcp" ||
	       word == "udp" || word.find_first_of("/'\".:0123456789") != word.npos;
}

std::string_view trimmed(std::string_view word) noexcept
{
	while (!word.empty() && !std::isalnum(static_cast<unsigned char>(word.back())) &&
		word.back() != '_')
		word.remove_suffix(1);
	const auto begin = word.find_last_of(":.@(['\"");
	return begin == word.npos ? word : word.substr(begin + 1);
}

/** "setgroups: Operation…", "open /x: permission…", "fork failed: …": the last word before it. */
std::optional<CallWords> by_last_word(std::string_view line, std::size_t begin)
{
	constexpr int reach = 3;
	const auto words = split_blanks(line.substr(0, begin));
	int seen = 0;
	for (auto word = words.rbegin(); word != words.rend() && seen < reach; ++word, ++seen) {
		const std::string_view bare = trimmed(*word);
		if (const auto call = call_by_name(bare))
			return call;
		// "Socket: Operation not permitted": at the beginning of a sentence
		if (seen == 0 && word->ends_with(':'))
			if (const auto call = call_by_name(to_lower(bare)))
				return call;
		if (!bare.empty() && !is_filler(*word))
			break;
	}
	return std::nullopt;
}

/** Node: "EROFS: read-only file system, open '/x'" */
std::optional<CallWords> by_next_word(std::string_view line, std::size_t end)
{
	static const RE2 pattern{R"(^, ([a-z]+)(?: |$))"};
	std::string name;
	if (!RE2::PartialMatch(piece(line.substr(std::min(end, line.size()))), pattern, &name))
		return std::nullopt;
	return call_by_name(name);
}

/** Words of the error itself ("Read-only file system") are none of the operation. */
std::string without_error(std::string_view line, std::size_t begin, std::size_t end)
{
	end = std::min(end, line.size());
	begin = std::min(begin, end);
	std::string text{line.substr(0, begin)};
	text += ' ';
	text += line.substr(end);
	return text;
}

/** "/usr/bin/mount-all" is not "mount"; that a path stood there is kept. */
std::string without_paths(std::string_view text)
{
	static const RE2 path{R"((^|[\s"'`<(\[=:])/[^\s"'`<>()\[\],;]*)"};
	std::string bare{text};
	RE2::GlobalReplace(&bare, path, R"(\1/)");
	return bare;
}

CallWords by_verbs(const std::string &text)
{
	const Phrase *found = find_phrase(operations_phrases, text);
	// what a file is called tells how it is used, but of no other call
	if (found && found->kind != Path && text.find('/') != text.npos)
		found = find_phrase(operations_phrases, without_paths(text));
	if (!found)
		return {};
	return {.kind = found->kind, .call = found->call, .access = found->access};
}

} // namespace

CallWords find_call(std::string_view line, std::size_t begin, std::size_t end)
{
	auto call = by_parenthesis(line, begin);
	if (!call)
		call = by_last_word(line, begin);
	if (!call)
		call = by_next_word(line, end);
	CallWords verb = by_verbs(without_error(line, begin, end));
	// "Cannot fork" is error and operation in one
	const CallWords whole = by_verbs(std::string{line});
	if (verb.kind == Unknown || whole.kind == Fork)
		verb = whole;
	const bool is_noun = call && !by_parenthesis(line, begin) && call->call == "socket";
	const bool is_traffic = call && call->call == "write" && verb.kind == Connect;
	if (!call || is_traffic ||
		(is_noun && (verb.kind == Bind || verb.kind == OperationKind::Capability)))
		return verb;
	if (call->access == Access::Unknown && verb.kind == call->kind)
		call->access = verb.access;
	return *call;
}

bool is_connection(const Phrase &object, const CallWords &call)
{
	return call.kind == OperationKind::Connect && path_is_below(object.path, "/run");
}

} // namespace hardenctl
