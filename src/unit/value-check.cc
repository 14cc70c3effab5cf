// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "unit/value-check.hh"

#include "base/path.hh"
#include "base/text.hh"
#include "knowledge/names.hh"
#include "knowledge/syscall-groups.hh"
#include "unit/amount.hh"
#include "unit/characters.hh"
#include "unit/entry-check.hh"
#include "unit/words.hh"

#include <algorithm>
#include <array>
#include <fmt/format.h>

namespace hardenctl {

namespace {

constexpr std::string_view invalid = "Invalid argument";

ValueCheck refuse(
	const DirectiveRecord &directive, std::string_view value, std::string_view reason = invalid)
{
	return {Validity::Ignored, {ignored_value(directive.name, value, reason)}};
}

ValueCheck accept_if(bool valid, const DirectiveRecord &directive, std::string_view value)
{
	return valid ? ValueCheck{} : refuse(directive, value);
}

/** "yes" and "no" stand for every boolean; ProtectHostname=private:NAME has a tail. */
bool means(const ValueRecord &known, std::string_view value)
{
	const auto wanted = parse_boolean(known.value);
	return known.value == value || (wanted && wanted == parse_boolean(value));
}

ValueCheck check_enum(
	const DirectiveRecord &directive, std::string_view value, unsigned systemd_version)
{
	const bool has_tail = std::ranges::any_of(directive.values,
		[](const ValueRecord &known) { return known.value.find(':') != known.value.npos; });
	const auto head = has_tail ? value.substr(0, value.find(':')) : value;
	if (directive.values.empty())
		return {};
	const auto found = std::ranges::find_if(
		directive.values, [&](const ValueRecord &known) { return means(known, head); });
	if (found == directive.values.end())
		return refuse(directive, value);
	if (systemd_version && found->since > systemd_version)
		return refuse(directive, value,
			fmt::format("known since systemd {}, this is {}", found->since,
				systemd_version));
	return {};
}

/** A specifier that is not known here may stand for a whole path. */
bool is_path(std::string_view path) noexcept
{
	return path.starts_with('/') || path.starts_with('%');
}

ValueCheck check_path(const DirectiveRecord &directive, std::string_view value)
{
	if (directive.holds == Holds::DirectoryOrHome) {
		if (value.starts_with('-'))
			value.remove_prefix(1);
		if (value == "~")
			return {};
	}
	return accept_if(is_path(value), directive, value);
}

/** systemd's relaxed rules for names of users and groups; numbers are names too. */
bool is_account_name(std::string_view name) noexcept
{
	return name != "." && name != ".." && std::ranges::none_of(name, [](char c) {
		return c == ':' || c == '/' || static_cast<unsigned char>(c) < ' ' || c == '\x7f';
	});
}

ValueCheck check_string(const DirectiveRecord &directive, std::string_view value)
{
	if (directive.holds == Holds::User || directive.holds == Holds::Group)
		return accept_if(is_account_name(value), directive, value);
	if (directive.holds == Holds::Errno)
		return accept_if(value != "0" && is_call_answer(value), directive, value);
	return {};
}

/** Without "-" and "+"; systemd ignores one that is not normalized. */
bool is_path_word(std::string_view word) noexcept
{
	word.remove_prefix(std::min(word.find_first_not_of("-+"), word.size()));
	return is_path(word) && !has_dot_dot(word);
}

/** Of StateDirectory= and its like: relative and without ".."; ":LINK" and ":ro" may follow. */
bool is_managed_directory(std::string_view word) noexcept
{
	const auto path = word.substr(0, word.find(':'));
	return !path.empty() && !path.starts_with('/') && !has_dot_dot(path);
}

bool is_namespace_kind(std::string_view word, unsigned systemd_version) noexcept
{
	const auto known = std::ranges::find(namespace_kinds, word, &NamespaceKind::name);
	return known != namespace_kinds.end() &&
	       (systemd_version == 0 || known->since <= systemd_version);
}

bool is_plain_name(std::string_view word) noexcept
{
	return consists_of(word, "_-.");
}

/** Only calls that are denied can have an answer of their own. */
bool is_system_call_word(std::string_view word, bool denies, unsigned systemd_version)
{
	const auto colon = word.find(':');
	const auto call = word.substr(0, colon);
	if (colon != word.npos && (!denies || !is_call_answer(word.substr(colon + 1))))
		return false;
	if (!call.starts_with('@'))
		return !call.empty() && is_plain_name(call);
	// A version without a table of its own may have what the next table has.
	constexpr unsigned newest = ~0U;
	const unsigned version = has_syscall_groups(systemd_version) ? systemd_version : newest;
	return find_syscall_group(call, version) != nullptr;
}

bool is_valid_word(const DirectiveRecord &directive, std::string_view word, bool is_inverted,
	unsigned systemd_version)
{
	if (!directive.base.empty())
		return is_managed_directory(word);
	switch (directive.holds) {
	case Holds::AddressFamily:
		return word.starts_with("AF_") && find_family(word);
	case Holds::Capability:
		return true; /* an unknown one is ignored without a warning */
	case Holds::Namespace:
		return is_namespace_kind(word, systemd_version) || parse_boolean(word);
	case Holds::Group:
		return is_account_name(word);
	case Holds::AddressPrefix:
		return is_address_prefix(word);
	case Holds::Architecture:
		return is_architecture(word, systemd_version);
	case Holds::FileSystem: /* "@basic-api" and others are sets */
		return is_plain_name(word.substr(word.starts_with('@')));
	default:
		break;
	}
	switch (directive.type) {
	case ValueType::PathList:
		return is_path_word(word);
	case ValueType::BindList:
		return is_bind_word(directive.holds, word, systemd_version);
	case ValueType::SystemCallList:
		return is_system_call_word(word, is_inverted, systemd_version);
	case ValueType::InvertibleList:
		return is_plain_name(word);
	default:
		return true;
	}
}

/** A line without a good name counts, too: it makes an allow-list of nothing. */
bool counts_without_words(const DirectiveRecord &directive) noexcept
{
	return directive.type == ValueType::SystemCallList ||
	       directive.holds == Holds::AddressFamily;
}

Validity validity_of(const DirectiveRecord &directive, std::size_t words, std::size_t bad)
{
	if (bad == 0)
		return Validity::Valid;
	/* one bad name of a namespace and the whole line counts for nothing */
	const bool is_ignored = directive.holds == Holds::Namespace ||
				(bad == words && !counts_without_words(directive));
	return is_ignored ? Validity::Ignored : Validity::Partly;
}

ValueCheck check_words(
	const DirectiveRecord &directive, std::string_view value, unsigned systemd_version)
{
	const bool invertible = directive.type == ValueType::InvertibleList ||
				directive.type == ValueType::SystemCallList;
	const bool is_inverted = invertible && value.starts_with('~');
	const auto words = split_words(value.substr(is_inverted));
	if (!words)
		return refuse(directive, value, "a quote is not closed or an escape is invalid");
	ValueCheck check;
	for (const auto &word : *words)
		if (!is_valid_word(directive, word, is_inverted, systemd_version))
			check.problems.push_back(ignored_value(directive.name, word, invalid));
	check.validity = validity_of(directive, words->size(), check.problems.size());
	return check;
}

/** Lists whose lines are no words. */
ValueCheck check_list(
	const DirectiveRecord &directive, std::string_view value, unsigned systemd_version)
{
	switch (directive.holds) {
	case Holds::Device:
		return accept_if(is_device_rule(value), directive, value);
	case Holds::BindRule:
		return accept_if(is_bind_rule(value, systemd_version), directive, value);
	default:
		return directive.unquoted ? ValueCheck{}
					  : check_words(directive, value, systemd_version);
	}
}

bool is_mode(std::string_view value) noexcept
{
	return parse_number<unsigned>(value, 8).value_or(~0U) <= 07777;
}

} // namespace

bool is_fatal(const DirectiveRecord &directive, std::string_view value) noexcept
{
	return directive.fatal &&
	       !(directive.holds == Holds::DirectoryOrHome && value.starts_with('-'));
}

bool takes_specifiers(const DirectiveRecord &directive) noexcept
{
	switch (directive.type) {
	case ValueType::String:
	case ValueType::Path:
	case ValueType::PathList:
	case ValueType::BindList:
	case ValueType::List:
		return true;
	case ValueType::Boolean:
	case ValueType::Enum:
	case ValueType::InvertibleList:
	case ValueType::SystemCallList:
	case ValueType::Limit:
	case ValueType::Number:
	case ValueType::Mode:
		return false;
	}
	return false;
}

std::string ignored_value(std::string_view key, std::string_view value, std::string_view reason)
{
	return fmt::format("Failed to parse {}={}, ignoring: {}", key, value, reason);
}

ValueCheck check_value(
	const DirectiveRecord &directive, std::string_view value, unsigned systemd_version)
{
	switch (directive.type) {
	case ValueType::Boolean:
		return accept_if(parse_boolean(value).has_value(), directive, value);
	case ValueType::Enum:
		return check_enum(directive, value, systemd_version);
	case ValueType::String:
		return check_string(directive, value);
	case ValueType::Path:
		return check_path(directive, value);
	case ValueType::PathList:
	case ValueType::BindList:
	case ValueType::InvertibleList:
	case ValueType::SystemCallList:
		if (directive.holds == Holds::AddressFamily && value == "none")
			return {};
		return check_words(directive, value, systemd_version);
	case ValueType::List:
		return check_list(directive, value, systemd_version);
	case ValueType::Limit:
		return accept_if(is_limit(directive, value), directive, value);
	case ValueType::Number:
		return accept_if(is_amount(directive, value), directive, value);
	case ValueType::Mode:
		return accept_if(is_mode(value), directive, value);
	}
	return {};
}

} // namespace hardenctl
