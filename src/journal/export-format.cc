// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "journal/log-format.hh"

#include <cstring>
#include <endian.h>

namespace hardenctl {

namespace {

/** One field of https://systemd.io/JOURNAL_EXPORT_FORMATS */
struct ExportField {
	std::string_view name;
	std::string_view value;
	/** After its newline. */
	std::size_t end = 0;
	bool truncated = false;
};

/** "NAME\n", 64 bit little endian size, that many bytes, "\n" */
ExportField read_binary_field(std::string_view text, std::string_view name, std::size_t position)
{
	std::uint64_t size;
	if (text.size() - position < sizeof(size))
		return {name, {}, text.size(), true};
	std::memcpy(&size, text.data() + position, sizeof(size));
	size = le64toh(size);
	position += sizeof(size);
	if (size >= text.size() - position)
		return {name, text.substr(position), text.size(), size > text.size() - position};
	return {name, text.substr(position, size), position + size + 1, false};
}

/** At the start of a line that is not empty. */
ExportField read_field(std::string_view text, std::size_t from)
{
	const auto newline = text.find('\n', from);
	const bool complete = newline != std::string_view::npos;
	const auto line = text.substr(from, complete ? newline - from : std::string_view::npos);
	const auto end = complete ? newline + 1 : text.size();
	const auto equals = line.find('=');
	if (equals != std::string_view::npos)
		return {line.substr(0, equals), line.substr(equals + 1), end, !complete};
	if (!complete)
		return {line, {}, end, true};
	return read_binary_field(text, line, end);
}

class ExportFormat final : public LogFormat {
public:
	std::optional<Record> next(
		std::string_view text, const Record &previous, FormatDamage &damage) const override
	{
		const auto begin = text.find_first_not_of('\n', previous.end());
		if (begin == std::string_view::npos)
			return std::nullopt;
		auto end = begin;
		while (end < text.size() && text[end] != '\n') {
			const ExportField field = read_field(text, end);
			damage.truncated |= field.truncated;
			end = field.end;
		}
		return Record{.begin = begin, .size = std::min(end, text.size()) - begin};
	}

	Entry &read(std::string_view text, const Record &record, EntryBuilder &builder,
		FormatDamage &) const override
	{
		const auto part = text.substr(record.begin, record.size);
		builder.fields().clear();
		for (std::size_t position = 0; position < part.size();) {
			const ExportField field = read_field(part, position);
			builder.fields().add(field.name, field.value);
			position = field.end;
		}
		return builder.finish();
	}

	bool has_fields() const noexcept override { return true; }
};

} // namespace

std::unique_ptr<LogFormat> make_export_format()
{
	return std::make_unique<ExportFormat>();
}

} // namespace hardenctl
