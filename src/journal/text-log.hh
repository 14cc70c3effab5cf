// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#pragma once

#include "journal/log-format.hh"
#include "journal/log-input.hh"
#include "journal/log.hh"

#include <deque>
#include <memory>
#include <string>

namespace hardenctl {

/** Of a text log at most so many entries are kept, the newest. */
inline constexpr std::size_t max_log_entries = 1000000;

/** `journalctl -o export`, `-o json` and its variants, auditd's log, or pasted text. */
class TextLog final : public Log {
	/** What select needs to know of a record without reading it again. */
	struct Index {
		Record record;
		std::uint64_t received = 0;
		pid_t pid = 0;
		pid_t coredump_pid = 0;
		bool kernel = false;
		bool failure = false;
	};

	std::string text_;
	std::unique_ptr<LogFormat> format_;
	std::deque<Index> index_;
	EntryBuilder builder_;
	LogFacts facts_;
	std::string newest_boot_;
	std::uint64_t newest_time_ = 0;
	bool user_;

	void make_index(const std::string &name, bool cut);
	void add_to_index(const Record &record, FormatDamage &damage);
	void describe_damage(const std::string &name, const FormatDamage &damage);
	bool may_match(const Index &index, const Query &query) const noexcept;
	bool visit_one(const Index &index, const Query &query, EntryVisitor visitor);

public:
	/** @param name of the log, for diagnostics */
	TextLog(LogInput input, std::unique_ptr<LogFormat> format, const std::string &name,
		bool user);

	void visit(const Query &query, EntryVisitor visitor) override;
	std::vector<std::string> units() override;
	LogFacts facts() override { return facts_; }
	std::string newest_boot() override { return newest_boot_; }
	std::uint64_t newest_time() override { return newest_time_; }
	bool is_plain_text() const noexcept override { return !format_->has_fields(); }
	bool is_of_user() const noexcept override { return user_; }
};

/**
 * A log in a text format, told by its content. Throws Error: it is in none of them, or compressed,
 * or empty.
 */
std::unique_ptr<Log> open_text_log(LogInput input, const std::string &name, bool user = false);

} // namespace hardenctl
