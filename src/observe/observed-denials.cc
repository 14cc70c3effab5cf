// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "observe/observed-denials.hh"

#include "base/path.hh"
#include "denial/operation-words.hh"
#include "knowledge/names.hh"
#include "observe/observed-operation.hh"
#include "observe/vain-calls.hh"
#include "sandbox/filter-answer.hh"
#include "sandbox/predict.hh"

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <fmt/format.h>
#include <iterator>
#include <linux/capability.h>
#include <map>
#include <set>
#include <sys/socket.h>
#include <sys/wait.h>

namespace hardenctl {

namespace {

/** The model says at least this of a setting, or it explains nothing. */
constexpr double explains_from = 0.1;
/** What a process was denied last it failed of, mostly; the one before, maybe. */
constexpr double last_before_end = 1;
constexpr double one_before_end = 0.6;
/** Of all that failed: shown if nothing is explained. */
constexpr unsigned last_of_all = 4;
constexpr double survived = 0.3;
/** Nothing has died, but the unit does not do its work. */
constexpr double may_have_hurt = 0.7;
constexpr std::size_t max_denials = 40;
constexpr std::size_t max_others = 6;
constexpr double names_step_from = 0.9;
/** EXIT_EXEC of systemd(1) */
constexpr int exit_exec = 203;
/** EXIT status of ld.so(8) and of shells: what it needs was not found. */
constexpr int exit_not_found = 127;
/** The executor looks at this many things that are not there before it fails. */
constexpr std::size_t steps_looked_at = 12;

/** Of an empty file: a list of accounts knows nobody. */
int error_of_inaccessible(const ObservedEvent &seen)
{
	return lists_accounts(seen.path) ? ENOENT : EACCES;
}

Answer answer_of(const ObservedEvent &seen)
{
	if (seen.is_inaccessible)
		return {.error_number = error_of_inaccessible(seen)};
	return {.error_number = seen.error, .signal = seen.signal};
}

Denial denial_of_observation(const ObservedEvent &seen, Operation operation)
{
	Denial denial;
	denial.operation = std::move(operation);
	denial.answer = answer_of(seen);
	denial.source = Source::Trace;
	denial.trust = Trust::Kernel;
	if ((seen.what == Observed::Failed && seen.filter_is_sure) || seen.signal == SIGSYS)
		denial.by_filter = seen.by_filter;
	denial.pid = seen.pid;
	denial.comm = seen.comm;
	denial.exe = seen.exe;
	denial.count = static_cast<unsigned>(std::min<std::uint64_t>(seen.count, 1'000'000));
	denial.first = denial.last = seen.time;
	denial.evidence.push_back({.source = Source::Trace,
		.cursor = {},
		.time = seen.time,
		.identifier = "kernel",
		.message = observation_in_words(seen)});
	return denial;
}

/** How well any setting explains it, 0 to 1. */
double explanation_of(const Denial &denial, const Sandbox &sandbox)
{
	double best = 0;
	for (const PredictedDenial &predicted : sandbox.predict(denial.operation)) {
		const bool fits = predicted.answer == denial.answer ||
				  (denial.operation.kind == OperationKind::SetupStep &&
					  predicted.answer == Answer{});
		if (fits && (!denial.by_filter ||
				    answers_so(predicted, *denial.by_filter, sandbox.settings())))
			best = std::max(best, predicted.likelihood);
	}
	return best;
}

/** The executor builds the unit's view of the file tree below a directory of its own. */
std::string path_in_unit(std::string_view path)
{
	for (const std::string_view root : {"/run/systemd/mount-rootfs", "/run/systemd/unit-root"})
		if (path_is_below(path, root) && path != root)
			return std::string{path.substr(root.size())};
	return std::string{path};
}

/** A program that cannot be run is no step of the set-up to the model. */
Operation step_operation(int status, std::string path)
{
	if (status != exit_exec)
		return {.kind = OperationKind::SetupStep,
			.path = std::move(path),
			.exit_status = status};
	return {.kind = OperationKind::Execute,
		.path = std::move(path),
		.access = Access::Execute,
		.exit_status = status};
}

/** One process, as far as it was seen; by its number for the observer. */
struct ProcessHistory {
	pid_t pid = 0;
	pid_t parent = 0;
	/** Failed calls and signals, by number in the recording. */
	std::vector<std::size_t> failures;
	/** Number of its end in the recording, if it was a bad one. */
	std::optional<std::size_t> bad_end;
	/** Did a helper end as it should, and without a child that might go on? */
	bool has_done_well = false;
};

class Selection {
	const Recording &recording_;
	const Sandbox &sandbox_;
	std::map<pid_t, ProcessHistory> processes_;
	ObservedDenials result_;
	bool has_bad_end_ = false;
	std::set<pid_t> parents_;
	/** Without the directories. */
	std::set<std::string, std::less<>> programs_run_;

