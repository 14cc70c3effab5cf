// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "advice/repair-words.hh"

#include "advice/managed-directory.hh"
#include "base/path.hh"
#include "base/text.hh"
#include "knowledge/calls.hh"
#include "knowledge/names.hh"
#include "unit/amount.hh"
#include "unit/ip-network.hh"
#include "unit/words.hh"

#include <algorithm>
#include <fmt/format.h>
#include <limits>

namespace hardenctl {

namespace {

/** Nothing for an empty text. */
Words one(std::string text)
{
	return text.empty() ? Words{} : Words{std::move(text)};
}

Words address_words(const std::string &text, bool local)
{
	const auto address = parse_ip_network(text);
	if (!address)
		return {};
	const bool is_local = std::ranges::any_of(ip_networks("localhost"),
		[&](const IpNetwork &network) { return is_within(*address, network); });
	return is_local == local ? one(text) : Words{};
}

/** All that a "~" line takes away, by the answer that was seen. systemd ignores invalid words. */
Words denied_words(const RepairCase &repair)
{
	const std::string_view value = strip(repair.through.value);
	Words words;
	if (!value.starts_with('~'))
		return words;
	for (const std::string_view word : split_blanks(value.substr(1))) {
		const auto colon = word.find(':');
		const bool kills = colon == word.npos;
		const std::string name{word.substr(0, colon)};
		if ((kills || !repair.denial.answer.signal) &&
			is_valid_entry(repair.through.directive, name))
			words.push_back(name);
	}
	return words;
}

/** "2G" for 2147483648 bytes; what is counted in pieces takes no suffix. */
std::string size_text(Directive directive, std::uint64_t size)
{
	if (record(directive).holds != Holds::Bytes)
		return fmt::format("{}", size);
	static constexpr std::string_view units = "KMGTP";
	std::size_t unit = 0;
	while (size != 0 && size % 1024 == 0 && unit < units.size()) {
		size /= 1024;
		unit++;
	}
	return unit == 0 ? fmt::format("{}", size) : fmt::format("{}{}", size, units[unit - 1]);
}

/** No log shows how much is needed: a common size, or twice as much where that is not less. */
Words limit_words(const RepairCase &repair, const RepairRow &row, bool wants_common)
{
	const Directive directive = repair.written.directive;
	const auto size_of = [&](std::string_view value) {
		return soft_limit(directive, value).value_or(0);
	};
	const auto limit = soft_limit(directive, repair.written.value);
	if (!limit || *limit > std::numeric_limits<std::uint64_t>::max() / 4)
		return {};
	const std::uint64_t common = row.choices.empty() ? 0 : size_of(row.choices.front());
	const bool is_common = *limit <= common / 2;
	const std::uint64_t raised = is_common ? common : 2 * *limit;
	const Assignment *before = repair.config.before(repair.written);
	const std::uint64_t restored = before ? size_of(before->value) : 0;
	/* what the other files say may be enough, and no more than this */
	const bool is_restored = before && restored / 2 >= *limit && restored <= raised;
	if (is_common != wants_common || raised == 0 || is_restored)
		return {};
	return one(size_text(directive, raised));
}

/** "pid" is one of "~user pid". */
bool lists(std::string_view value, std::string_view word)
{
	const auto words = split_blanks(value.substr(value.starts_with('~')));
	return std::ranges::find(words, word) != words.end();
}

bool refuses_family(const RepairCase &repair, int family)
{
	const Operation socket{.kind = OperationKind::Socket, .family = family};
	return std::ranges::any_of(
		repair.sandbox.predict(socket), [&](const PredictedDenial &predicted) {
			return repair.sandbox.settings()[predicted.setting].assignment.directive ==
			       repair.through.directive;
		});
}

bool is_refused(const RepairCase &repair, const std::string &choice)
{
	if (choice.starts_with('/'))
		return !covering_entry(repair, choice).empty();
	if (const auto family = find_family(choice))
		return refuses_family(repair, *family);
	const std::string_view value = strip(repair.through.value);
	return parse_boolean(value) == true || lists(value, choice) == value.starts_with('~');
}

Words refused_choices(const RepairCase &repair, const RepairRow &row)
{
	Words refused;
	for (const std::string_view choice : row.choices) {
		const Words words = choice == "{program}" ? path_words(repair, Placeholder::Program)
							  : Words{std::string{choice}};
		for (const std::string &word : words)
			if (is_refused(repair, word))
				refused.push_back(word);
	}
	return refused;
}

Words device_words(const std::string &path)
{
	const std::string device = canonical_path(path);
	return path_is_below(device, "/dev") && device != "/dev" ? one(device) : Words{};
}

} // namespace

bool only_reads(const Operation &operation) noexcept
{
	return operation.access == Access::Read || operation.access == Access::Execute ||
	       operation.kind == OperationKind::Execute || operation.kind == OperationKind::Connect;
}

Words repair_words(const RepairCase &repair, const RepairRow &row, const std::string &subject,
	Placeholder placeholder)
{
	const Operation &operation = repair.denial.operation;
	const Sandbox &sandbox = repair.sandbox;
	switch (placeholder) {
	case Placeholder::Address:
	case Placeholder::Local:
		return address_words(operation.address, placeholder == Placeholder::Local);
	case Placeholder::Ambient:
		return sandbox.is_root(operation) || sandbox.starts_as_root() ? Words{}
									      : one(subject);
	case Placeholder::Bounded: {
		const auto capability = find_capability(subject);
		return capability && sandbox.capabilities().dropped_by(*capability) ? one(subject)
										    : Words{};
	}
	case Placeholder::Capability:
		return needed_capabilities(repair);
	case Placeholder::Architecture:
		return one(std::string{small_architecture_name(operation.arch)});
	case Placeholder::Common:
	case Placeholder::Doubled:
		return limit_words(repair, row, placeholder == Placeholder::Common);
	case Placeholder::Denied:
		return denied_words(repair);
	case Placeholder::DeniedGroup:
		return one(subject);
	case Placeholder::Device:
		return device_words(operation.path);
	case Placeholder::Rights:
		return {operation.access == Access::Read ? "r" : "rw"};
	case Placeholder::Family:
		return operation.family ? one(std::string{family_name(*operation.family)})
					: Words{};
	case Placeholder::Ownership:
		return one(std::string{ownership_text(
			managed_directory_state(repair, canonical_path(operation.path)))});
	case Placeholder::Port:
		return operation.port ? one(fmt::format("{}", *operation.port)) : Words{};
	case Placeholder::Refused:
		return refused_choices(repair, row);
	case Placeholder::Value:
		return repair.written.value.starts_with('-') ? Words{} : one(repair.written.value);
	case Placeholder::Group:
	case Placeholder::GroupDescription:
	case Placeholder::Related:
	case Placeholder::RelatedKind:
	case Placeholder::Syscall:
	case Placeholder::Syscalls:
		return call_words(repair, placeholder);
	case Placeholder::Caveat:
	case Placeholder::Entry:
	case Placeholder::File:
	case Placeholder::FileSystem:
	case Placeholder::Guarded:
	case Placeholder::Inner:
	case Placeholder::Itself:
	case Placeholder::Kept:
	case Placeholder::Libraries:
	case Placeholder::Path:
	case Placeholder::Program:
	case Placeholder::Shown:
	case Placeholder::Whole:
	case Placeholder::Writable:
		return path_words(repair, placeholder);
	case Placeholder::Marked:
	case Placeholder::Name:
	case Placeholder::None:
	case Placeholder::Rest:
		break;
	}
	return {};
}

} // namespace hardenctl
