// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "trial/tighten-draft.hh"

#include "advice/drop-in.hh"
#include "advice/edits.hh"
#include "advice/tighten-judge.hh"
#include "base/text.hh"

#include <algorithm>
#include <fmt/format.h>
#include <fmt/ranges.h>

namespace hardenctl {

namespace {

/** Call by call is a restart each: then the directive goes. */
constexpr unsigned max_narrowings_each = 3;
/** In points of 10: what is less is rounding. */
constexpr double least_gain = 1e-6;

std::string commented(const std::vector<std::string> &lines, std::string_view reason)
{
	std::string text = comment_of(fmt::format("{}.", capitalized(std::string{reason})));
	for (const std::string &line : lines)
		text += line + "\n";
	return text;
}

bool is_last_alone(Directive directive)
{
	const Merge merge = record(directive).merge;
	return merge == Merge::Last || merge == Merge::LastOrReset;
}

/** Do its lines leave nothing of those of an earlier one? */
bool replaces(const Candidate &later, const Candidate &earlier)
{
	return later.directive == earlier.directive &&
	       (later.lines.front().ends_with('=') || is_last_alone(later.directive));
}

/** Without those that a line which makes room sets anew: "ProtectHome=tmpfs" after "=yes". */
std::vector<std::string> not_set_again(
	const std::vector<std::string> &lines, const std::vector<DropInLine> &room)
{
	std::vector<std::string> kept;
	for (const std::string &line : lines) {
		const std::string_view start = std::string_view{line}.substr(0, line.find('=') + 1);
		const auto directive = find_directive(start.substr(0, start.size() - 1));
		const bool again = directive && is_last_alone(*directive) &&
				   std::ranges::any_of(room, [start](const DropInLine &later) {
					   return later.text.starts_with(start);
				   });
		if (!again)
			kept.push_back(line);
	}
	return kept;
}

} // namespace

std::string headline(const Candidate &candidate)
{
	const auto found = std::ranges::find_if(
		candidate.lines, [](const std::string &line) { return !line.ends_with('='); });
	return found == candidate.lines.end() ? candidate.lines.back() : *found;
}

UnitConfig TightenDraft::config_with(const std::vector<Candidate> &candidates) const
{
	auto lines = lines_in(always_);
	const auto more = lines_of(candidates, Support::Trial);
	lines.insert(lines.end(), more.begin(), more.end());
	return with_lines(*config_, lines);
}

std::string TightenDraft::text_of(const std::vector<Candidate> &candidates) const
{
	std::vector<Edit> edits;
	for (const Narrowing &narrowing : narrowings_)
		if (std::ranges::find(candidates, narrowing.candidate, headline) !=
			candidates.end())
			edits.push_back(narrowing.edit);
	const auto room = merge_edits(config_with(candidates), *system_, edits);
	std::string text = "[Service]\n" + always_;
	for (auto at = candidates.begin(); at != candidates.end(); ++at) {
		const bool is_replaced = std::any_of(at + 1, candidates.end(),
			[&](const Candidate &later) { return replaces(later, *at); });
		const auto lines = not_set_again(at->lines, room);
		if (!is_replaced && !lines.empty())
			text += commented(lines, at->reason);
	}
	for (const DropInLine &line : room)
		text += commented({line.text}, fmt::format("{}", fmt::join(line.reasons, "; ")));
	return text;
}

std::optional<std::size_t> TightenDraft::strictest(Directive directive) const
{
	for (std::size_t i = candidates_.size(); i-- > 0;)
		if (candidates_[i].directive == directive)
			return i;
	return std::nullopt;
}

void TightenDraft::make_room(std::size_t index, const Edit &edit)
{
	narrowings_.push_back({headline(candidates_[index]), edit});
}

double TightenDraft::points() const
{
	return exposure_points(with_lines(*config_, lines_in(text())), *system_);
}

/** What takes all of a line back that systemd-analyze counts is worse to read than no line. */
bool TightenDraft::leaves_something(const Edit &edit, const Candidate &candidate)
{
	if (candidate.exposure_gained <= 0)
		return true;
	narrowings_.push_back({headline(candidate), edit});
	const double with = points();
	narrowings_.pop_back();
	return with < points() + candidate.exposure_gained - least_gain;
}

bool TightenDraft::narrow(std::size_t index, const std::vector<Edit> &edits)
{
	const Candidate &candidate = candidates_[index];
	if (narrowed_[headline(candidate)]++ >= max_narrowings_each)
		return false;
	for (const Edit &edit : edits)
		if (edit.scope != Scope::Off &&
			std::ranges::none_of(narrowings_,
				[&](const Narrowing &narrowing) {
					return narrowing.edit.lines == edit.lines;
				}) &&
			leaves_something(edit, candidate)) {
			make_room(index, edit);
			return true;
		}
	return false;
}

std::string TightenDraft::drop(std::size_t index)
{
	std::string line = headline(candidates_[index]);
	candidates_.erase(candidates_.begin() + static_cast<std::ptrdiff_t>(index));
	narrowed_.erase(line);
	std::erase_if(narrowings_,
		[&](const Narrowing &narrowing) { return narrowing.candidate == line; });
	return line;
}

} // namespace hardenctl
