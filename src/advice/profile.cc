// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "advice/profile.hh"

#include "advice/edits.hh"
#include "advice/tighten-judge.hh"
#include "base/error.hh"
#include "base/text.hh"
#include "unit/words.hh"

#include <algorithm>
#include <fmt/format.h>
#include <fmt/ranges.h>

namespace hardenctl {

namespace {

/** "#@ since 257": is the next setting for this version? */
bool is_for_version(std::string_view condition, unsigned version)
{
	const auto words = split_blanks(condition);
	if (words.size() != 3)
		return true;
	const unsigned bound = parse_number<unsigned>(words[2]).value_or(0);
	return words[1] == "since" ? version >= bound : version <= bound;
}

bool is_known(std::string_view line, unsigned version)
{
	const auto directive = find_directive(line.substr(0, line.find('=')));
	return !directive || record(*directive).since <= version;
}

/** "ProtectHome=no" does not, either. */
bool restricts(Directive directive, std::string_view value)
{
	return record(directive).restricts && parse_boolean(value) != false;
}

Candidate &candidate_for(std::vector<Candidate> &candidates, Directive directive)
{
	const auto found = std::ranges::find(candidates, directive, &Candidate::directive);
	if (found != candidates.end())
		return *found;
	return candidates.emplace_back(
		Candidate{.directive = directive, .support = Support::Supported});
}

/** "# One.\n# Two.\n" as "One. Two.", without the last full stop. */
std::string as_reason(std::string_view comment)
{
	std::string out;
	for (std::string_view line : split(comment, '\n'))
		if (line.starts_with("# "))
			out += fmt::format("{}{}", out.empty() ? "" : " ", line.substr(2));
	if (out.ends_with('.'))
		out.pop_back();
	return out;
}

class PartsOf {
	const UnitConfig &config_;
	const System &system_;
	const double points_;
	ProfileParts parts_;

	/** Would a list that the unit has grow, or a value become wider? */
	bool is_looser(Directive directive, const std::vector<std::string> &lines) const
	{
		const auto &has = config_.assignments;
		if (std::ranges::find(has, directive, &Assignment::directive) == has.end())
			return false;
		return exposure_points(with_lines(config_, lines), system_) > points_;
	}

	void drop_looser()
	{
		std::erase_if(parts_.candidates, [&](const Candidate &candidate) {
			const auto &lines = candidate.lines;
			if (!is_looser(candidate.directive, lines))
				return false;
			parts_.looser.insert(parts_.looser.end(), lines.begin(), lines.end());
			return true;
		});
	}

	void add(std::string_view comment, std::string_view line)
	{
		const auto equals = std::min(line.find('='), line.size());
		const auto directive = find_directive(line.substr(0, equals));
		if (directive && restricts(*directive, line.substr(equals + 1))) {
			Candidate &candidate = candidate_for(parts_.candidates, *directive);
			candidate.lines.emplace_back(line);
			candidate.reason += candidate.reason.empty() ? "" : "; ";
			candidate.reason += as_reason(comment);
		} else if (directive && is_looser(*directive, {std::string{line}}))
			parts_.looser.emplace_back(line);
		else
			parts_.always += fmt::format("{}{}\n", comment, line);
	}

public:
	PartsOf(const UnitConfig &config, const System &system)
		: config_(config), system_(system), points_(exposure_points(config, system))
	{
	}

	ProfileParts run(std::string_view text)
	{
		std::string comment;
		for (const std::string_view line : split(text, '\n')) {
			if (line.starts_with('#')) {
				comment += fmt::format("{}\n", line);
				continue;
			}
			if (line.find('=') != line.npos)
				add(comment, line);
			comment.clear();
		}
		drop_looser();
		return std::move(parts_);
	}
};

} // namespace

const Profile &find_profile(std::string_view name)
{
	const auto found = std::ranges::find(profiles(), name, &Profile::name);
	if (found != profiles().end())
		return *found;
	std::vector<std::string_view> names;
	for (const Profile &profile : profiles())
		names.push_back(profile.name);
	throw Error{fmt::format(
		"There is no profile '{}'; there are {}.", name, fmt::join(names, ", "))};
}

bool is_for(const Profile &profile, const std::string &unit)
{
	return std::ranges::any_of(split_blanks(profile.units),
		[&](std::string_view pattern) { return glob_match(std::string{pattern}, unit); });
}

std::string_view usual_unit(const Profile &profile) noexcept
{
	const std::string_view first = profile.units.substr(0, profile.units.find(' '));
	return is_glob(first) ? "" : first;
}

std::string profile_for(const Profile &profile, const System &system)
{
	std::string out;
	/* comments wait for the setting that they belong to */
	std::string waiting;
	bool wanted = true;
	for (const std::string_view line : split(profile.text, '\n')) {
		if (line.starts_with("#@"))
			wanted = wanted && is_for_version(line, system.version());
		else if (line.starts_with('#'))
			waiting += fmt::format("{}\n", line);
		else if (line.empty() || line.starts_with('['))
			out += waiting + (line.empty() ? "" : fmt::format("{}\n", line));
		else if (wanted && is_known(line, system.version()))
			out += fmt::format("{}{}\n", waiting, line);
		if (!line.starts_with('#')) {
			waiting.clear();
			wanted = true;
		}
	}
	return out;
}

ProfileParts parts_of(std::string_view text, const UnitConfig &config, const System &system)
{
	return PartsOf{config, system}.run(text);
}

} // namespace hardenctl
