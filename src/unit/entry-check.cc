// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "unit/entry-check.hh"

#include "base/path.hh"
#include "base/text.hh"
#include "knowledge/names.hh"
#include "unit/ip-network.hh"
#include "unit/words.hh"

#include <algorithm>
#include <cstdint>
#include <iterator>
#include <string>

namespace hardenctl {

namespace {

/** systemd's seccomp-util.c; which of them libseccomp has depends on its version. */
constexpr std::string_view architectures[]{"arm", "arm64", "mips", "mips-le", "mips64", "mips64-le",
	"mips64-le-n32", "mips64-n32", "native", "parisc", "parisc64", "ppc", "ppc64", "ppc64-le",
	"riscv64", "s390", "s390x", "x32", "x86", "x86-64"};
static_assert(std::ranges::is_sorted(architectures));
constexpr std::string_view newer_architectures[]{"loongarch64", "m68k", "sh", "sheb"};

constexpr unsigned bind_id_map_since = 256;

/** SocketBindAllow=0 is ignored by 252 and taken by 257. */
constexpr unsigned port_zero_since = 257;

bool is_absolute(std::string_view path) noexcept
{
	return (path.starts_with('/') || path.starts_with('%')) && !has_dot_dot(path);
}

/** Up to the first colon that is not escaped; the rest stays. */
std::string_view next_part(std::string_view &rest) noexcept
{
	std::size_t end = 0;
	while (end < rest.size() && rest[end] != ':')
		end += rest[end] == '\\' ? 2 : 1;
	end = std::min(end, rest.size());
	const auto part = rest.substr(0, end);
	rest.remove_prefix(std::min(end + 1, rest.size()));
	return part;
}

bool is_bind_options(std::string_view options, unsigned systemd_version)
{
	if (options.empty() || options == "rbind" || options == "norbind")
		return true;
	if (systemd_version != 0 && systemd_version < bind_id_map_since)
		return false;
	constexpr std::string_view known[]{"", "idmap", "noidmap", "norbind", "rbind"};
	return std::ranges::all_of(split(options, ','), [&](std::string_view option) {
		return std::ranges::find(known, option) != std::end(known);
	});
}

bool is_port_range(std::string_view text, std::uint16_t least) noexcept
{
	const auto dash = text.find('-');
	const auto first = parse_number<std::uint16_t>(text.substr(0, dash));
	const auto last =
		dash == text.npos ? first : parse_number<std::uint16_t>(text.substr(dash + 1));
	return first && last && least <= *first && *first <= *last;
}

} // namespace

bool is_call_answer(std::string_view text)
{
	constexpr unsigned most = 4095;
	const auto number = parse_number<unsigned>(text);
	return text == "kill" || (number && *number <= most) || find_errno(to_upper(text));
}

bool is_architecture(std::string_view word, unsigned systemd_version) noexcept
{
	constexpr unsigned newer_since = 253;
	const bool is_old = systemd_version != 0 && systemd_version < newer_since;
	return std::ranges::binary_search(architectures, word) ||
	       (!is_old && std::ranges::find(newer_architectures, word) !=
				   std::end(newer_architectures));
}

bool is_bind_word(Holds holds, std::string_view word, unsigned systemd_version)
{
	if (holds == Holds::MountPoint)
		return is_absolute(word.substr(0, word.find(':')));
	auto rest = word.substr(word.starts_with('-'));
	if (!is_absolute(next_part(rest)))
		return false;
	if (!word.ends_with(':') && rest.empty())
		return true;
	if (!is_absolute(next_part(rest)))
		return false;
	return is_bind_options(rest, systemd_version);
}

bool is_address_prefix(std::string_view word)
{
	constexpr std::string_view names[]{"any", "link-local", "localhost", "multicast"};
	return std::ranges::find(names, word) != std::end(names) ||
	       parse_ip_network(word).has_value();
}

bool is_device_rule(std::string_view value)
{
	const auto words = split_words(value);
	if (!words || words->empty() || words->size() > 2)
		return false;
	const std::string &device = words->front();
	const bool is_known = path_is_below(device, "/dev") ||
			      path_is_below(device, "/run/systemd/inaccessible") ||
			      device.starts_with("block-") || device.starts_with("char-") ||
			      device.starts_with('%');
	return is_known && !has_dot_dot(device) &&
	       (words->size() == 1 || words->back().find_first_not_of("rwm") == std::string::npos);
}

bool is_bind_rule(std::string_view value, unsigned systemd_version)
{
	const bool is_old = systemd_version != 0 && systemd_version < port_zero_since;
	const auto parts = split(value, ':');
	std::size_t i = 0;
	const auto skip = [&](std::string_view one, std::string_view other) {
		i += i < parts.size() && (parts[i] == one || parts[i] == other);
	};
	skip("ipv4", "ipv6");
	skip("tcp", "udp");
	return i == parts.size() ||
	       (i + 1 == parts.size() &&
		       (parts[i] == "any" || is_port_range(parts[i], is_old ? 1 : 0)));
}

} // namespace hardenctl
