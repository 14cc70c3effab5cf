// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "base/escape.hh"
#include "report/json-parts.hh"
#include "report/repair.hh"
#include "report/words.hh"

namespace hardenctl {

static Json document(unsigned systemd_version, const Diagnostics &diagnostics)
{
	return Json{
		{"hardenctl", HARDENCTL_VERSION},
		{"systemd", number_or_null(systemd_version)},
		{"diagnostics", json_array(diagnostics, diagnostic_to_json)},
	};
}

std::string render_proposal_json(const ProposedRepair &proposal, unsigned systemd_version,
	const Diagnostics &diagnostics, JsonMode mode)
{
	Json out = document(systemd_version, diagnostics);
	out["unit"] = sanitize_utf8(proposal.unit);
	out["verdict"] = verdict_name(proposal.verdict);
	out["summary"] = sanitize_utf8(proposal.summary);
	out["drop_in"] = text_or_null(proposal.drop_in);
	out["needs"] = json_array(proposal.openings, opening_to_json);
	return dump_json(out, mode);
}

static Json round_to_json(const RepairRound &round)
{
	return Json{
		{"lines", texts_to_json(round.lines)},
		{"good", round.health.is_good},
		{"reason", text_or_null(round.health.reason)},
		{"check_output", text_or_null(round.health.check_output)},
		{"denied_by", round.denied ? Json(name(round.denied->directive)) : Json(nullptr)},
	};
}

std::string render_repair_json(const RepairResult &result, unsigned systemd_version, JsonMode mode)
{
	Json out = document(systemd_version, result.diagnostics);
	out["unit"] = sanitize_utf8(result.unit);
	out["repaired"] = result.is_repaired;
	out["was_used"] = result.was_used;
	out["seen"] = text_or_null(result.seen);
	out["awaits_confirmation"] = result.awaits_confirmation;
	out["confirm_until"] = number_or_null(result.confirm_until);
	out["reason"] = text_or_null(result.reason);
	out["next"] = text_or_null(result.next);
	out["path"] = text_or_null(result.path);
	out["drop_in"] = text_or_null(result.drop_in);
	out["needs"] = json_array(result.openings, opening_to_json);
	out["rounds"] = json_array(result.rounds, round_to_json);
	return dump_json(out, mode);
}

std::string render_confirmed_json(
	const std::string &unit, const std::string &path, unsigned systemd_version, JsonMode mode)
{
	Json out = document(systemd_version, {});
	out["unit"] = sanitize_utf8(unit);
	out["path"] = sanitize_utf8(path);
	return dump_json(out, mode);
}

std::string render_revert_json(const RevertResult &result, unsigned systemd_version, JsonMode mode)
{
	Json out = document(systemd_version, result.diagnostics);
	out["unit"] = sanitize_utf8(result.unit);
	out["removed"] = json_array(result.removed, [](const auto &file) {
		return Json{
			{"path", sanitize_utf8(file.first)}, {"text", sanitize_utf8(file.second)}};
	});
	out["active_state"] = text_or_null(result.active_state);
	out["needs_restart"] = result.needs_restart;
	return dump_json(out, mode);
}

} // namespace hardenctl
