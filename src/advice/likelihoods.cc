// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "advice/likelihoods.hh"

#include "knowledge/likelihood-values.hh"
#include "knowledge/likelihoods.hh"

#include "sandbox/filter-answer.hh"

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <initializer_list>

namespace hardenctl {

namespace {

bool is_of_kernel(const Denial &denial) noexcept
{
	return denial.source == Source::Kernel || denial.source == Source::Trace;
}

double other_cause_by_signal(const Denial &denial)
{
	switch (denial.answer.signal) {
	case SIGSYS:
		return is_of_kernel(denial) ? likelihood::other_kill_by_kernel
					    : likelihood::other_kill;
	case SIGXFSZ:
	case SIGXCPU:
		return likelihood::other_limit_signal;
	case SIGKILL:
		return is_of_kernel(denial) ? likelihood::other_oom_kill
					    : likelihood::other_sigkill;
	default:
		return likelihood::other_signal;
	}
}

bool is_group_setting(Directive directive)
{
	return record(directive).holds == Holds::Group;
}

} // namespace

double prior_of(const Assignment &assignment, const UnitConfig &config)
{
	const bool in_fragment = assignment.origin.kind == OriginKind::Fragment;
	if (record(assignment.directive).holds == Holds::User &&
		config.first_giving(assignment).origin.kind == OriginKind::Fragment)
		return likelihood::user_in_fragment;
	double prior = 1;
	if (in_fragment) {
		const bool vendor = !assignment.origin.path.starts_with("/etc/") &&
				    !assignment.origin.path.starts_with("/run/");
		prior = vendor && !config.drop_ins.empty() ? likelihood::vendor_fragment
							   : likelihood::own_fragment;
	}
	if (is_group_setting(assignment.directive))
		prior *= likelihood::environment_setting;
	return prior;
}

double change_prior(RecentChange change)
{
	return change == RecentChange::BeforeGoodStart ? likelihood::worked_before : 1;
}

double other_cause_likelihood(const Denial &denial, const Sandbox &sandbox)
{
	if (denial.layer != Layer::Unspecified)
		return likelihood::other_layer;
	if (denial.other_cause)
		return 1;
	switch (denial.operation.kind) {
	case OperationKind::UnitRefused:
	case OperationKind::SetupStep:
		return likelihood::other_setup_failure;
	default:
		break;
	}
	if (denial.answer.signal)
		return other_cause_by_signal(denial);
	if (denial.source == Source::Kernel)
		return likelihood::other_kernel_record;
	if (denial.by_filter == true)
		return likelihood::by_own_filter;
	const OtherCauseRow &row =
		other_cause_row(denial.operation.kind, denial.answer.error_number);
	return sandbox.is_root(denial.operation) ? row.root : row.user;
}

std::optional<double> file_other_cause(const Denial &denial, FileAccess file)
{
	const bool is_told = denial.answer.error_number != 0;
	const auto may_be = [&denial, is_told](std::initializer_list<int> errors) {
		return std::ranges::any_of(errors, [&](int error) {
			return is_told ? denial.answer.error_number == error
				       : std::ranges::find(denial.alternative_errors, error) !=
						 denial.alternative_errors.end();
		});
	};
	switch (file) {
	case FileAccess::Unknown:
		break;
	case FileAccess::Missing:
		if (may_be({ENOENT}))
			return likelihood::refused_anyway;
		break;
	case FileAccess::RefusedByMode:
		if (may_be({EACCES}))
			return likelihood::refused_anyway;
		break;
	case FileAccess::ReadOnlyFileSystem:
		if (may_be({EROFS}))
			return likelihood::refused_anyway;
		break;
	case FileAccess::RefusedToNewUser:
	case FileAccess::Allowed:
		if (may_be({EACCES, ENOENT, EROFS}))
			return is_told ? likelihood::not_by_files : likelihood::not_by_files_if_so;
		break;
	}
	return std::nullopt;
}

double file_match(FileAccess file, const PredictedDenial &predicted, const Sandbox &sandbox)
{
	const Directive directive = sandbox.settings()[predicted.setting].assignment.directive;
	const bool by_mode =
		predicted.answer.error_number == EACCES &&
		(record(directive).holds == Holds::User || is_group_setting(directive));
	return by_mode && file == FileAccess::Allowed ? likelihood::by_user_though_allowed : 1;
}

double background_likelihood(const Denial &denial)
{
	switch (denial.source) {
	case Source::Kernel:
		return denial.tie_is_guess ? likelihood::chance_guessed_record
					   : likelihood::chance_kernel_record;
	case Source::Manager:
		return likelihood::chance_manager;
	case Source::Coredump:
		return likelihood::chance_coredump;
	case Source::Trace:
		/* of calls that fail most do no harm; what a process died after is not by chance */
		return denial.strength >= 1 ? likelihood::chance_traced_end
					    : likelihood::chance_traced;
	case Source::Program:
		break;
	}
	/* programs complain about much that does not hurt them */
	return denial.strength >= 1 ? likelihood::chance_error : likelihood::chance_weak_error;
}

double answer_match(const Denial &denial, const PredictedDenial &predicted, const Sandbox &sandbox)
{
	const Answer &seen = denial.answer;
	const Answer &given = predicted.answer;
	if (denial.by_filter && !answers_so(predicted, *denial.by_filter, sandbox.settings()))
		return 0;
	if (given == Answer{})
		return predicted.likelihood; /* a set-up step: the status has matched already */

	if (seen.signal && seen.signal == given.signal) {
		if (seen.signal != SIGSYS || !denial.seccomp_code)
			return predicted.likelihood;
		/* KILL_THREAD is what a foreign architecture gets since 243, KILL_PROCESS a filter
		 */
		const Directive directive =
			sandbox.settings()[predicted.setting].assignment.directive;
		const bool by_thread = *denial.seccomp_code == 0;
		const bool by_architecture = record(directive).holds == Holds::Architecture;
		return predicted.likelihood *
		       (by_thread == by_architecture ? 1 : likelihood::wrong_seccomp_code);
	}
	if (seen.error_number && seen.error_number == given.error_number)
		return predicted.likelihood;
	if (given.error_number && std::ranges::find(denial.alternative_errors,
					  given.error_number) != denial.alternative_errors.end())
		return likelihood::alternative_error * predicted.likelihood;
	/* a logged errno record does not tell which errno */
	const bool nothing_seen = seen == Answer{} && denial.alternative_errors.empty();
	if (nothing_seen || (denial.seccomp_code && !seen.signal && given.error_number))
		return likelihood::unknown_answer * predicted.likelihood;
	return 0;
}

} // namespace hardenctl
