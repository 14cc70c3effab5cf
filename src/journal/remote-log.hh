// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#pragma once

#include "base/interruption.hh"
#include "base/remote-shell.hh"
#include "journal/entry-builder.hh"
#include "journal/log-format.hh"
#include "journal/log.hh"

namespace hardenctl {

/** The journal of another host, each query answered by its journalctl. */
class RemoteLog final : public Log {
	RemoteShell &shell_;
	EntryBuilder builder_{false};
	std::unique_ptr<LogFormat> format_ = make_export_format();
	std::string program_ = "journalctl --quiet --no-pager";
	/** Cursor of the newest entry when it was waited for. */
	std::string last_;

	void check_access();
	std::string command_of(const Query &query, const std::string &cursor) const;
	bool visit_record(const std::string &text, const Record &record, const Query &query,
		EntryVisitor visitor, std::string &cursor);
	bool visit_batch(const std::string &text, bool is_cut, const Query &query,
		EntryVisitor visitor, std::string &cursor);
	std::string newest(std::string_view field);

public:
	/**
	 * @param shell must outlive it
	 * @param merge as LogLocation::merge
	 * Throws Error, as all do: no journalctl there, no journal, no permission, connection lost.
	 */
	RemoteLog(RemoteShell &shell, bool merge);

	void visit(const Query &query, EntryVisitor visitor) override;
	std::vector<std::string> units() override;
	LogFacts facts() override;
	/** The manager tells it better: 0. */
	unsigned systemd_version() override { return 0; }
	std::string newest_boot() override { return newest("_BOOT_ID"); }
	std::uint64_t newest_time() override;
	/** See wait_for_entries(). */
	void wait(Interruption &interruption, std::chrono::microseconds time);
};

} // namespace hardenctl
