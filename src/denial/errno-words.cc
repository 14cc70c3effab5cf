// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "denial/errno-words.hh"

#include "base/text.hh"

#include <algorithm>
#include <cctype>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <re2/re2.h>

namespace hardenctl {

namespace {

struct Symbol {
	std::string_view name;
	int number;
	bool denial;
};

constexpr Symbol symbols[] = {
	{"E2BIG", E2BIG, true},
	{"EACCES", EACCES, true},
	{"EADDRINUSE", EADDRINUSE, false},
	{"EADDRNOTAVAIL", EADDRNOTAVAIL, true},
	{"EAFNOSUPPORT", EAFNOSUPPORT, true},
	{"EAGAIN", EAGAIN, true},
	{"EBUSY", EBUSY, false},
	{"ECONNREFUSED", ECONNREFUSED, false},
	{"EDQUOT", EDQUOT, false},
	{"EEXIST", EEXIST, false},
	{"EFBIG", EFBIG, true},
	{"EHOSTUNREACH", EHOSTUNREACH, true},
	{"EINVAL", EINVAL, true},
	{"EIO", EIO, true},
	{"EISDIR", EISDIR, false},
	{"ELOOP", ELOOP, true},
	{"EMFILE", EMFILE, true},
	{"ENETDOWN", ENETDOWN, true},
	{"ENETUNREACH", ENETUNREACH, true},
	{"ENFILE", ENFILE, true},
	{"ENODEV", ENODEV, true},
	{"ENOENT", ENOENT, true},
	{"ENOEXEC", ENOEXEC, true},
	{"ENOMEM", ENOMEM, true},
	{"ENOSPC", ENOSPC, false},
	{"ENOSYS", ENOSYS, true},
	{"ENOTDIR", ENOTDIR, true},
	{"ENXIO", ENXIO, true},
	{"EOPNOTSUPP", EOPNOTSUPP, true},
	{"EPERM", EPERM, true},
	{"EPFNOSUPPORT", EPFNOSUPPORT, true},
	{"EPROTONOSUPPORT", EPROTONOSUPPORT, true},
	{"EROFS", EROFS, true},
	{"ESRCH", ESRCH, true},
	{"ETIMEDOUT", ETIMEDOUT, true},
};

struct Phrase {
	std::string_view text;
	int number;
	/** The words may stand for these, too; 0 ends them. */
	int other[2] = {};
};

/** Lower case: strerror(3) of glibc and musl, and the spellings of languages and libraries. */
constexpr Phrase phrases[] = {
	{"access is denied", EACCES},
	{"access to the path", EACCES, {EROFS, EPERM}},
	{"accessdeniedexception", EACCES, {EPERM}},
	{"address already in use", EADDRINUSE},
	{"address family is unsupported", EAFNOSUPPORT},
	{"address family not supported", EAFNOSUPPORT},
	{"address in use", EADDRINUSE},
	{"argument list too long", E2BIG},
	{"attempt to write a readonly database", 0, {EROFS, EACCES}},
	{"bad system call", 0},
	{"bad_alloc", ENOMEM},
	{"can't fork", EAGAIN, {EPERM}},
	{"can't start new thread", EAGAIN, {EPERM}},
	{"can't find the group", 0, {ENOENT, EACCES}},
	{"can't find the user", 0, {ENOENT, EACCES}},
	{"cannot allocate memory", ENOMEM},
	{"cannot assign requested address", EADDRNOTAVAIL},
	{"cannot fork", EAGAIN, {EPERM}},
	{"cannot map zero-fill pages", ENOMEM},
	{"cannot raise fd limit", EMFILE},
	{"cannot start new thread", EAGAIN, {EPERM}},
	{"connection refused", ECONNREFUSED},
	{"connection timed out", ETIMEDOUT},
	{"could not connect to server", 0, {ENETUNREACH, ECONNREFUSED}},
	{"could not resolve host", 0, {ENETUNREACH, EAFNOSUPPORT}},
	{"database or disk is full", ENOSPC},
	{"device not found", ENOENT, {ENODEV}},
	{"device or resource busy", EBUSY},
	{"disk full", ENOSPC},
	{"disk i/o error", EIO, {EFBIG, EROFS}},
	{"disk quota exceeded", EDQUOT},
	{"does not exist", ENOENT, {EACCES}},
	{"don't have permission", 0, {EACCES, EPERM}},
	{"eai_again", 0, {ENETUNREACH, EAFNOSUPPORT}},
	{"exec format error", ENOEXEC},
	{"failed to allocate memory", ENOMEM},
	{"failed to reserve page summary memory", ENOMEM},
	{"file exists", EEXIST},
	{"file system is read-only", EROFS},
	{"file too large", EFBIG},
	{"filesystem is read-only", EROFS},
	{"function not implemented", ENOSYS},
	{"host is unreachable", EHOSTUNREACH},
	{"i/o error", EIO},
	{"input/output error", EIO},
	{"insufficient permission", 0, {EACCES, EPERM}},
	{"invalid argument", EINVAL},
	{"is a directory", EISDIR},
	{"is not writable", 0, {EROFS, EACCES}},
	{"is not writeable", 0, {EROFS, EACCES}},
	{"memoryerror", ENOMEM},
	{"mlock failed", ENOMEM, {EPERM}},
	{"must be root", 0, {EPERM, EACCES}},
	{"network is down", ENETDOWN},
	{"network is unreachable", ENETUNREACH},
	{"network unreachable", ENETUNREACH},
	{"no permissions to creat", EPERM},
	{"no route to host", EHOSTUNREACH},
	{"no space left on device", ENOSPC},
	{"no such device or address", ENXIO},
	{"no such device", ENODEV},
	{"no such file or directory", ENOENT},
	{"no such process", ESRCH},
	{"no such user", 0, {ENOENT, EACCES}},
	{"no usable sandbox", 0, {EPERM, EACCES}},
	{"nomemoryerror", ENOMEM},
	{"nosuchfileexception", ENOENT},
	{"not a directory", ENOTDIR},
	{"not found in directory", ENOENT},
	{"operation not permitted", EPERM},
	{"operation not supported", EOPNOTSUPP},
	{"out of memory", ENOMEM},
	{"outofmemoryerror", ENOMEM},
	{"path not found", ENOENT},
	{"permission denied", EACCES},
	{"permissiondenied", EACCES, {EPERM}},
	{"pipe call failed", 0, {EPERM, ENOSYS}},
	{"protocol family not supported", EPFNOSUPPORT},
	{"protocol family unavailable", EAFNOSUPPORT},
	{"proc must be mounted", ENOENT},
	{"protocol not supported", EPROTONOSUPPORT},
	{"read only file system", EROFS},
	{"read only filesystem", EROFS},
	{"read-only directory", EROFS, {EACCES}},
	{"read-only file system", EROFS},
	{"read-only filesystem", EROFS},
	{"readonly file system", EROFS},
	{"readonly filesystem", EROFS},
	{"readonlyfilesystem", EROFS},
	{"resource temporarily unavailable", EAGAIN},
	{"temporary failure in name resolution", 0, {ENETUNREACH, EAFNOSUPPORT}},
	{"too many open files", EMFILE},
	{"unable to create native thread", EAGAIN, {EPERM}},
	{"unable to create new native thread", EAGAIN, {EPERM}},
	{"unable to fork", EAGAIN, {EPERM}},
	{"unable to open database file", 0, {ENOENT, EACCES}},
	{"unknown user", 0, {ENOENT, EACCES}},
	{"value too large for defined data type", EINVAL},
	{"would block", EAGAIN},
};

bool is_word(char c) noexcept
{
	return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_';
}

/** Position of a whole phrase, so that "chili/o error" is none. */
std::size_t find_phrase(std::string_view line, std::string_view phrase) noexcept
{
	for (auto at = line.find(phrase); at != line.npos; at = line.find(phrase, at + 1))
		if (at == 0 || !is_word(line[at - 1]) || phrase.find(' ') == phrase.npos)
			return at;
	return line.npos;
}

ErrnoWords words_of(const Phrase &phrase, std::size_t at)
{
	ErrnoWords words{
		.error_number = phrase.number, .begin = at, .end = at + phrase.text.size()};
	for (const int other : phrase.other)
		if (other != 0)
			words.alternatives.push_back(other);
	if (phrase.text == "bad system call")
		words.signal = SIGSYS;
	return words;
}

/** Words that stand beside more exact ones. */
bool is_general(const Phrase &phrase) noexcept
{
	return phrase.text.starts_with("out") || phrase.text.ends_with("memoryerror") ||
	       phrase.text == "could not connect to server";
}

/** No program paraphrases another error with these words. */
bool is_decisive(const Phrase &phrase) noexcept
{
	return phrase.number == EROFS && phrase.other[0] == 0;
}

/** The first one, or the one that leaves no doubt; of two that begin together the longer. */
std::optional<ErrnoWords> by_phrase(std::string_view lower)
{
	const Phrase *best = nullptr;
	std::size_t best_at = lower.npos;
	for (const Phrase &phrase : phrases) {
		const auto at = find_phrase(lower, phrase.text);
		if (at == lower.npos || (is_general(phrase) && best))
			continue;
		const bool replaces_general =
			best && (is_general(*best) || (is_decisive(phrase) && !is_decisive(*best)));
		if (best && is_decisive(*best) && !is_decisive(phrase))
			continue;
		if (replaces_general || at < best_at ||
			(best && at == best_at && phrase.text.size() > best->text.size())) {
			best = &phrase;
			best_at = at;
		}
	}
	if (!best || best_at == lower.npos)
		return std::nullopt;
	return words_of(*best, best_at);
}

std::optional<ErrnoWords> by_locale(std::string_view lower, const LocaleWords *locale)
{
	if (!locale)
		return std::nullopt;
	for (const auto &[text, number] : *locale)
		if (const auto at = lower.find(text); at != lower.npos)
			return ErrnoWords{
				.error_number = number, .begin = at, .end = at + text.size()};
	return std::nullopt;
}

const Symbol *find_symbol(std::string_view name) noexcept
{
	const auto found = std::ranges::find(symbols, name, &Symbol::name);
	return found == std::end(symbols) ? nullptr : found;
}

ErrnoWords at_piece(int number, std::string_view line, re2::StringPiece piece)
{
	const auto begin = static_cast<std::size_t>(piece.data() - line.data());
	return {.error_number = number, .begin = begin, .end = begin + piece.size()};
}

/** Quick, for the lines that hold none. */
bool may_hold_symbol(std::string_view line) noexcept
{
	static constexpr std::string_view small[]{
		"eac", "ead", "eaf", "eag", "emf", "eno", "epe", "ero"};
	const auto is_start = [](std::string_view text) {
		return (text[0] == 'E' && text[1] >= 'A' && text[1] <= 'Z') ||
		       std::ranges::find(small, text) != std::end(small);
	};
	const auto is_inside = [&line](std::size_t at) {
		return at > 0 && std::isalnum(static_cast<unsigned char>(line[at - 1]));
	};
	for (std::size_t i = 0; i + 2 < line.size(); ++i)
		if ((line[i] == 'E' || line[i] == 'e') && !is_inside(i) &&
			is_start(line.substr(i, 3)))
			return true;
	return false;
}

/** EACCES, :eacces, Errno::EACCES */
std::optional<ErrnoWords> by_symbol(std::string_view line)
{
	if (!may_hold_symbol(line))
		return std::nullopt;
	static const RE2 pattern{
		R"((?:\b|_)(E[A-Z]{2,14}|e(?:acces|perm|rofs|noent|nosys|mfile|addrinuse|afnosupport|again|nomem))\b)"};
	re2::StringPiece rest{line.data(), line.size()};
	re2::StringPiece name;
	while (RE2::FindAndConsume(&rest, pattern, &name))
		if (const Symbol *symbol = find_symbol(to_upper({name.data(), name.size()})))
			return at_piece(symbol->number, line, name);
	return std::nullopt;
}

/** Numbers that can be nothing but an errno by what stands around them. */
std::optional<ErrnoWords> by_number(std::string_view line)
{
	if (line.find_first_of("0123456789") == line.npos)
		return std::nullopt;
	static const RE2 patterns[] = {
		RE2{R"((?i)\berrno ([0-9]{1,3})\b)"}, /* below 0: getaddrinfo(3)'s own */
		RE2{R"((?i)\(?os error:? (-?[0-9]{1,3})\b)"},
		RE2{R"((?i)\b(?:os )?errno(?: ?[=:] ?| is |\()(-?[0-9]{1,3})\b)"},
		RE2{R"((?i)\berrcode: ?([0-9]{1,3})\b)"},
		RE2{R"((?i)\b(?:operating )?system error (?:number|code) (-?[0-9]{1,3})\b)"},
		RE2{R"(\bcode: (-?[0-9]{1,3}), kind:)"},
		RE2{R"(\(([0-9]{1,3}): )"},
		RE2{R"(^\(([0-9]{1,3})\)[A-Z])"},
		RE2{R"((?i)\berror:? \(?([0-9]{1,3})\)? ?\()"},
	};
	for (const RE2 &pattern : patterns) {
		re2::StringPiece digits;
		if (!RE2::PartialMatch(
			    re2::StringPiece{line.data(), line.size()}, pattern, &digits))
			continue;
		const auto number = parse_number<int>({digits.data(), digits.size()});
		if (number && !errno_symbol(std::abs(*number)).empty())
			return at_piece(std::abs(*number), line, digits);
	}
	return std::nullopt;
}

/** "failed (13: Permission denied)": the number decides, the text says where the words end. */
ErrnoWords joined(ErrnoWords number, const std::optional<ErrnoWords> &text)
{
	if (!text)
		return number;
	// what stands far from the text is another way to say it at the line's end
	constexpr std::size_t reach = 12;
	if (text->begin > number.end + reach || number.begin > text->end + reach) {
		number.begin = text->begin;
		number.end = text->end;
	} else {
		number.begin = std::min(number.begin, text->begin);
		number.end = std::max(number.end, text->end);
	}
	if (number.error_number == text->error_number)
		number.alternatives = text->alternatives;
	return number;
}

} // namespace

/** A parent tells how its child died: "exited on signal 31", "died with <Signals.SIGSYS: 31>". */
static std::optional<ErrnoWords> by_signal(std::string_view lower)
{
	if (lower.find("31") == lower.npos && lower.find("sigsys") == lower.npos)
		return std::nullopt;
	static const RE2 pattern{
		R"(((?:exited|killed|terminated|died|exit|status|child|worker)\b.{0,40}\b(?:signal:? \(?31\b|sigsys\b)))"};
	re2::StringPiece words;
	if (!RE2::PartialMatch(re2::StringPiece{lower.data(), lower.size()}, pattern, &words))
		return std::nullopt;
	ErrnoWords found = at_piece(0, lower, words);
	found.signal = SIGSYS;
	return found;
}

std::optional<ErrnoWords> find_errno(std::string_view line, const LocaleWords *locale)
{
	const std::string lower = to_lower(line);
	if (auto signal = by_signal(lower))
		return signal;
	auto text = by_phrase(lower);
	if (!text)
		text = by_locale(lower, locale);
	if (const auto number = by_number(line))
		return joined(*number, text);
	const auto symbol = by_symbol(line);
	return symbol ? joined(*symbol, text) : text;
}

std::string_view errno_symbol(int error_number) noexcept
{
	const auto found = std::ranges::find(symbols, error_number, &Symbol::number);
	return found == std::end(symbols) ? std::string_view{} : found->name;
}

bool may_be_denial(int error_number) noexcept
{
	const auto found = std::ranges::find(symbols, error_number, &Symbol::number);
	return found != std::end(symbols) && found->denial;
}

bool is_bare_error(std::string_view line, const ErrnoWords &words) noexcept
{
	std::string_view before = line.substr(0, words.begin);
	const std::string_view after = strip(line.substr(std::min(words.end, line.size())));
	if (const auto colon = before.find(": "); colon != before.npos && colon < 24)
		before.remove_prefix(colon + 2);
	static const RE2 library{R"(error:[0-9A-Fa-f]+:[^:]*:[^:]*:$)"}; /* OpenSSL's queue */
	if (RE2::PartialMatch(re2::StringPiece{before.data(), before.size()}, library))
		return true;
	return strip(before).empty() && (after.empty() || after == "." || after == "!");
}

} // namespace hardenctl
