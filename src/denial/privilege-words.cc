// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "denial/privilege-words.hh"

#include <re2/re2.h>

namespace hardenctl {

bool says_powerless(std::string_view line)
{
	static const RE2 pattern{
		R"((?i)no new privileges|effective uid is not 0|nosuid|(?:must|needs? to|should|has to) (?:be |have )?(?:installed |run )?(?:a )?(?:set-?uid|suid)|setuid(?: root)? bit|missing cap_net_raw|not (?:installed )?setuid root)"};
	return RE2::PartialMatch(re2::StringPiece{line.data(), line.size()}, pattern);
}

} // namespace hardenctl
