// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "journal/log-format.hh"

#include <string>

#include <nlohmann/json.hpp>

namespace hardenctl {

namespace {

constexpr std::size_t max_object_size = 16 * 1024 * 1024;

/**
 * Feeds the members of one object to a field set. An array holds the values of a repeated field, or
 * the bytes of one that is no text; a null stands for a value that journalctl found too long.
 */
class FieldReader final : public nlohmann::json_sax<nlohmann::json> {
	static constexpr std::size_t max_depth = 8;

	FieldSet &fields_;
	FormatDamage &damage_;
	std::string name_;
	std::string bytes_;
	std::size_t depth_ = 0;
	bool has_bytes_ = false;

	bool add(std::string_view value)
	{
		fields_.add(name_, value);
		return true;
	}

	bool add_byte(std::uint64_t value)
	{
		has_bytes_ = true;
		if (bytes_.size() < FieldSet::max_value_size)
			bytes_ += static_cast<char>(value & 0xff);
		return true;
	}

public:
	FieldReader(FieldSet &fields, FormatDamage &damage) : fields_(fields), damage_(damage) {}

	bool null() override
	{
		++damage_.left_out;
		return true;
	}
	bool boolean(bool value) override { return add(value ? "true" : "false"); }
	bool number_integer(std::int64_t value) override { return add(std::to_string(value)); }
	bool number_unsigned(std::uint64_t value) override
	{
		return depth_ > 1 ? add_byte(value) : add(std::to_string(value));
	}
	bool number_float(double, const std::string &text) override { return add(text); }
	bool string(std::string &value) override { return add(value); }
	bool binary(nlohmann::json::binary_t &) override { return false; }
	bool start_object(std::size_t) override { return ++depth_ < max_depth; }
	bool key(std::string &name) override
	{
		name_.swap(name);
		return true;
	}
	bool end_object() override
	{
		--depth_;
		return true;
	}
	bool start_array(std::size_t) override
	{
		bytes_.clear();
		has_bytes_ = false;
		return ++depth_ < max_depth;
	}
	bool end_array() override
	{
		--depth_;
		if (has_bytes_)
			add(bytes_);
		has_bytes_ = false;
		return true;
	}
	bool parse_error(
		std::size_t, const std::string &, const nlohmann::detail::exception &) override
	{
		damage_.truncated = true;
		return false;
	}
};

/**
 * The position after the object that begins at a brace. A newline in a string is no JSON: the
 * record is broken there, and the next one must not be swallowed.
 */
std::size_t find_object_end(std::string_view text, std::size_t begin, FormatDamage &damage) noexcept
{
	bool in_string = false;
	std::size_t depth = 0;
	for (std::size_t i = begin; i < text.size(); ++i) {
		const char c = text[i];
		if (in_string) {
			if (c == '\\')
				++i;
			else if (c == '"')
				in_string = false;
			else if (c == '\n')
				return i;
		} else if (c == '"')
			in_string = true;
		else if (c == '{')
			++depth;
		else if (c == '}' && --depth == 0)
			return i + 1;
	}
	damage.truncated = true;
	return text.size();
}

/** One object a line, pretty, as a text sequence, as server-sent events, or in an array. */
class JsonFormat final : public LogFormat {
public:
	std::optional<Record> next(
		std::string_view text, const Record &previous, FormatDamage &damage) const override
	{
		const auto begin = text.find('{', previous.end());
		if (begin == std::string_view::npos)
			return std::nullopt;
		const auto end = find_object_end(text, begin, damage);
		return Record{.begin = begin, .size = end - begin};
	}

	Entry &read(std::string_view text, const Record &record, EntryBuilder &builder,
		FormatDamage &damage) const override
	{
		builder.fields().clear();
		FieldReader reader{builder.fields(), damage};
		const auto object = text.substr(record.begin, record.size);
		if (object.size() > max_object_size)
			++damage.left_out;
		else
			nlohmann::json::sax_parse(object.begin(), object.end(), &reader);
		return builder.finish();
	}

	bool has_fields() const noexcept override { return true; }
};

} // namespace

std::unique_ptr<LogFormat> make_json_format()
{
	return std::make_unique<JsonFormat>();
}

} // namespace hardenctl
