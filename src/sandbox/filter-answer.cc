// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "sandbox/filter-answer.hh"

#include <algorithm>

namespace hardenctl {

static bool is_filter(Mechanism mechanism) noexcept
{
	return mechanism == Mechanism::SeccompErrno || mechanism == Mechanism::SeccompKill;
}

bool has_filter(const Settings &settings)
{
	return std::ranges::any_of(settings.all(), [&](const Setting &setting) {
		const DirectiveRecord &known = record(setting.assignment.directive);
		return known.id != Directive::SystemCallErrorNumber && settings.is_on(known.id) &&
		       std::ranges::any_of(known.mechanisms, is_filter);
	});
}

/** What it denies by other means, too, has its filter as a setting of its own that it implies. */
bool answers_so(const PredictedDenial &predicted, bool by_filter, const Settings &settings) noexcept
{
	const auto mechanisms = record(settings[predicted.setting].assignment.directive).mechanisms;
	const bool has_mounts =
		std::ranges::find(mechanisms, Mechanism::Mounts) != mechanisms.end();
	if (by_filter)
		return !has_mounts && std::ranges::any_of(mechanisms, is_filter);
	return mechanisms.empty() || !std::ranges::all_of(mechanisms, is_filter);
}

} // namespace hardenctl
