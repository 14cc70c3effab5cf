// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "base/signal-name.hh"

#include "base/text.hh"

#include <csignal>
#include <cstring>

namespace hardenctl {

int parse_signal(std::string_view text) noexcept
{
	const auto slash = text.find('/');
	if (const auto number = parse_number<int>(text.substr(0, slash)))
		return *number > 0 && *number < NSIG ? *number : 0;
	if (text.starts_with("SIG"))
		text.remove_prefix(3);
	for (int signal = 1; signal < 32; ++signal) {
		const char *name = sigabbrev_np(signal);
		if (name && text == name)
			return signal;
	}
	return 0;
}

} // namespace hardenctl