	const ObservedEvent &at(std::size_t index) const { return recording_.observations[index]; }

	/** A number may be used again: what is seen after an end is of another process. */
	void read_processes()
	{
		std::map<pid_t, ProcessHistory> open;
		pid_t closed = 0;
		for (std::size_t i = 0; i < recording_.observations.size(); i++) {
			const ObservedEvent &seen = at(i);
			ProcessHistory &process = open[seen.host_pid];
			process.pid = seen.host_pid;
			process.parent = seen.parent;
			parents_.insert(seen.parent);
			if (seen.what == Observed::Failed || seen.what == Observed::Signal ||
				(seen.is_inaccessible && !seen.is_setup))
				process.failures.push_back(i);
			if (seen.what == Observed::Executed)
				programs_run_.emplace(base_name(seen.path));
			if (seen.what != Observed::Exited)
				continue;
			if (is_bad_end(seen)) {
				process.bad_end = i;
				has_bad_end_ = true;
			}
			const bool is_helper = open.contains(seen.parent);
			process.has_done_well =
				is_helper && seen.status == 0 && !parents_.contains(seen.host_pid);
			processes_.emplace(--closed, std::move(process));
			open.erase(seen.host_pid);
		}
		for (auto &[pid, process] : open)
			processes_.emplace(pid, std::move(process));
	}

	bool is_in_trouble() const
	{
		return recording_.outcome == TraceOutcome::Failed ||
		       !recording_.check_failure.empty();
	}

	/** A signal ends it at once, an error after some more calls. */
	double strength_of(const ProcessHistory &process, const ObservedEvent &seen,
		unsigned explained_after) const
	{
		if (is_tried_in_vain_often(seen))
			return survived;
		if (process.bad_end) {
			const bool by_signal = WIFSIGNALED(at(*process.bad_end).status);
			if (explained_after == 0)
				return last_before_end;
			return explained_after == 1 && !by_signal ? one_before_end : survived;
		}
		const bool may_hurt = is_in_trouble() && !has_bad_end_ && !process.has_done_well;
		return may_hurt ? may_have_hurt : survived;
	}

	/** Of the executor and of the children that do some steps for it; in order of time. */
	std::vector<std::size_t> failed_steps(const ProcessHistory &executor) const
	{
		std::vector<std::size_t> steps = executor.failures;
		for (const auto &[pid, process] : processes_)
			if (process.parent == executor.pid)
				std::ranges::copy_if(process.failures, std::back_inserter(steps),
					[&](std::size_t index) { return at(index).is_setup; });
		std::ranges::sort(steps);
		return steps;
	}

	/** By a setting that lists names, not by one that is only on? */
	bool is_named(const Denial &denial) const
	{
		return std::ranges::any_of(
			sandbox_.predict(denial.operation), [&](const PredictedDenial &predicted) {
				const Setting &by = sandbox_.settings()[predicted.setting];
				const ValueType type = record(by.assignment.directive).type;
				return predicted.likelihood >= names_step_from &&
				       type != ValueType::Boolean && type != ValueType::Enum;
			});
	}

	/** What of the executor's calls the step failed with. */
	void judge_setup(const ProcessHistory &process)
	{
		const ObservedEvent &end = at(*process.bad_end);
		const int status = WIFEXITED(end.status) ? WEXITSTATUS(end.status) : 0;
		if (!is_setup_status(status))
			return;
		Denial best = denial_of_observation(end, step_operation(status, {}));
		std::size_t looked_at = 0;
		const auto steps = failed_steps(process);
		for (std::size_t i = steps.size(); i-- > 0;) {
			const ObservedEvent &seen = at(steps[i]);
			if (++looked_at > steps_looked_at)
				break;
			if (seen.path.empty())
				continue;
			Denial denial = denial_of_observation(
				seen, step_operation(status, path_in_unit(seen.path)));
			denial.by_filter.reset();
			/* what is not there is passed over, unless a setting names it */
			if (is_look(seen) && !is_named(denial))
				continue;
			const double needed = status == exit_exec ? explains_from : names_step_from;
			if (explanation_of(denial, sandbox_) >= needed) {
				best = std::move(denial);
				break;
			}
		}
		best.evidence.push_back({.source = Source::Trace,
			.cursor = {},
			.time = end.time,
			.identifier = "kernel",
			.message = fmt::format("exit status {}/{}, by {}[{}]", status,
				exit_status_name(status), end.comm, end.pid)});
		if (best.operation.path.empty())
			best.evidence.erase(best.evidence.begin());
		result_.denials.push_back(std::move(best));
	}

