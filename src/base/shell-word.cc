// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "base/shell-word.hh"

namespace hardenctl {

std::string quote_for_shell(std::string_view word)
{
	std::string quoted{"'"};
	for (const char c : word)
		if (c == '\'')
			quoted += "'\\''";
		else
			quoted += c;
	return quoted + '\'';
}

std::string shell_word(std::string_view word)
{
	constexpr std::string_view plain = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
					   "0123456789@%+=:,./_-";
	return !word.empty() && word.find_first_not_of(plain) == word.npos ? std::string{word}
									   : quote_for_shell(word);
}

} // namespace hardenctl
