// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "denial/errno-words.hh"

#include "base/text.hh"
#include "denial/phrase-matcher.hh"
#include "knowledge/names.hh"

#include <algorithm>
#include <cctype>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <re2/re2.h>
#include <tuple>

namespace hardenctl {

namespace {

/** What a directive may answer with; the others have other causes. */
constexpr int denial_errors[] = {E2BIG, EACCES, EADDRNOTAVAIL, EAFNOSUPPORT, EAGAIN, EFBIG,
	EHOSTUNREACH, EINVAL, EIO, ELOOP, EMFILE, ENETDOWN, ENETUNREACH, ENFILE, ENODEV, ENOENT,
	ENOEXEC, ENOMEM, ENOSYS, ENOTDIR, ENXIO, EOPNOTSUPP, EPERM, EPFNOSUPPORT, EPROTONOSUPPORT,
	EROFS, ESRCH, ETIMEDOUT};
constexpr int other_errors[] = {EADDRINUSE, EBUSY, ECONNREFUSED, EDQUOT, EEXIST, EISDIR, ENOSPC};

/** An errno and its words, by strerror(3) or by a phrase. */
struct ErrnoText {
	int number;
	std::size_t begin;
	std::size_t end;
	/** nullptr for strerror(3)'s. */
	const Phrase *phrase = nullptr;

	bool is_general() const noexcept { return phrase && phrase->general; }

	/** No program paraphrases another error with these words. */
	bool is_decisive() const noexcept
	{
		return number == EROFS && (!phrase || phrase->alternatives.empty());
	}
};

/** Of the C locale, in lower case. */
const std::vector<std::pair<std::string, int>> &system_texts()
{
	static const auto texts = [] {
		std::vector<std::pair<std::string, int>> all;
		for (const std::span<const int> numbers :
			{std::span<const int>{denial_errors}, {other_errors}})
			for (const int number : numbers)
				all.emplace_back(to_lower(strerrordesc_np(number)), number);
		return all;
	}();
	return texts;
}

bool is_word(char c) noexcept
{
	return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_';
}

/** Position of a whole phrase, so that "chili/o error" is none. */
std::size_t find_text(std::string_view line, std::string_view phrase) noexcept
{
	for (auto at = line.find(phrase); at != line.npos; at = line.find(phrase, at + 1))
		if (at == 0 || !is_word(line[at - 1]) || phrase.find(' ') == phrase.npos)
			return at;
	return line.npos;
}

ErrnoWords words_of(const ErrnoText &text)
{
	ErrnoWords words{.error_number = text.number, .begin = text.begin, .end = text.end};
	if (text.phrase) {
		words.alternatives.assign(
			text.phrase->alternatives.begin(), text.phrase->alternatives.end());
		words.signal = text.phrase->answer.signal;
	}
	return words;
}

std::vector<ErrnoText> find_texts(std::string_view lower)
{
	std::vector<ErrnoText> found;
	for (const auto &[text, number] : system_texts())
		if (const auto at = find_text(lower, text); at != lower.npos)
			found.push_back({number, at, at + text.size()});
	for (const auto &[phrase, begin, end] : find_phrases(errno_phrases, lower))
		found.push_back({phrase->answer.error_number, begin, end, phrase});
	return found;
}

/** The first one, or the one that leaves no doubt; of two that begin together the longer. */
std::optional<ErrnoWords> by_phrase(std::string_view lower)
{
	const auto found = find_texts(lower);
	const auto best = std::ranges::min_element(found, {}, [](const ErrnoText &text) {
		return std::tuple{text.is_general(), !text.is_decisive(), text.begin, -text.end};
	});
	return best == found.end() ? std::nullopt : std::optional{words_of(*best)};
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
		if (const auto number = find_errno(to_upper({name.data(), name.size()}));
			number && !errno_symbol(*number).empty())
			return at_piece(*number, line, name);
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
		RE2{R"(\bcode: (-?[0-9]{1,3}), kind:)"}, RE2{R"(\(([0-9]{1,3}): )"},
		RE2{R"(^\(([0-9]{1,3})\)[A-Z])"}, RE2{R"((?i)\berror:? \(?([0-9]{1,3})\)? ?\()"},
		RE2{R"((?i)\bfailed with (-?[0-9]{1,3})$)"},   /* Go's runtime */
		RE2{R"(["'], error (-?[0-9]{1,3})\b)"},        /* of a file in quotes */
		RE2{R"(\b(?:system|generic):([0-9]{1,3})\b)"}, /* operator<<(std::error_code) */
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
ErrnoWords join_mentions(ErrnoWords number, const std::optional<ErrnoWords> &text)
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
	if (number.error_number == text->error_number || text->error_number == 0)
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
		R"(((?:exited|killed|terminated|died|exit|status|child|worker|failed|crashed|aborted)\b.{0,40}\b(?:signal:?[ =]\(?31\b|sigsys\b)|\bsignal: '?sigsys\b))"};
	re2::StringPiece words;
	if (!RE2::PartialMatch(re2::StringPiece{lower.data(), lower.size()}, pattern, &words))
		return std::nullopt;
	ErrnoWords found = at_piece(0, lower, words);
	found.signal = SIGSYS;
	return found;
}

std::optional<ErrnoWords> find_errno_words(std::string_view line, const LocaleWords *locale)
{
	const std::string lower = to_lower(line);
	if (auto signal = by_signal(lower))
		return signal;
	auto text = by_phrase(lower);
	if (!text)
		text = by_locale(lower, locale);
	if (const auto number = by_number(line))
		return join_mentions(*number, text);
	const auto symbol = by_symbol(line);
	return symbol ? join_mentions(*symbol, text) : text;
}

std::string_view errno_symbol(int error_number) noexcept
{
	const bool is_known =
		may_be_denial(error_number) ||
		std::ranges::find(other_errors, error_number) != std::end(other_errors);
	const char *name = is_known ? strerrorname_np(error_number) : nullptr;
	return name ? std::string_view{name} : std::string_view{};
}

bool may_be_denial(int error_number) noexcept
{
	return std::ranges::find(denial_errors, error_number) != std::end(denial_errors);
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
	static const RE2 name{R"(\s*(?:errno ?[=:]? ?\(?)?)"};
	return RE2::FullMatch(re2::StringPiece{before.data(), before.size()}, name) &&
	       (after.empty() || after == "." || after == "!" || after == ")");
}

} // namespace hardenctl
