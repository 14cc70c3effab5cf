// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "unit/unit-text.hh"

#include "base/text.hh"

#include <algorithm>
#include <utility>

namespace hardenctl {

namespace {

/** systemd's LONG_LINE_MAX */
constexpr std::size_t max_line = 1024 * 1024;
constexpr std::size_t max_section = 256;

/** Bits, so that one of each kind together make one line end, as in "\r\n". */
unsigned line_end_kind(char c) noexcept
{
	return c == '\n' ? 1 : c == '\r' ? 2 : c == '\0' ? 4 : 0;
}

std::string_view take_line(std::string_view &rest) noexcept
{
	std::size_t end = 0;
	while (end < rest.size() && !line_end_kind(rest[end]))
		end++;
	const auto line = rest.substr(0, end);
	unsigned seen = 0;
	while (end < rest.size() && line_end_kind(rest[end]) && !(seen & line_end_kind(rest[end])))
		seen |= line_end_kind(rest[end++]);
	rest.remove_prefix(end);
	return line;
}

bool ends_in_backslash(std::string_view line) noexcept
{
	const auto last_other = line.find_last_not_of('\\');
	const auto count = line.size() - (last_other == line.npos ? 0 : last_other + 1);
	return count % 2 == 1;
}

class Parser {
	UnitText result_;
	std::string section_;
	std::string pending_;
	bool continues_ = false;
	unsigned first_ = 0;
	unsigned number_ = 0;

	void problem(std::string message)
	{
		result_.problems.push_back({first_, std::move(message)});
	}

	void abort(std::string message)
	{
		problem(std::move(message));
		result_.is_broken = true;
	}

	void parse_section(std::string_view line)
	{
		if (line.back() != ']')
			return abort("Invalid section header '" + std::string{line} + "'");
		// a longer name is no known one either; each of the lines keeps it
		section_ = line.substr(1, std::min(line.size() - 2, max_section));
	}

	void parse_assignment(std::string_view line)
	{
		const auto equals = line.find('=');
		if (equals == line.npos)
			return problem("Missing '=', ignoring line.");
		const auto key = strip(line.substr(0, equals));
		if (key.empty())
			return problem("Missing key name before '=', ignoring line.");
		if (section_.empty())
			return problem("Assignment outside of section. Ignoring.");
		result_.lines.push_back({section_, std::string{key},
			std::string{strip(line.substr(equals + 1))}, first_, number_});
	}

	void parse_logical(std::string_view text)
	{
		const auto line = strip(text);
		if (line.empty())
			return;
		if (!is_valid_utf8(line))
			return abort("Invalid UTF-8, ignoring the rest of the file.");
		if (line[0] == '[')
			parse_section(line);
		else
			parse_assignment(line);
	}

	void finish_continuation()
	{
		continues_ = false;
		parse_logical(std::exchange(pending_, {}));
	}

	void parse_physical(std::string_view line)
	{
		const auto start = line.find_first_not_of(" \t");
		line.remove_prefix(std::min(start, line.size()));
		// Comments may stand between continued lines; the continuation goes on after them.
		if (!line.empty() && (line[0] == '#' || line[0] == ';'))
			return;
		if (!continues_)
			first_ = number_;
		if (line.size() + pending_.size() > max_line)
			return abort("Line too long, ignoring the rest of the file.");
		const bool more = ends_in_backslash(line);
		if (!more && !continues_)
			return parse_logical(line);
		pending_ += line.substr(0, line.size() - more);
		if (!more)
			return finish_continuation();
		pending_ += ' ';
		continues_ = true;
	}

public:
	UnitText parse(std::string_view text)
	{
		constexpr std::string_view byte_order_mark = "\xef\xbb\xbf";
		if (text.starts_with(byte_order_mark))
			text.remove_prefix(byte_order_mark.size());
		while (!text.empty() && !result_.is_broken) {
			number_++;
			parse_physical(take_line(text));
		}
		if (continues_ && !result_.is_broken)
			finish_continuation();
		return std::move(result_);
	}
};

} // namespace

UnitText parse_unit_text(std::string_view text)
{
	return Parser{}.parse(text);
}

} // namespace hardenctl
