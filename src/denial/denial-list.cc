// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "denial/denial-list.hh"

#include "denial/evidence.hh"

#include <algorithm>
#include <csignal>

namespace hardenctl {

namespace {

constexpr std::size_t max_records = 4096;

bool is_near(const Denial &a, const Denial &b) noexcept
{
	return a.first <= b.last + same_event_time && b.first <= a.last + same_event_time;
}

bool is_repeat(const Denial &a, const Denial &b)
{
	return a.source == b.source && a.operation == b.operation && a.answer == b.answer &&
	       a.comm == b.comm && a.layer == b.layer && a.other_cause == b.other_cause &&
	       a.other_cause_reason == b.other_cause_reason &&
	       a.alternative_errors == b.alternative_errors;
}

void add_evidence(Denial &denial, std::vector<Evidence> &&evidence)
{
	for (Evidence &line : evidence)
		if (denial.evidence.size() < max_evidence)
			denial.evidence.push_back(std::move(line));
	std::ranges::stable_sort(denial.evidence, {}, &Evidence::time);
}

void fold(Denial &into, Denial &&repeat, bool is_new)
{
	if (is_new)
		into.count += repeat.count;
	into.first = std::min(into.first, repeat.first);
	into.last = std::max(into.last, repeat.last);
	into.strength = std::max(into.strength, repeat.strength);
	into.trust = std::max(into.trust, repeat.trust);
	into.tie_is_guess = into.tie_is_guess && repeat.tie_is_guess;
	add_evidence(into, std::move(repeat.evidence));
}

/** Takes the evidence of a denial that tells less about the same event. */
void absorb(Denial &into, Denial &&other)
{
	into.first = std::min(into.first, other.first);
	into.last = std::max(into.last, other.last);
	if (into.command.empty())
		into.command = std::move(other.command);
	if (into.exe.empty())
		into.exe = std::move(other.exe);
	if (!into.pid)
		into.pid = other.pid;
	into.tie_is_guess = into.tie_is_guess && other.tie_is_guess;
	add_evidence(into, std::move(other.evidence));
}

int rank(Source source) noexcept
{
	return static_cast<int>(source);
}

bool is_same_death(const Denial &best, const Denial &other)
{
	if (best.answer.signal == 0 || best.answer.signal != other.answer.signal ||
		best.operation.kind != other.operation.kind ||
		rank(best.source) >= rank(other.source))
		return false;
	if (best.pid && other.pid && best.pid == other.pid)
		return true;
	const bool may_be_same = other.source == Source::Manager ||
				 other.source == Source::Program || other.comm == best.comm;
	return may_be_same && is_near(best, other);
}

template <typename Value> bool agree(const Value &a, const Value &b)
{
	return a == b || a == Value{} || b == Value{};
}

/** The executor's detail line, "Failed at step …" and the exit status are one failure. */
bool is_same_step(const Denial &best, const Denial &other)
{
	const Operation &a = best.operation;
	const Operation &b = other.operation;
	if (best.source != Source::Manager || other.source != Source::Manager || a.kind != b.kind)
		return false;
	const bool is_step =
		(a.exit_status && b.exit_status) || a.kind == OperationKind::UnitRefused;
	return is_step && agree(a.exit_status, b.exit_status) && agree(a.path, b.path) &&
	       agree(a.setting, b.setting) &&
	       agree(best.answer.error_number, other.answer.error_number);
}

void join_step(Denial &into, Denial &&other)
{
	// the status is the manager's word, the rest of it may be made up
	const bool is_guess = into.tie_is_guess || other.tie_is_guess;
	if (into.operation.path.empty())
		into.operation.path = std::move(other.operation.path);
	if (into.operation.setting.empty())
		into.operation.setting = std::move(other.operation.setting);
	if (into.answer.error_number == 0)
		into.answer.error_number = other.answer.error_number;
	into.count = std::max(into.count, other.count);
	into.trust = std::min(into.trust, other.trust);
	absorb(into, std::move(other));
	into.tie_is_guess = is_guess;
}

/** "Permission denied" alone beside a line that says of what. */
bool is_echo(const Denial &best, const Denial &other)
{
	const bool explains = best.source == Source::Program &&
			      best.operation.kind != OperationKind::Unknown && !best.other_cause;
	return explains && other.source == Source::Program &&
	       other.operation.kind == OperationKind::Unknown && !other.other_cause &&
	       best.answer == other.answer && is_near(best, other);
}

/** Exit status 126 or 127 says less than the line that the program or its shell printed. */
bool is_told_by_program(const Denial &best, const Denial &other)
{
	return best.source == Source::Program && !best.other_cause &&
	       other.source == Source::Manager && other.operation.kind == OperationKind::Execute &&
	       !other.operation.exit_status && is_near(best, other);
}

bool tells_more(const Denial &best, const Denial &other)
{
	return is_same_death(best, other) || is_echo(best, other) ||
	       is_told_by_program(best, other);
}

} // namespace

/** A kernel record by the audit socket and by printk, or an executor's two lines, are one event. */
bool DenialList::is_new_event(const Denial &denial)
{
	if (denial.record.empty() || records_.size() >= max_records)
		return true;
	return records_.insert(denial.record).second;
}

void DenialList::add(Denial denial)
{
	const bool is_new = is_new_event(denial);
	for (Denial &known : denials_)
		if (is_repeat(known, denial))
			return fold(known, std::move(denial), is_new);
	if (denials_.size() >= max_denials) {
		++left_out_;
		return;
	}
	denials_.push_back(std::move(denial));
}

std::vector<Denial> DenialList::take()
{
	std::vector<Denial> result;
	std::ranges::stable_sort(denials_, {}, &Denial::first);
	for (std::size_t i = 0; i < denials_.size(); ++i) {
		const auto best = std::ranges::find_if(denials_, [&](const Denial &candidate) {
			return &candidate != &denials_[i] && tells_more(candidate, denials_[i]);
		});
		if (best != denials_.end()) {
			absorb(*best, Denial{denials_[i]});
			denials_[i].count = 0;
		}
	}
	for (Denial &denial : denials_) {
		if (denial.count == 0)
			continue;
		const auto step = std::ranges::find_if(
			result, [&](const Denial &known) { return is_same_step(known, denial); });
		if (step != result.end())
			join_step(*step, std::move(denial));
		else
			result.push_back(std::move(denial));
	}
	denials_.clear();
	return result;
}

} // namespace hardenctl
