// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "advice/match-denial.hh"

#include "advice/likelihoods.hh"
#include "base/function-ref.hh"
#include "base/path.hh"
#include "base/text.hh"
#include "knowledge/likelihood-values.hh" // generated
#include "sandbox/path-view.hh"

#include <algorithm>
#include <cerrno>
#include <csignal>

namespace hardenctl {

namespace {

/** @param share of the words that mean this operation */
void match_operation(const Operation &operation, double share, const Denial &denial,
	FileAccess file, const Sandbox &sandbox, Matches &matches)
{
	for (const PredictedDenial &predicted : sandbox.predict(operation)) {
		const double value = share * answer_match(denial, predicted, sandbox) *
				     file_match(file, predicted, sandbox);
		// what answers as it likes explains nothing that it is not named for
		const bool is_open = share < 1 || operation.kind == OperationKind::Unknown;
		if (value <= 0 || (is_open && predicted.answer == Answer{}))
			continue;
		Match &match = matches[sandbox.settings().written(predicted.setting)];
		if (value > match.value)
			match = {
				.value = value,
				.sure = predicted.likelihood >= likelihood::sure_prediction &&
					value >= likelihood::worth_being_sure,
				.through = predicted.setting,
				.share = share,
				.reading = share < 1 ? std::optional{operation} : std::nullopt,
				.read_errno = denial.answer.error_number,
			};
	}
}

/** Does a line of the directive have this word? */
bool has_word(
	const Sandbox &sandbox, Directive directive, FunctionRef<bool(std::string_view)> is_it)
{
	return std::ranges::any_of(sandbox.settings().of(directive), [&](std::size_t index) {
		std::string_view value = sandbox.settings()[index].assignment.value;
		value.remove_prefix(value.starts_with('~'));
		return std::ranges::any_of(split_blanks(value), is_it);
	});
}

/** "SystemCallFilter=socket": whatever its groups hold, of this call the unit has decided. */
bool names_call(const Sandbox &sandbox, std::string_view call)
{
	return has_word(sandbox, Directive::SystemCallFilter,
		[call](std::string_view word) { return word.substr(0, word.find(':')) == call; });
}

/** "ReadWritePaths=/var/lib/x": of this place the unit has decided. */
bool names_place(const Sandbox &sandbox, std::string_view path)
{
	const std::string place = canonical_path(path);
	const PathRule *rule = sandbox.paths().rule_for(place);
	if (rule && (rule->view == MountView::Writable || rule->view == MountView::Shown))
		return true;
	return has_word(sandbox, Directive::ExecPaths, [&](std::string_view word) {
		word.remove_prefix(std::min(word.size(), word.find('/')));
		return !word.empty() && path_is_below(place, canonical_path(word));
	});
}

/** What it allows by name and is refused nonetheless is refused by something else. */
bool is_allowed_by_name(const Operation &operation, const Sandbox &sandbox)
{
	if (operation.path.starts_with('/') && names_place(sandbox, operation.path))
		return true;
	if (operation.port && sandbox.settings().find(Directive::SocketBindAllow))
		return true;
	return !operation.call.empty() && names_call(sandbox, operation.call);
}

bool is_of_program(const Operation &operation) noexcept
{
	return operation.kind != OperationKind::SetupStep &&
	       operation.kind != OperationKind::UnitRefused && operation.setting.empty();
}

/** Whoever sets something there tells any refusal as a lack of permission, as sysctl(8) does. */
bool lies_in_kernel(const Operation &operation)
{
	return path_is_below(operation.path, "/proc/sys") || path_is_below(operation.path, "/sys");
}

/**
 * No setting denies the operation that the words name, but something did: they name another one,
 * or the model does not know all. Weighed low.
 */
void match_otherwise(
	const Denial &denial, FileAccess file, const Sandbox &sandbox, Matches &matches)
{
	const Operation &operation = denial.operation;
	/* what a trace shows is what was tried */
	if (denial.source == Source::Trace || is_allowed_by_name(operation, sandbox))
		return;
	const auto try_reading = [&](Operation reading, double share) {
		reading.uid = operation.uid;
		match_operation(reading, share, denial, file, sandbox, matches);
	};
	if (denial.answer.signal == SIGSYS) {
		if (!operation.call.empty() && !operation.call_is_exact)
			try_reading({.kind = OperationKind::SystemCall},
				likelihood::another_wrapped_call);
		return;
	}
	if (denial.answer.error_number == 0 || !is_of_program(operation))
		return;
	if (denial.answer.error_number == EACCES && lies_in_kernel(operation)) {
		Denial as_read_only = denial;
		as_read_only.answer.error_number = EROFS;
		match_operation(
			operation, likelihood::another_errno, as_read_only, file, sandbox, matches);
	}
	if (!operation.path.empty() && operation.kind != OperationKind::Path)
		try_reading({.kind = OperationKind::Path, .path = operation.path},
			likelihood::another_call);
	if (operation.path.starts_with('/'))
		try_reading({.kind = OperationKind::Path},
			denial.answer.error_number == EROFS ? likelihood::another_writable_path
							    : likelihood::another_path);
	if (operation.kind != OperationKind::Unknown && matches.empty())
		try_reading({}, likelihood::another_operation);
}

/** Whatever was tried: a filter that answers with this errno may have refused it. */
void match_filtered_call(
	const Denial &denial, FileAccess file, const Sandbox &sandbox, Matches &matches)
{
	const Operation &operation = denial.operation;
	const bool is_allowed = !operation.call.empty() && names_call(sandbox, operation.call);
	const bool is_error = denial.answer.error_number != 0 || !denial.alternative_errors.empty();
	if (denial.source == Source::Trace || !is_error || !is_of_program(operation) || is_allowed)
		return;
	match_operation({.kind = OperationKind::SystemCall, .uid = operation.uid},
		operation.kind == OperationKind::Unknown ? likelihood::unnamed_filtered_call
							 : likelihood::another_filtered_call,
		denial, file, sandbox, matches);
}

/** Does a filter surely refuse what the words name? Its other lines have nothing to do with it. */
bool is_filter_sure(const Matches &matches, const Sandbox &sandbox)
{
	return std::ranges::any_of(matches, [&](const auto &row) {
		const Assignment &assignment = sandbox.settings()[row.first].assignment;
		return row.second.sure &&
		       record(assignment.directive).type == ValueType::SystemCallList;
	});
}

} // namespace

Matches match_denial(const Denial &denial, FileAccess file, const Sandbox &sandbox)
{
	Matches matches;
	if (denial.other_cause || denial.layer != Layer::Unspecified)
		return matches;
	match_operation(denial.operation, 1, denial, file, sandbox, matches);
	if (matches.empty())
		match_otherwise(denial, file, sandbox, matches);
	if (!is_filter_sure(matches, sandbox))
		match_filtered_call(denial, file, sandbox, matches);
	return matches;
}

} // namespace hardenctl
