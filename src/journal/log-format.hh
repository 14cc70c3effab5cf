// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#pragma once

#include "journal/entry-builder.hh"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>

namespace hardenctl {

/** One entry's part of the text. */
struct Record {
	std::size_t begin = 0;
	std::size_t size = 0;
	/** Plain text only: where the line is that names the unit of `systemctl status` output. */
	std::optional<std::size_t> heading;

	std::size_t end() const noexcept { return begin + size; }
};

/** Which parts of a log were not understood or are known to be missing. */
struct FormatDamage {
	bool truncated = false;
	/** Fields that the writer left out because they were long (JSON null). */
	std::size_t left_out = 0;
};

/** Splits a log into records and reads these. Stateless but for the text's context. */
class LogFormat {
public:
	virtual ~LogFormat() noexcept = default;

	/** The record that follows another (Record{} at the beginning); nothing at the end. */
	virtual std::optional<Record> next(
		std::string_view text, const Record &previous, FormatDamage &damage) const = 0;

	/** Fills the entry of one record; it is valid until the next call. */
	virtual Entry &read(std::string_view text, const Record &record, EntryBuilder &builder,
		FormatDamage &damage) const = 0;

	/** Have the entries journald's fields? */
	virtual bool has_fields() const noexcept = 0;
};

std::unique_ptr<LogFormat> make_export_format();
std::unique_ptr<LogFormat> make_json_format();
/**
 * @param user of a user manager, whose PID is any
 * @param now microseconds since the epoch: dates without a year lie before
 */
std::unique_ptr<LogFormat> make_plain_format(bool user, std::uint64_t now);

} // namespace hardenctl
