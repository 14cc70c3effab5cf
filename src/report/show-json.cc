// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "base/escape.hh"
#include "report/json-parts.hh"
#include "report/show.hh"

#include <cmath>

namespace hardenctl {

static Json points_to_json(const std::optional<double> &points)
{
	return points ? Json(std::round(*points * 100) / 100) : Json(nullptr);
}

static Json user_to_json(const std::optional<UserSupport> &user)
{
	if (!user)
		return nullptr;
	switch (*user) {
	case UserSupport::Works:
		return "works";
	case UserSupport::Depends:
		return "depends";
	case UserSupport::Never:
		return "never";
	}
	return nullptr;
}

/** null where nobody can tell from versions alone. */
static Json enforced_to_json(const EffectiveSetting &setting, unsigned systemd_version)
{
	if (setting.missing_until != 0 || setting.user == UserSupport::Never)
		return false;
	if (systemd_version == 0 || setting.user == UserSupport::Depends)
		return nullptr;
	return true;
}

static Json setting_to_json(const EffectiveSetting &setting, unsigned systemd_version)
{
	return Json{
		{"directive", name(setting.directive)},
		{"value", sanitize_utf8(setting.value)},
		{"origin", origin_to_json(setting.origin)},
		{"enforced", enforced_to_json(setting, systemd_version)},
		{"missing_until", number_or_null(setting.missing_until)},
		{"user_manager", user_to_json(setting.user)},
		{"exposure_gained", points_to_json(setting.exposure_gained)},
		{"exposure_left", points_to_json(setting.exposure_left)},
	};
}

static Json exposure_to_json(const std::optional<unsigned> &level)
{
	if (!level)
		return nullptr;
	return Json{{"level", *level / 10.0}, {"word", exposure_word(*level)}};
}

std::string render_sandboxes_json(const ShownUnits &shown, JsonMode mode)
{
	const auto unit_to_json = [&](const EffectiveSandbox &unit) {
		return Json{
			{"unit", sanitize_utf8(unit.unit)},
			{"description", text_or_null(unit.description)},
			{"exposure", exposure_to_json(unit.exposure)},
			{"settings", json_array(unit.settings,
					     [&](const EffectiveSetting &setting) {
						     return setting_to_json(
							     setting, shown.systemd_version);
					     })},
		};
	};
	const Json document{
		{"hardenctl", HARDENCTL_VERSION},
		{"systemd", number_or_null(shown.systemd_version)},
		{"units", json_array(shown.units, unit_to_json)},
		{"diagnostics", json_array(shown.diagnostics, diagnostic_to_json)},
	};
	return dump_json(document, mode);
}

} // namespace hardenctl
