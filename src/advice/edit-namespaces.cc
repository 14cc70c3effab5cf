// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "advice/edit-proposals.hh"

#include "base/text.hh"
#include "unit/words.hh"

#include <algorithm>
#include <fmt/format.h>

namespace hardenctl {

namespace {

/** "pid" is one of "~user pid". */
bool lists(std::string_view value, std::string_view kind)
{
	const auto words = split_blanks(value.substr(value.starts_with('~')));
	return std::ranges::find(words, kind) != words.end();
}

/** Those of the kinds that the line does not allow. */
std::string refused(const RepairCase &repair, std::initializer_list<std::string_view> kinds)
{
	const std::string_view value = strip(repair.through.value);
	const bool all = parse_boolean(value) == true;
	std::string words;
	for (const std::string_view kind : kinds)
		if (all || lists(value, kind) == value.starts_with('~'))
			words += (words.empty() ? "" : " ") + std::string{kind};
	return words;
}

} // namespace

/** No log tells the kind; it adds to a list, takes out of a "~" list and allows just it after yes.
 */
void propose_for_namespaces(const RepairCase &repair, Proposals &out)
{
	if (const auto usual = refused(repair, {"user", "mnt", "pid", "net"}); !usual.empty())
		out.push_back({
			.scope = Scope::Narrowest,
			.lines = {"RestrictNamespaces=" + usual},
			.why = "what sandboxes make of those that are refused; the log does not "
			       "name the kind",
		});
	if (const auto most = refused(repair, {"user", "mnt", "pid", "net", "ipc", "uts"});
		!most.empty())
		out.push_back({
			.scope = Scope::Wider,
			.lines = {"RestrictNamespaces=" + most},
			.why = "what containers are made of",
		});
}

} // namespace hardenctl