	/** Where no setting explains it by its path, by what the path leads to. */
	Denial denial_of(const ObservedEvent &seen) const
	{
		Denial denial = denial_of_observation(seen, operation_of(seen, sandbox_));
		if (seen.target.empty() || explanation_of(denial, sandbox_) >= explains_from)
			return denial;
		ObservedEvent other = seen;
		other.path = seen.target;
		denial.operation = operation_of(other, sandbox_);
		return denial;
	}

	/** By a setting. What is not there outside of the unit either would fail without any. */
	bool is_explained(const ObservedEvent &seen, const Denial &denial) const
	{
		return !seen.is_absent && explanation_of(denial, sandbox_) >= explains_from;
	}

	/** What failed last before a bad end had none, unless nobody else makes the older call. */
	bool has_other_way(const ProcessHistory &process, std::size_t failure) const
	{
		const ObservedEvent &seen = at(process.failures[failure]);
		const bool is_last = process.bad_end && failure + 1 == process.failures.size();
		return was_replaced(seen, recording_.used) &&
		       !(is_last && is_replaced_by_common(seen));
	}

	/** Did it go on elsewhere: along $PATH to a program that was run, along what libraries try?
	 */
	bool is_search(const ProcessHistory &process, const ObservedEvent &seen) const
	{
		const int status = process.bad_end ? at(*process.bad_end).status : 0;
		const bool found_none = WIFEXITED(status) && WEXITSTATUS(status) == exit_not_found;
		return was_replaced(seen, recording_.used) ||
		       (seen.error == ENOENT && programs_run_.contains(base_name(seen.path))) ||
		       (!found_none && is_library_search(seen));
	}

	/** Of the program, and not one of many tries. */
	bool is_failure(const ProcessHistory &process, const ObservedEvent &seen) const
	{
		return !seen.is_setup && !seen.is_inaccessible && !is_search(process, seen);
	}

	bool explains_other(const ProcessHistory &process, std::size_t before) const
	{
		for (std::size_t i = 0; i < before; i++) {
			const ObservedEvent &seen = at(process.failures[i]);
			const bool is_of_program = !seen.is_setup || seen.by_filter;
			if (is_of_program && !is_tried_in_vain_often(seen) &&
				!has_other_way(process, i) && is_explained(seen, denial_of(seen)))
				return true;
		}
		return false;
	}

	void judge_program(const ProcessHistory &process)
	{
		unsigned explained = 0;
		unsigned unexplained = 0;
		const bool failed_in_setup = process.bad_end && at(*process.bad_end).is_setup;
		for (std::size_t i = process.failures.size(); i-- > 0;) {
			const ObservedEvent &seen = at(process.failures[i]);
			/* its last calls are made under the filter of the program: they count if it
			 * did not come further */
			if (seen.is_setup && !(seen.by_filter && failed_in_setup))
				continue;
			/* a crash often follows what was denied before it */
			if (seen.signal == SIGSEGV && explains_other(process, i))
				continue;
			Denial denial = denial_of(seen);
			if (!has_other_way(process, i) && is_explained(seen, denial)) {
				denial.strength = strength_of(process, seen, explained);
				explained += !is_tried_in_vain_often(seen);
				result_.denials.push_back(std::move(denial));
			} else if (process.bad_end && is_failure(process, seen) &&
				   unexplained++ < last_of_all) {
				if (is_look(seen))
					denial.strength = survived;
				/* it is nowhere: no setting hides it */
				denial.other_cause = seen.is_absent;
				result_.others.push_back(std::move(denial));
			}
		}
	}

	/** It listens, and the check failed: where nobody reaches it, no call of its own fails. */
	void judge_listening()
	{
		if (!recording_.used.calls.contains("listen"))
			return;
		const bool is_denied = std::ranges::any_of(result_.denials,
			[](const Denial &denial) { return denial.strength >= may_have_hurt; });
		if (is_denied || recording_.check_failure.empty() ||
			recording_.outcome != TraceOutcome::Running)
			return;
		for (const ObservedEvent &seen : recording_.observations) {
			const bool listens = seen.what == Observed::Used && seen.call == "bind" &&
					     (seen.family == AF_INET || seen.family == AF_INET6);
			if (!listens || seen.port.value_or(0) == 0)
				continue;
			Denial denial = denial_of_observation(seen, {.kind = OperationKind::Connect,
									    .family = seen.family,
									    .port = seen.port,
									    .address = seen.address,
									    .from_outside = true});
			denial.strength = may_have_hurt;
			denial.trust =
				Trust::Program; /* it chose to bind, and may fail the check */
			denial.evidence.front().message += "; " + recording_.check_failure;
			if (explanation_of(denial, sandbox_) >= explains_from)
				result_.denials.push_back(std::move(denial));
			return;
		}
	}

