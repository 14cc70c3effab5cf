// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "advice/edit-proposals.hh"

#include "base/path.hh"
#include "base/text.hh"
#include "unit/merge.hh"
#include "unit/words.hh"

#include <algorithm>
#include <fmt/format.h>
#include <iterator>

namespace hardenctl {

namespace {

struct ManagedBase {
	std::string_view base;
	Directive directive;
};

/** systemd.exec(5), "RuntimeDirectory=, StateDirectory=, …". */
constexpr ManagedBase managed_bases[]{
	{"/var/lib", Directive::StateDirectory},
	{"/var/cache", Directive::CacheDirectory},
	{"/var/log", Directive::LogsDirectory},
	{"/run", Directive::RuntimeDirectory},
	{"/etc", Directive::ConfigurationDirectory},
};

/** Folders of many services: to open one of them whole is more than one service needs. */
constexpr std::string_view shared_folders[]{"/", "/boot", "/dev", "/etc", "/home", "/proc", "/root",
	"/srv", "/sys", "/usr", "/usr/lib", "/usr/local", "/usr/share", "/var", "/var/cache",
	"/var/lib", "/var/log", "/var/spool"};

bool is_shared_folder(std::string_view path)
{
	return std::ranges::find(shared_folders, path) != std::end(shared_folders);
}

/** Files that a service makes anew at each start: their folder must be writable. */
bool is_made_at_start(const Operation &operation)
{
	static constexpr std::string_view endings[]{".pid", ".sock", ".socket", ".lock", ".tmp"};
	return operation.access == Access::Create || operation.kind == OperationKind::Bind ||
	       std::ranges::any_of(endings,
		       [&](std::string_view ending) { return operation.path.ends_with(ending); });
}

} // namespace

std::vector<std::string> relisted(const UnitConfig &config, Directive directive,
	FunctionRef<std::string(const std::string &word)> change)
{
	std::vector<std::string> lines{fmt::format("{}=", name(directive))};
	for (const Assignment &assignment : config.assignments) {
		if (!resets(directive, assignment.directive))
			continue;
		std::string kept;
		for (const std::string &word :
			split_words(assignment.value).value_or(std::vector<std::string>{})) {
			const std::string changed =
				assignment.directive == directive ? change(word) : word;
			if (!changed.empty())
				kept += (kept.empty() ? "" : " ") + quote_word(changed);
		}
		if (!kept.empty())
			lines.push_back(fmt::format("{}={}", name(assignment.directive), kept));
	}
	return lines;
}

std::string managed_directory_line(std::string_view path)
{
	for (const auto &[base, directive] : managed_bases) {
		if (!path_is_below(path, base) || path.size() <= base.size() + 1)
			continue;
		std::string_view rest = path.substr(base.size() + 1);
		if (rest.starts_with("private/"))
			rest.remove_prefix(std::string_view{"private/"}.size());
		const auto slash = rest.find('/');
		if (slash == rest.npos || slash == 0)
			return {};
		return fmt::format("{}={}", name(directive), quote_word(rest.substr(0, slash)));
	}
	return {};
}

std::string writable_target(const Operation &operation)
{
	const std::string path = canonical_path(operation.path);
	const std::string parent{parent_path(path)};
	if (is_made_at_start(operation))
		return parent;
	return is_shared_folder(parent) ? path : parent;
}

void propose_off(const RepairCase &repair, Proposals &out)
{
	const DirectiveRecord &directive = record(repair.written.directive);
	Proposal proposal{.scope = Scope::Off, .why = "gives the directive up"};
	if (directive.restricts && !directive.loosen.empty()) {
		/* the last row of a record takes the whole directive back; the tests see to it */
		for (const std::string_view line : split(directive.loosen.back().edit, '\n'))
			if (!line.empty())
				proposal.lines.emplace_back(line);
	} else
		proposal.lines = {fmt::format("{}={}", directive.name,
			directive.type == ValueType::Mode ? directive.default_value : "")};
	out.push_back(std::move(proposal));
}

} // namespace hardenctl
