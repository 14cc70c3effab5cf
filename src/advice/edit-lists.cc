// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "advice/edit-proposals.hh"

#include "sandbox/limit.hh"
#include "unit/words.hh"

#include <algorithm>
#include <cerrno>
#include <fmt/format.h>

namespace hardenctl {

namespace {

/** Lists whose entries may be marked with "-": an absent file is no error then. */
bool forgives(Directive directive) noexcept
{
	switch (directive) {
	case Directive::BindPaths:
	case Directive::BindReadOnlyPaths:
	case Directive::EnvironmentFile:
	case Directive::ExecPaths:
	case Directive::ExtensionDirectories:
	case Directive::InaccessiblePaths:
	case Directive::MountImages:
	case Directive::NoExecPaths:
	case Directive::ReadOnlyPaths:
	case Directive::ReadWritePaths:
	case Directive::WorkingDirectory:
		return true;
	default:
		return false;
	}
}

/** Does the entry name the path that failed? All do if the manager does not say which. */
bool names(const std::string &word, const std::string &path)
{
	if (path.empty())
		return true;
	const auto colon = word.find(':');
	return list_path(word.substr(0, colon)) == path ||
	       (colon != word.npos && canonical_path(word.substr(colon + 1,
					      word.find(':', colon + 1) - colon - 1)) == path);
}

void propose_forgiving(const RepairCase &repair, const std::string &path, Proposals &out)
{
	const Directive directive = repair.written.directive;
	const auto why = "an absent path is no error any more";
	if (directive == Directive::WorkingDirectory) {
		out.push_back({
			.scope = Scope::Narrowest,
			.lines = {fmt::format("WorkingDirectory=-{}", repair.written.value)},
			.why = why,
		});
		return;
	}
	out.push_back({
		.scope = Scope::Narrowest,
		.lines = relisted(repair.config, directive,
			[&](const std::string &word) {
				const bool mark = names(word, path) && !word.starts_with('-');
				return mark ? "-" + word : word;
			}),
		.why = why,
	});
}

} // namespace

void propose_for_lists(const RepairCase &repair, Proposals &out)
{
	const Directive directive = repair.written.directive;
	const std::string path = repair.denial.operation.path.empty()
					 ? std::string{}
					 : canonical_path(repair.denial.operation.path);
	const int error_number = repair.denial.answer.error_number;
	if (forgives(directive) && (error_number == ENOENT || error_number == 0))
		propose_forgiving(repair, path, out);
	switch (record(directive).type) {
	case ValueType::PathList:
	case ValueType::BindList: {
		auto lines = relisted(repair.config, directive, [&](const std::string &word) {
			return names(word, path) ? std::string{} : word;
		});
		if (lines.size() > 1)
			out.push_back({
				.scope = Scope::Wider,
				.lines = std::move(lines),
				.why = "the list without it",
			});
		break;
	}
	default:
		break;
	}
}

void propose_for_limits(const RepairCase &repair, Proposals &out)
{
	/* what a limit should be, no log tells: the next step up that services commonly have */
	struct Step {
		Directive directive;
		std::uint64_t below;
		std::string_view line;
	};
	static constexpr Step steps[]{
		{Directive::LimitNOFILE, 1024, "LimitNOFILE=1024:524288"},
		{Directive::LimitNOFILE, 65536, "LimitNOFILE=65536:524288"},
		{Directive::TasksMax, 64, "TasksMax=64"},
		{Directive::TasksMax, 512, "TasksMax=512"},
		{Directive::LimitNPROC, 512, "LimitNPROC=512"},
		{Directive::MemoryMax, 256ULL << 20, "MemoryMax=256M"},
		{Directive::MemoryMax, 2ULL << 30, "MemoryMax=2G"},
		{Directive::LimitAS, 4ULL << 30, "LimitAS=4G"},
		{Directive::LimitMEMLOCK, 8ULL << 20, "LimitMEMLOCK=8M"},
		{Directive::LimitSTACK, 8ULL << 20, "LimitSTACK=8M:infinity"},
	};
	const auto limit = parse_limit(repair.written.value);
	for (const auto &[directive, below, line] : steps)
		if (directive == repair.written.directive && limit && *limit < below) {
			out.push_back({
				.scope = Scope::Narrowest,
				.lines = {std::string{line}},
				.why = "a common size; the log does not tell how much it needs",
			});
			return;
		}
}

} // namespace hardenctl
