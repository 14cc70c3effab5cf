// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "advice/likelihoods.hh"

#include "knowledge/likelihoods.hh"

#include "sandbox/filter-answer.hh"

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <initializer_list>

namespace hardenctl {

namespace {

/** A vendor's fragment works as shipped, mostly: what was added to it is the first suspect. */
constexpr double vendor_fragment = 0.4;
constexpr double own_fragment = 0.8;
/** A user that the fragment sets is what the service is made for. */
constexpr double user_in_fragment = 0.04;
constexpr double environment_setting = 0.5;

/** A kill is certain; what refuses by another way can hardly be seen as one. */
constexpr double wrong_seccomp_code = 0.03;
constexpr double alternative_error = 0.6;
constexpr double unknown_answer = 0.3;

/** Few programs set up filters themselves; sshd and browsers do. */
constexpr double by_own_filter = 0.02;

bool is_of_kernel(const Denial &denial) noexcept
{
	return denial.source == Source::Kernel || denial.source == Source::Trace;
}

double other_cause_by_signal(const Denial &denial)
{
	switch (denial.answer.signal) {
	case SIGSYS:
		return is_of_kernel(denial) ? 0.01 : 0.03;
	case SIGXFSZ:
	case SIGXCPU:
		return 0.05;
	case SIGKILL:
		return is_of_kernel(denial) ? 0.08 : 0.9;
	default:
		return 0.5;
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
		return user_in_fragment;
	double prior = 1;
	if (in_fragment) {
		const bool vendor = !assignment.origin.path.starts_with("/etc/") &&
				    !assignment.origin.path.starts_with("/run/");
		prior = vendor && !config.drop_ins.empty() ? vendor_fragment : own_fragment;
	}
	if (is_group_setting(assignment.directive))
		prior *= environment_setting;
	return prior;
}

double change_prior(RecentChange change)
{
	// an estimate: no labelled case has a start that worked before
	constexpr double worked_before = 0.2;
	return change == RecentChange::BeforeGoodStart ? worked_before : 1;
}

double other_cause_likelihood(const Denial &denial, const Sandbox &sandbox)
{
	if (denial.layer != Layer::Unspecified)
		return 20; /* the record itself names another layer */
	if (denial.other_cause)
		return 1;
	switch (denial.operation.kind) {
	case OperationKind::UnitRefused:
	case OperationKind::SetupStep:
		return 0.03;
	default:
		break;
	}
	if (denial.answer.signal)
		return other_cause_by_signal(denial);
	if (denial.source == Source::Kernel)
		return 0.02;
	if (denial.by_filter == true)
		return by_own_filter;
	const OtherCauseRow &row =
		other_cause_row(denial.operation.kind, denial.answer.error_number);
	return sandbox.is_root(denial.operation) ? row.root : row.user;
}

std::optional<double> file_other_cause(const Denial &denial, FileAccess file)
{
	// the files are those of now: near certainty, not certainty
	constexpr double refused_anyway = 4;
	constexpr double not_by_files = 0.03;
	constexpr double not_by_files_if_so = 0.15;
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
			return refused_anyway;
		break;
	case FileAccess::RefusedByMode:
		if (may_be({EACCES}))
			return refused_anyway;
		break;
	case FileAccess::ReadOnlyFileSystem:
		if (may_be({EROFS}))
			return refused_anyway;
		break;
	case FileAccess::RefusedToNewUser:
	case FileAccess::Allowed:
		if (may_be({EACCES, ENOENT, EROFS}))
			return is_told ? not_by_files : not_by_files_if_so;
		break;
	}
	return std::nullopt;
}

double file_match(FileAccess file, const PredictedDenial &predicted, const Sandbox &sandbox)
{
	constexpr double hardly = 0.1;
	const Directive directive = sandbox.settings()[predicted.setting].assignment.directive;
	const bool by_mode =
		predicted.answer.error_number == EACCES &&
		(record(directive).holds == Holds::User || is_group_setting(directive));
	return by_mode && file == FileAccess::Allowed ? hardly : 1;
}

double background_likelihood(const Denial &denial)
{
	switch (denial.source) {
	case Source::Kernel:
		return denial.tie_is_guess ? 0.1 : 0.01;
	case Source::Manager:
		return 0.02;
	case Source::Coredump:
		return 0.05;
	case Source::Trace:
		/* of calls that fail most do no harm; what a process died after is not by chance */
		return denial.strength >= 1 ? 0.05 : 0.9;
	case Source::Program:
		break;
	}
	/* programs complain about much that does not hurt them */
	return denial.strength >= 1 ? 0.15 : 0.5;
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
		       (by_thread == by_architecture ? 1 : wrong_seccomp_code);
	}
	if (seen.error_number && seen.error_number == given.error_number)
		return predicted.likelihood;
	if (given.error_number && std::ranges::find(denial.alternative_errors,
					  given.error_number) != denial.alternative_errors.end())
		return alternative_error * predicted.likelihood;
	/* a logged errno record does not tell which errno */
	const bool nothing_seen = seen == Answer{} && denial.alternative_errors.empty();
	if (nothing_seen || (denial.seccomp_code && !seen.signal && given.error_number))
		return unknown_answer * predicted.likelihood;
	return 0;
}

} // namespace hardenctl
