// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "denial/left-over.hh"

#include "denial/manager.hh"

namespace hardenctl {

std::optional<std::string_view> left_over_program(const Entry &entry) noexcept
{
	const std::string_view line = without_unit_prefix(line_of(entry));
	const auto open = line.find('(');
	const auto close = line.find(')', open);
	if (!line.starts_with("Found left-over process ") || close == line.npos)
		return std::nullopt;
	return line.substr(open + 1, close - open - 1);
}

void blame_left_over(std::vector<Denial> &denials, const std::set<std::string> &programs)
{
	for (Denial &denial : denials)
		if (denial.source == Source::Program && denial.answer == Answer{} &&
			denial.operation.kind == OperationKind::Bind && !denial.other_cause &&
			programs.contains(denial.comm.empty() && !denial.evidence.empty()
						  ? denial.evidence.front().identifier
						  : denial.comm)) {
			denial.other_cause = true;
			denial.other_cause_reason = "a process of an earlier run is left over";
		}
}

} // namespace hardenctl
