// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "base/utf8.hh"

namespace hardenctl {

namespace {

struct Form {
	std::size_t length;
	unsigned char bits;
	char32_t smallest;
};

constexpr Form form_of(unsigned char lead) noexcept
{
	if (lead < 0x80)
		return {1, lead, 0};
	if ((lead & 0xe0) == 0xc0)
		return {2, static_cast<unsigned char>(lead & 0x1f), 0x80};
	if ((lead & 0xf0) == 0xe0)
		return {3, static_cast<unsigned char>(lead & 0x0f), 0x800};
	if ((lead & 0xf8) == 0xf0)
		return {4, static_cast<unsigned char>(lead & 0x07), 0x10000};
	return {0, 0, 0};
}

constexpr bool is_scalar(char32_t code) noexcept
{
	return code <= 0x10ffff && (code < 0xd800 || code > 0xdfff);
}

} // namespace

Decoded decode_utf8(std::string_view text) noexcept
{
	if (text.empty())
		return {};
	const auto form = form_of(static_cast<unsigned char>(text[0]));
	if (form.length == 0 || form.length > text.size())
		return {};
	char32_t code = form.bits;
	for (std::size_t i = 1; i < form.length; i++) {
		const auto byte = static_cast<unsigned char>(text[i]);
		if ((byte & 0xc0) != 0x80)
			return {};
		code = code << 6 | (byte & 0x3f);
	}
	if (code < form.smallest || !is_scalar(code))
		return {};
	return {code, form.length};
}

} // namespace hardenctl
