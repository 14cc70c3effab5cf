// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "cli/terminal.hh"

#include "base/text.hh"
#include "unit/words.hh"

#include <clocale>
#include <cstdlib>
#include <langinfo.h>
#include <optional>
#include <string_view>
#include <sys/ioctl.h>
#include <unistd.h>

namespace hardenctl {

static std::optional<bool> boolean_from_environment(const char *name) noexcept
{
	const char *value = std::getenv(name);
	return value == nullptr ? std::nullopt : parse_boolean(value);
}

/** Beside booleans these name what the terminal can do, from 16 colours on. */
static std::optional<bool> systemd_colors() noexcept
{
	const char *value = std::getenv("SYSTEMD_COLORS");
	if (value == nullptr)
		return std::nullopt;
	for (const std::string_view depth : {"16", "256", "24bit"})
		if (value == depth)
			return true;
	return parse_boolean(value);
}

bool is_terminal_dumb() noexcept
{
	const char *term = std::getenv("TERM");
	return term == nullptr || std::string_view{term} == "dumb";
}

bool wants_color() noexcept
{
	if (const auto wanted = systemd_colors())
		return *wanted;
	if (std::getenv("NO_COLOR") != nullptr)
		return false;
	return isatty(STDOUT_FILENO) == 1 && isatty(STDERR_FILENO) == 1 && !is_terminal_dumb();
}

/** Is it the C locale because nobody chose one? */
static bool is_locale_unset() noexcept
{
	for (const char *name : {"LC_ALL", "LC_CTYPE", "LANG"})
		if (const char *value = std::getenv(name); value != nullptr && *value != '\0')
			return false;
	return true;
}

bool wants_utf8() noexcept
{
	if (const auto wanted = boolean_from_environment("SYSTEMD_UTF8"))
		return *wanted;
	return std::string_view{nl_langinfo(CODESET)} == "UTF-8" || is_locale_unset();
}

unsigned screen_width() noexcept
{
	if (const char *columns = std::getenv("COLUMNS"))
		if (const auto width = parse_number<unsigned short>(columns); width && *width > 0)
			return *width;
	if (isatty(STDOUT_FILENO) != 1)
		return 0;
	winsize size{};
	if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0)
		return size.ws_col;
	return 80;
}

} // namespace hardenctl
