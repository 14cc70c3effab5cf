// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "knowledge/parsed-syscall-groups.hh"

#include <algorithm>
#include <map>
#include <set>

namespace hardenctl {

namespace {

struct Block {
	std::string_view description;
	std::vector<std::string_view> members;
};

using Blocks = std::map<std::string_view, Block>;

std::string_view without(std::string_view text, std::string_view leading) noexcept
{
	const auto begin = text.find_first_not_of(leading);
	return begin == text.npos ? std::string_view{} : text.substr(begin);
}

void add_member(Block &block, std::string_view member)
{
	if (member.starts_with('#'))
		block.description = without(member, "# ");
	else if (!member.empty())
		block.members.push_back(member);
}

Blocks blocks_of(std::string_view text)
{
	Blocks blocks;
	Block *block = nullptr;
	while (!text.empty()) {
		const std::string_view line = text.substr(0, text.find('\n'));
		text.remove_prefix(std::min(line.size() + 1, text.size()));
		if (line.starts_with('@'))
			block = &blocks[line];
		else if (line.starts_with('#'))
			block = nullptr; /* remarks that depend on the kernel */
		else if (block)
			add_member(*block, without(line, " \t"));
	}
	return blocks;
}

/** All calls of a group; a group that holds itself ends there. */
void collect_calls(const Blocks &blocks, std::string_view group, std::set<std::string_view> &seen,
	std::set<std::string_view> &calls)
{
	const auto found = blocks.find(group);
	if (found == blocks.end() || !seen.insert(group).second)
		return;
	for (const std::string_view member : found->second.members)
		if (member.starts_with('@'))
			collect_calls(blocks, member, seen, calls);
		else
			calls.insert(member);
}

} // namespace

ParsedSyscallGroups::ParsedSyscallGroups(std::string text) : text_(std::move(text))
{
	const Blocks blocks = blocks_of(text_);
	for (const auto &[name, block] : blocks) {
		std::set<std::string_view> seen;
		std::set<std::string_view> calls;
		collect_calls(blocks, name, seen, calls);
		const auto &sorted = lists_.emplace_back(calls.begin(), calls.end());
		auto &nested = lists_.emplace_back();
		std::ranges::copy_if(block.members, std::back_inserter(nested),
			[](std::string_view member) { return member.starts_with('@'); });
		groups_.push_back({name, block.description, sorted, nested});
	}
}

} // namespace hardenctl
