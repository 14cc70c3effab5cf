// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "journal/text-log.hh"

#include "base/text.hh"
#include "journal/selection.hh"
#include "journal/unit-name.hh"
#include "journal/version-text.hh"

#include <algorithm>
#include <set>

namespace hardenctl {

TextLog::TextLog(
	LogInput input, std::unique_ptr<LogFormat> format, const std::string &name, bool user)
	: text_(std::move(input.text)), format_(std::move(format)), builder_(user), user_(user)
{
	make_index(name, input.cut);
}

void TextLog::make_index(const std::string &name, bool cut)
{
	FormatDamage damage;
	Record record;
	while (const auto next = format_->next(text_, record, damage)) {
		record = *next;
		add_to_index(record, damage);
		if (index_.size() > max_log_entries) {
			index_.pop_front();
			cut = true;
		}
	}
	if (cut)
		diagnostics_.push_back({Level::Warning,
			name + ": very long, only its newest part (at most " +
				std::to_string(max_log_size / (1024 * 1024)) + " MiB and " +
				std::to_string(max_log_entries) + " entries) was read"});
	describe_damage(name, damage);
}

void TextLog::add_to_index(const Record &record, FormatDamage &damage)
{
	const Entry &entry = format_->read(text_, record, builder_, damage);
	Index index{.record = record,
		.received = entry.realtime,
		.pid = entry.pid.value_or(0),
		.coredump_pid = entry.coredump_pid.value_or(0)};
	if (const auto time = parse_number<std::uint64_t>(builder_.fields()[Field::Realtime]))
		index.received = *time;
	Query query{.select = Select::Kernel};
	index.kernel = could_belong(entry, query);
	query.select = Select::Failures;
	index.failure = could_belong(entry, query);
	index_.push_back(index);
	facts_.collects_audit |= entry.transport == Transport::Audit;
	if (const auto version = parse_version_banner(entry.message);
		version && (entry.identifier == "systemd" || entry.identifier.empty()))
		facts_.systemd_version = *version;
	if (index.received >= newest_time_ && !entry.boot_id.empty())
		newest_boot_ = entry.boot_id;
	newest_time_ = std::max(newest_time_, index.received);
}

void TextLog::describe_damage(const std::string &name, const FormatDamage &damage)
{
	if (damage.truncated)
		diagnostics_.push_back(
			{Level::Warning, name + ": truncated or damaged, the broken entries were "
						"read as far as they go"});
	if (damage.left_out > 0)
		diagnostics_.push_back({Level::Notice,
			name + ": " + std::to_string(damage.left_out) +
				" long values are missing; journalctl -o json --all writes them"});
}

bool TextLog::may_match(const Index &index, const Query &query) const noexcept
{
	const bool timed = index.received != 0;
	if (timed && (index.received < query.since || index.received > query.until))
		return false;
	switch (query.select) {
	case Select::Unit:
	case Select::Invocation:
	case Select::LostExecutor:
	case Select::Unclaimed:
		return true;
	case Select::Process:
		return query.pid == index.pid || query.pid == index.coredump_pid;
	case Select::Kernel:
		return index.kernel;
	case Select::Failures:
		return index.failure;
	}
	return true;
}

/** @return go on? */
bool TextLog::visit_one(const Index &index, const Query &query, EntryVisitor visitor)
{
	if (!may_match(index, query))
		return true;
	FormatDamage known;
	const Entry &entry = format_->read(text_, index.record, builder_, known);
	const bool matches = format_->has_fields() ? belongs(builder_, entry, query, user_)
						   : could_belong(entry, query);
	return !matches || visitor(entry);
}

void TextLog::visit(const Query &query, EntryVisitor visitor)
{
	const auto visit_all = [&](auto index, const auto end) {
		while (index != end && visit_one(*index, query, visitor))
			++index;
	};
	if (query.order == Order::OldestFirst)
		visit_all(index_.begin(), index_.end());
	else
		visit_all(index_.rbegin(), index_.rend());
}

std::vector<std::string> TextLog::units()
{
	std::set<std::string> names;
	for (const Index &index : index_) {
		FormatDamage known;
		const Entry &entry = format_->read(text_, index.record, builder_, known);
		for (const std::string &unit : {entry.unit, entry.about_unit, entry.coredump_unit})
			if (is_unit_name(unit) && !names.contains(unit))
				names.insert(unit);
	}
	return {names.begin(), names.end()};
}

} // namespace hardenctl