	/** The executor forks it and then becomes the program. False if another one is its parent.
	 */
	bool may_be_child_of_executor(const ObservedEvent &session) const
	{
		bool is_known = false;
		for (const ObservedEvent &seen : recording_.observations) {
			if (seen.host_pid != session.parent || session.parent == 0)
				continue;
			if (seen.is_setup)
				return true;
			is_known = true;
		}
		return !is_known;
	}

	/** By PAMName= the unit's processes may go over to the group of a session, and no process
	 * is left in the unit's own: the unit ends, and nothing has failed. */
	void judge_session()
	{
		if (recording_.outcome != TraceOutcome::Ended || has_bad_end_ ||
			recording_.check_failure.empty())
			return;
		for (const ObservedEvent &seen : recording_.observations) {
			if (seen.what != Observed::Exited || seen.comm != "(sd-pam)" ||
				!may_be_child_of_executor(seen))
				continue;
			Denial denial = denial_of_observation(
				seen, {.kind = OperationKind::SetupStep, .setting = "PAMName"});
			denial.strength = may_have_hurt;
			denial.trust = Trust::Program; /* any process may give itself that name */
			denial.evidence.front().message =
				fmt::format("a session of PAM was opened and ended, and so did the "
					    "unit, by {}[{}]; {}",
					seen.comm, seen.pid, recording_.check_failure);
			if (explanation_of(denial, sandbox_) >= explains_from)
				result_.denials.push_back(std::move(denial));
			return;
		}
	}

public:
	Selection(const Recording &recording, const Sandbox &sandbox)
		: recording_(recording), sandbox_(sandbox)
	{
	}

	ObservedDenials select()
	{
		read_processes();
		for (const auto &[pid, process] : processes_) {
			if (process.bad_end && at(*process.bad_end).is_setup)
				judge_setup(process);
			judge_program(process);
		}
		judge_listening();
		judge_session();
		return std::move(result_);
	}
};

bool is_same(const Denial &one, const Denial &other)
{
	return one.operation == other.operation && one.answer == other.answer &&
	       one.by_filter == other.by_filter;
}

/** In order of time; the same in several processes is one. */
std::vector<Denial> folded(std::vector<Denial> denials)
{
	std::ranges::stable_sort(denials, {}, &Denial::first);
	std::vector<Denial> kept;
	for (Denial &denial : denials) {
		const auto known = std::ranges::find_if(
			kept, [&](const Denial &other) { return is_same(denial, other); });
		if (known == kept.end()) {
			kept.push_back(std::move(denial));
			continue;
		}
		known->count += denial.count;
		known->last = std::max(known->last, denial.last);
		known->strength = std::max(known->strength, denial.strength);
	}
	return kept;
}

/** Of a unit that is restarted, what the step failed with is seen once: later ends are the same. */
void drop_repeated_steps(std::vector<Denial> &denials)
{
	const auto has_path = [&](const Denial &bare) {
		return std::ranges::any_of(denials, [&](const Denial &denial) {
			return denial.operation.exit_status && !denial.operation.path.empty() &&
			       denial.operation.exit_status == bare.operation.exit_status;
		});
	};
	std::vector<Denial> kept;
	std::ranges::copy_if(denials, std::back_inserter(kept), [&](const Denial &denial) {
		const bool is_bare = denial.operation.exit_status && denial.operation.path.empty();
		return !is_bare || !has_path(denial);
	});
	denials = std::move(kept);
}

/** The strongest, still in order of time. */
void limit(std::vector<Denial> &denials, std::size_t count)
{
	if (denials.size() <= count)
		return;
	std::ranges::stable_sort(denials, std::greater{}, &Denial::strength);
	denials.resize(count);
	std::ranges::stable_sort(denials, {}, &Denial::first);
}

} // namespace

ObservedDenials observed_denials(const Recording &recording, const Sandbox &sandbox)
{
	ObservedDenials result = Selection{recording, sandbox}.select();
	result.denials = folded(std::move(result.denials));
	drop_repeated_steps(result.denials);
	result.others = folded(std::move(result.others));
	limit(result.denials, max_denials);
	if (result.others.size() > max_others)
		result.others.erase(result.others.begin(),
			result.others.end() - static_cast<std::ptrdiff_t>(max_others));
	return result;
}

} // namespace hardenctl
