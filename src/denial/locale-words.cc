// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "denial/locale-words.hh"

#include "base/text.hh"

#include <cerrno>
#include <cstring>
#include <locale.h>
#include <memory>
#include <type_traits>

namespace hardenctl {

namespace {

struct FreeLocale {
	void operator()(locale_t locale) const noexcept { freelocale(locale); }
};
using Locale = std::unique_ptr<std::remove_pointer_t<locale_t>, FreeLocale>;

/** The errors that directives answer with, and the commonest of other causes. */
constexpr int translated[] = {EROFS, EACCES, EPERM, ENOENT, EAFNOSUPPORT, ENOSYS, EAGAIN, EMFILE,
	ENOMEM, ENETUNREACH, EFBIG, EADDRINUSE, ENOSPC};

std::string locale_name(const UnitConfig &config)
{
	for (const std::string_view variable : {"LC_ALL", "LC_MESSAGES", "LANG"})
		for (const auto &[name, value] : config.environment)
			if (name == variable && !value.empty())
				return value;
	return {};
}

bool is_english(std::string_view name) noexcept
{
	return name.empty() || name == "C" || name == "POSIX" || name.starts_with("C.") ||
	       name.starts_with("en");
}

} // namespace

LocaleWords locale_words(const UnitConfig &config)
{
	LocaleWords words;
	const std::string name = locale_name(config);
	// a name with a slash would be a file of the unit's choice
	if (is_english(name) || name.find('/') != name.npos)
		return words;
	const Locale locale{newlocale(LC_ALL_MASK, name.c_str(), nullptr)};
	if (!locale)
		return words;
	for (const int number : translated)
		words.emplace_back(to_lower(strerror_l(number, locale.get())), number);
	return words;
}

} // namespace hardenctl
