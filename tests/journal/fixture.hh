// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#pragma once

#include "journal/log.hh"

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace hardenctl::test {

/** A new directory, removed with all that is in it. */
class TemporaryDirectory {
	std::string path_;

public:
	TemporaryDirectory();
	TemporaryDirectory(const TemporaryDirectory &) = delete;
	TemporaryDirectory &operator=(const TemporaryDirectory &) = delete;
	~TemporaryDirectory();

	const std::string &path() const noexcept { return path_; }

	/** Makes the directories, too. @return the whole path */
	std::string write(const std::string &name, std::string_view content) const;
};

using Fields = std::vector<std::pair<std::string, std::string>>;

/** One entry in export format, with addresses of its own; values with newlines are binary. */
std::string export_entry(unsigned number, const Fields &fields);

/** What PID 1 adds to its own entries. */
Fields from_manager(Fields fields);

/** What journald adds to the native entries of a service. */
Fields from_service(const std::string &unit, Fields fields);

/** Makes a real journal with systemd-journal-remote; throws if that is not installed. */
void make_journal(const std::string &path, const std::string &export_text);

std::unique_ptr<Log> open_text(std::string text);

/** All that match, copied. */
std::vector<Entry> collect(Log &log, const Query &query);

} // namespace hardenctl::test
