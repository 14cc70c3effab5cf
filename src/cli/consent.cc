// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "cli/consent.hh"

#include "advice/limits.hh"
#include "base/escape.hh"
#include "cli/output.hh"
#include "report/consent.hh"

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdio>
#include <poll.h>
#include <string_view>
#include <unistd.h>

namespace hardenctl {

namespace {

using namespace std::chrono_literals;

/** A person is waited for, as long as the person takes. */
constexpr auto forever = std::chrono::hours{24 * 365};

void print(const std::string &text)
{
	std::fputs(text.c_str(), stderr);
	std::fflush(stderr);
}

bool can_ask() noexcept
{
	return isatty(STDIN_FILENO) && isatty(STDERR_FILENO);
}

/** "y" or "yes", in any case; the end of the input is a no. */
bool reads_yes(Interruption &interruption)
{
	std::array<char, 256> line{};
	interruption.wait(STDIN_FILENO, POLLIN, forever);
	const ssize_t size = read(STDIN_FILENO, line.data(), line.size());
	std::string_view answer{line.data(), static_cast<std::size_t>(std::max<ssize_t>(size, 0))};
	answer = answer.substr(0, answer.find('\n'));
	return answer == "y" || answer == "Y" || answer == "yes";
}

} // namespace

ConsentDialog::ConsentDialog(const CommandLine &command_line, Interruption &interruption)
	: command_line_(command_line), interruption_(interruption)
{
	for (const std::string &what : command_line.change.accepted)
		answers_.emplace(what, true);
}

bool ConsentDialog::accepts(const ProposedChange &change, const Opening &opening)
{
	if (opening.is_refused)
		return false;
	if (const auto known = answers_.find(opening.what); known != answers_.end())
		return known->second;
	if (!can_ask())
		return false;
	print(render_question(change, opening, style_of(command_line_)));
	return answers_[opening.what] = reads_yes(interruption_);
}

bool ConsentDialog::ask(const ProposedChange &change)
{
	if (!change.drop_in.empty())
		print(render_proposed_change(change, style_of(command_line_)));
	return !has_refused(change.openings) &&
	       std::ranges::all_of(change.openings,
		       [&](const Opening &opening) { return accepts(change, opening); });
}

} // namespace hardenctl
