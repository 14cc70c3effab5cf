// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "denial/record-words.hh"

#include "base/text.hh"

#include <algorithm>

namespace hardenctl {

namespace {

/** Of one record. */
constexpr std::size_t max_words = 4096;

constexpr std::string_view message_keys[]{"event", "log", "message", "msg", "text"};
constexpr std::string_view error_keys[]{
	"cause", "detail", "details", "err", "error", "exception", "reason", "stderr"};
constexpr std::string_view code_keys[]{"code", "errno_code", "syscall"};
constexpr std::string_view object_keys[]{
	"addr", "address", "device", "dir", "directory", "file", "filename", "path", "socket"};
static_assert(std::ranges::is_sorted(message_keys) && std::ranges::is_sorted(error_keys) &&
	      std::ranges::is_sorted(code_keys) && std::ranges::is_sorted(object_keys));

struct Words {
	std::string message;
	std::string error;
	std::string code;
	std::string object;

	void add(std::string_view key, std::string_view value)
	{
		const std::string name = to_lower(key);
		const auto is_one_of = [&](const auto &keys) {
			return std::ranges::binary_search(keys, std::string_view{name});
		};
		std::string *target = is_one_of(message_keys)  ? &message
				      : is_one_of(error_keys)  ? &error
				      : is_one_of(code_keys)   ? &code
				      : is_one_of(object_keys) ? &object
							       : nullptr;
		if (!target || target->size() + value.size() > max_words)
			return;
		if (!target->empty())
			*target += ": ";
		*target += value;
	}

	/** What the sentence already has is not said twice. */
	std::string joined() const
	{
		std::string text = message;
		for (const std::string *part : {&object, &error, &code})
			if (!part->empty() && text.find(*part) == text.npos &&
				(part != &object || error.find(*part) == error.npos))
				text += (text.empty() ? "" : ": ") + *part;
		return text;
	}
};

/** Behind its '\\'. What stands for a character outside of ASCII is not needed. */
char escaped(char c) noexcept
{
	switch (c) {
	case 'n':
	case 'r':
	case 't':
	case 'b':
	case 'f':
	case 'u':
		return ' ';
	default:
		return c;
	}
}

/** Reads strings and the colons behind them; whatever else there is does not matter. */
class RecordReader {
	std::string_view rest_;
	std::string key_;

	std::string take_string()
	{
		std::string text;
		while (!rest_.empty()) {
			const char c = rest_.front();
			rest_.remove_prefix(1);
			if (c == '"')
				break;
			if (c != '\\' || rest_.empty()) {
				text += c;
				continue;
			}
			text += escaped(rest_.front());
			rest_.remove_prefix(1);
		}
		return text;
	}

	bool skip_colon()
	{
		const auto after = rest_.find_first_not_of(" \t");
		if (after == rest_.npos || rest_[after] != ':')
			return false;
		rest_.remove_prefix(after + 1);
		return true;
	}

public:
	explicit RecordReader(std::string_view text) : rest_(text) {}

	Words read()
	{
		Words words;
		for (auto quote = rest_.find('"'); quote != rest_.npos; quote = rest_.find('"')) {
			if (rest_.substr(0, quote).find_first_of(",{}") != rest_.npos)
				key_.clear(); /* the last one had a number */
			rest_.remove_prefix(quote + 1);
			std::string text = take_string();
			if (skip_colon())
				key_ = std::move(text);
			else
				words.add(key_, text);
		}
		return words;
	}
};

} // namespace

std::optional<std::string> words_of_record(std::string_view line)
{
	line = strip(line);
	if (!line.starts_with('{') || line.find("\":") == line.npos)
		return std::nullopt;
	std::string words = RecordReader{line}.read().joined();
	return words.empty() ? std::nullopt : std::optional{std::move(words)};
}

} // namespace hardenctl
