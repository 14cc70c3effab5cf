// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "cli/pager-choice.hh"

#include "base/text.hh"
#include "unit/words.hh"

#include <cstdlib>
#include <optional>
#include <systemd/sd-login.h>
#include <unistd.h>

namespace hardenctl {

namespace {

struct EnvironmentTrust {
	bool secure;
	/** May the environment name another pager than less? */
	bool any_pager;
};

} // namespace

/** Did somebody become another user, as with sudo, within a login session? */
static bool is_elevated() noexcept
{
	uid_t owner = 0;
	return sd_pid_get_owner_uid(0, &owner) < 0 || owner != geteuid();
}

static EnvironmentTrust trust_in_environment() noexcept
{
	const char *value = secure_getenv("SYSTEMD_PAGERSECURE");
	if (value == nullptr) {
		const bool elevated = is_elevated();
		return {.secure = elevated, .any_pager = !elevated};
	}
	return {.secure = parse_boolean(value).value_or(true), .any_pager = true};
}

/** $SYSTEMD_PAGER, else $PAGER; nothing if neither is set. */
static std::optional<std::vector<std::string>> pager_from_environment()
{
	const char *value = std::getenv("SYSTEMD_PAGER");
	if (value == nullptr)
		value = std::getenv("PAGER");
	if (value == nullptr)
		return std::nullopt;
	const auto words = split_blanks(value);
	return std::vector<std::string>{words.begin(), words.end()};
}

PagerChoice choose_pager()
{
	const EnvironmentTrust trust = trust_in_environment();
	PagerChoice choice{.commands = {}, .secure = trust.secure};
	const auto wanted = pager_from_environment();
	if (wanted && (wanted->empty() || (wanted->size() == 1 && wanted->front() == "cat")))
		return choice;
	if (wanted && trust.any_pager)
		choice.commands.push_back(*wanted);
	if (!trust.secure)
		choice.commands.push_back({"pager"});
	choice.commands.push_back({"less"});
	if (!trust.secure)
		choice.commands.push_back({"more"});
	return choice;
}

} // namespace hardenctl
