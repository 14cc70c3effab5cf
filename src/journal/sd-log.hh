// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#pragma once

#include "base/interruption.hh"
#include "journal/entry-builder.hh"
#include "journal/journal-files.hh"
#include "journal/log.hh"
#include "journal/match.hh"
#include "journal/sd-journal-handle.hh"

namespace hardenctl {

/** Real journal files, read through sd-journal(3). */
class SdLog final : public Log {
	JournalHandle journal_;
	std::vector<JournalFile> files_;
	EntryBuilder builder_;
	bool user_;
	bool live_;
	std::uint64_t usage_;
	std::optional<std::uint64_t> newest_time_;

	void seek(const Query &query);
	bool step(Order order);
	Entry &read_entry();
	void note_files_given_up();
	unsigned find_version(
		const MatchTerm &term, Order order, unsigned limit, std::string *boot_of_first);

public:
	/** @param live is it this system's own, of the current boot? */
	SdLog(JournalHandle journal, std::vector<JournalFile> files, Diagnostics diagnostics,
		bool user, bool live);

	void visit(const Query &query, EntryVisitor visitor) override;
	std::vector<std::string> units() override;
	LogFacts facts() override;
	unsigned systemd_version() override;
	std::string newest_boot() override;
	std::uint64_t newest_time() override;
	bool is_of_user() const noexcept override { return user_; }
	/** See wait_for_entries(). */
	void wait(Interruption &interruption, std::chrono::microseconds time);
};

} // namespace hardenctl
