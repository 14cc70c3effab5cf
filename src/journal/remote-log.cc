// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "journal/remote-log.hh"

#include "base/error.hh"
#include "base/shell-word.hh"
#include "base/text.hh"
#include "journal/log-format.hh"
#include "journal/match.hh"
#include "journal/selection.hh"
#include "journal/unit-name.hh"

#include <algorithm>
#include <fmt/format.h>
#include <optional>

namespace hardenctl {

namespace {

/** Bytes of one answer: who stops after a few entries gets no more than that for nothing. */
constexpr std::size_t first_batch = 256 * 1024;
constexpr std::size_t largest_batch = 64 * 1024 * 1024;

/** A host far away is not asked more often than that whether its journal has grown. */
constexpr std::chrono::seconds pause{2};

/** Says "denied" where journald keeps what is not the user's own. journalctl hints at it now and
 * then. */
constexpr std::string_view list_denied =
	"for j in /var/log/journal /run/log/journal; do for f in $j $j/* $j/*/system*.journal; do "
	"[ -r \"$f\" ] || ! [ -e \"$f\" ] || echo denied; done; done";

/** systemd.time(7) */
std::string time_option(std::string_view option, std::uint64_t time)
{
	return fmt::format(" --{}=@{}.{:06}", option, time / 1000000, time % 1000000);
}

std::string fields_option()
{
	std::string option = " --output-fields=";
	for (const std::string_view name : stored_field_names())
		option += fmt::format("{},", name);
	option.pop_back();
	return option;
}

std::string matches_of(const Query &query)
{
	const auto common = common_matches(query);
	std::string words;
	for (const MatchTerm &term : match_terms(query, false)) {
		words += words.empty() ? "" : " +";
		for (const auto *matches : {&term, &common})
			for (const std::string &match : *matches)
				words += ' ' + quote_for_shell(match);
	}
	return words;
}

} // namespace

std::string RemoteLog::command_of(const Query &query, const std::string &cursor) const
{
	constexpr auto forever = std::numeric_limits<std::uint64_t>::max();
	std::string command = program_ + " --output=export" + fields_option();
	if (query.order == Order::NewestFirst)
		command += " --reverse";
	// journalctl takes one of these two
	if (!cursor.empty())
		command += " --after-cursor=" + quote_for_shell(cursor);
	else if (query.since > 0)
		command += time_option("since", query.since);
	if (query.until != forever)
		command += time_option("until", query.until);
	return command + matches_of(query);
}

bool RemoteLog::visit_record(const std::string &text, const Record &record, const Query &query,
	EntryVisitor visitor, std::string &cursor)
{
	FormatDamage damage;
	Entry &entry = format_->read(text, record, builder_, damage);
	cursor = entry.cursor;
	const auto received =
		parse_number<std::uint64_t>(builder_.fields()[Field::Realtime]).value_or(0);
	if (received < query.since)
		return query.order == Order::OldestFirst;
	return !belongs(builder_, entry, query, false) || visitor(entry);
}

bool RemoteLog::visit_batch(const std::string &text, bool is_cut, const Query &query,
	EntryVisitor visitor, std::string &cursor)
{
	Record record;
	FormatDamage damage;
	while (const auto next = format_->next(text, record, damage)) {
		record = *next;
		if (is_cut && record.end() + 1 >= text.size())
			break;
		if (!visit_record(text, record, query, visitor, cursor))
			return false;
	}
	return is_cut;
}

std::string RemoteLog::newest(std::string_view field)
{
	const auto answer = shell_.run(
		fmt::format("{} --output=export --output-fields={} --lines=1", program_, field));
	for (const std::string_view line : split(answer.output, '\n'))
		if (line.starts_with(field) && line.substr(field.size()).starts_with('='))
			return std::string{line.substr(field.size() + 1)};
	return {};
}

void RemoteLog::check_access()
{
	const auto answer =
		shell_.run(fmt::format("{}\njournalctl --no-pager --lines=1 --output=cat "
				       "2>&1 >/dev/null",
			list_denied));
	const auto says = [&](std::string_view words) {
		return answer.output.find(words) != answer.output.npos;
	};
	if (answer.status == 127)
		throw Error{shell_.host() + " has no journalctl."};
	if (says("insufficient permissions"))
		throw Error{
			fmt::format("No permission to read the journal of {} (membership in group "
				    "systemd-journal or adm there gives it)",
				shell_.host())};
	if (answer.status != 0 || says("No journal files were found"))
		throw Error{fmt::format("No journal files were found on {}.", shell_.host())};
	if (says("denied\n"))
		diagnostics_.push_back({Level::Warning,
			fmt::format(
				"Only your own journal entries on {} can be seen; membership in "
				"group systemd-journal or adm there shows all",
				shell_.host())});
}

RemoteLog::RemoteLog(RemoteShell &shell, bool merge) : shell_(shell)
{
	if (merge)
		program_ += " --merge";
	check_access();
}

void RemoteLog::visit(const Query &query, EntryVisitor visitor)
{
	std::string cursor;
	for (std::size_t size = first_batch;; size = std::min(size * 4, largest_batch)) {
		const std::string before = cursor;
		const auto answer =
			shell_.run(fmt::format("{} | head -c {}", command_of(query, cursor), size));
		const bool is_cut = answer.output.size() >= size;
		if (!visit_batch(answer.output, is_cut, query, visitor, cursor))
			return;
		if (cursor == before && size == largest_batch)
			throw Error{fmt::format(
				"An entry in the journal of {} is too long.", shell_.host())};
	}
}

std::vector<std::string> RemoteLog::units()
{
	std::string command;
	for (const char *field : {"_SYSTEMD_UNIT", "UNIT", "COREDUMP_UNIT"})
		command += fmt::format("{} --field={}; ", program_, field);
	const auto answer = shell_.run(command);
	std::vector<std::string> units;
	for (const std::string_view line : split(answer.output, '\n'))
		if (is_unit_name(line))
			units.emplace_back(line);
	std::ranges::sort(units);
	units.erase(std::unique(units.begin(), units.end()), units.end());
	return units;
}

LogFacts RemoteLog::facts()
{
	const auto audit = shell_.run(program_ + " --lines=1 --output=cat _TRANSPORT=audit");
	return {.collects_audit = !audit.output.empty()};
}

std::uint64_t RemoteLog::newest_time()
{
	return parse_number<std::uint64_t>(newest("__REALTIME_TIMESTAMP")).value_or(0);
}

void RemoteLog::wait(Interruption &interruption, std::chrono::microseconds time)
{
	using Clock = std::chrono::steady_clock;
	const auto end = Clock::now() + time;
	std::string cursor = newest("__CURSOR");
	while (cursor == last_ && Clock::now() < end) {
		interruption.wait(-1, 0, pause);
		cursor = newest("__CURSOR");
	}
	last_ = std::move(cursor);
}

} // namespace hardenctl
