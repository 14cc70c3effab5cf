// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "base/clock.hh"
#include "base/error.hh"
#include "base/scan.hh"
#include "journal/text-log.hh"

#include <algorithm>
#include <fmt/format.h>

namespace hardenctl {

namespace {

constexpr std::size_t head_size = 4096;

struct Compression {
	std::string_view signature;
	const char *name;
	const char *command;
};

constexpr Compression compressions[] = {
	{"\x1f\x8b", "gzip", "zcat"},
	{"\x28\xb5\x2f\xfd", "zstd", "zstdcat"},
	{"\xfd"
	 "7zXZ",
		"xz", "xzcat"},
	{"BZh", "bzip2", "bzcat"},
	{"\x04\x22\x4d\x18", "lz4", "lz4cat"},
};

void refuse_compressed(std::string_view head, const std::string &name)
{
	for (const Compression &compression : compressions)
		if (head.starts_with(compression.signature))
			throw Error(name + " is compressed with " + compression.name +
				    "; decompress it first: " + compression.command + ' ' + name +
				    " | hardenctl … --log=-");
}

bool is_field_name(std::string_view name) noexcept
{
	return !name.empty() && !is_digit(name[0]) && std::ranges::all_of(name, [](char c) {
		return (c >= 'A' && c <= 'Z') || c == '_' || is_digit(c);
	});
}

/** journalctl begins each entry with addresses; other writers may leave them out. */
bool is_export(std::string_view head) noexcept
{
	head.remove_prefix(std::min(head.size(), head.find_first_not_of('\n')));
	if (head.starts_with("__CURSOR=") || head.starts_with("__REALTIME_TIMESTAMP="))
		return true;
	const auto line = head.substr(0, head.find('\n'));
	return is_field_name(line.substr(0, line.find('='))) &&
	       (head.starts_with("MESSAGE=") || head.find("\nMESSAGE=") != std::string_view::npos);
}

bool is_json(std::string_view head) noexcept
{
	const auto skip_blanks = [&head] {
		head.remove_prefix(std::min(head.size(), head.find_first_not_of(" \t\r\n\x1e")));
	};
	skip_blanks();
	skip_prefix(head, "data:");
	skip_prefix(head, "[");
	skip_blanks();
	if (!skip_prefix(head, "{"))
		return false;
	skip_blanks();
	return head.starts_with('"') || head.starts_with('}');
}

/** Fields of a journal have capitals, and what journald adds itself begins with "_". */
bool is_journal_json(std::string_view head) noexcept
{
	return is_json(head) && (head.find("\"MESSAGE\"") != std::string_view::npos ||
					head.find("\"_") != std::string_view::npos ||
					head.find(':') == std::string_view::npos);
}

/** Text has no NULs, few control characters, and is UTF-8 or something with few bytes above 127. */
bool is_rubbish(std::string_view head) noexcept
{
	std::size_t control = 0;
	std::size_t high = 0;
	for (const char c : head) {
		const auto byte = static_cast<unsigned char>(c);
		if (byte == 0)
			return true;
		control += byte < 32 &&
			   std::string_view{"\t\n\r\x1b\x1d\x1e"}.find(c) == std::string_view::npos;
		high += byte >= 128;
	}
	return control > head.size() / 20 || (high > head.size() / 4 && !is_valid_utf8(head));
}

/** The first record of a cut log may begin anywhere, even inside a binary field. */
void drop_cut_record(std::string &text)
{
	auto begin = text.find("\n__CURSOR=");
	if (begin == std::string::npos)
		begin = text.find('\n');
	if (text.compare(begin == std::string::npos ? 0 : begin + 1, 2, "\t\"") == 0)
		begin = text.find("\n{", begin);
	if (begin != std::string::npos)
		text.erase(0, begin + 1);
}

std::unique_ptr<LogFormat> choose_format(std::string_view head, const std::string &name, bool user)
{
	if (is_export(head))
		return make_export_format();
	if (is_rubbish(head))
		throw Error(name + ": neither a journal file nor a log in a format that hardenctl "
				   "reads (journal, export, JSON, journalctl text)");
	if (is_journal_json(head))
		return make_json_format();
	return make_plain_format(user, reference_time());
}

} // namespace

std::unique_ptr<Log> open_text_log(LogInput input, const std::string &name, bool user)
{
	if (input.cut) {
		refuse_compressed(input.beginning, name);
		choose_format(input.beginning, name, user); // throws if it is no log
		drop_cut_record(input.text);
		if (strip(input.text).empty())
			throw Error(fmt::format("{}: its last entry is longer than {} MiB", name,
				max_log_size / (1024 * 1024)));
	}
	if (strip(input.text).empty())
		throw Error(name + " is empty");
	const auto head = std::string_view{input.text}.substr(0, head_size);
	refuse_compressed(head, name);
	auto format = choose_format(head, name, user);
	return std::make_unique<TextLog>(std::move(input), std::move(format), name, user);
}

} // namespace hardenctl
