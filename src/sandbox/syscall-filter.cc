// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "sandbox/syscall-filter.hh"

#include "base/function-ref.hh"
#include "base/text.hh"
#include "knowledge/likelihood-values.hh" // generated
#include "knowledge/names.hh"
#include "unit/words.hh"

#include <algorithm>
#include <csignal>

namespace hardenctl {

namespace {

constexpr Answer killed{.error_number = 0, .signal = SIGSYS};

/** "EPERM", "1", "kill": of SystemCallErrorNumber= and of ":errno" suffixes. */
Answer parse_answer(std::string_view text)
{
	if (text.empty() || text == "kill")
		return killed;
	if (const auto number = find_errno(text))
		return {.error_number = *number, .signal = 0};
	return {.error_number = parse_number<int>(text).value_or(0), .signal = 0};
}

/** Each call behind "@group", "call" or either with ":errno". */
void for_each_call(std::string_view word, const System &system,
	FunctionRef<void(std::string_view call, std::optional<Answer> answer)> visitor)
{
	const auto colon = word.find(':');
	std::optional<Answer> answer;
	if (colon != word.npos)
		answer = parse_answer(word.substr(colon + 1));
	word = word.substr(0, colon);
	if (!word.starts_with('@'))
		visitor(word, answer);
	else if (const SyscallGroup *group = system.find_group(word))
		for (const std::string_view call : group->calls)
			visitor(call, answer);
}

/** Those from `known` on have been added to sorted ones. */
void merge_added(std::vector<std::string> &calls, std::size_t known)
{
	if (known == calls.size())
		return;
	const auto added = calls.begin() + static_cast<std::ptrdiff_t>(known);
	if (!std::is_sorted(added, calls.end()))
		std::sort(added, calls.end());
	std::inplace_merge(calls.begin(), added, calls.end());
	calls.erase(std::unique(calls.begin(), calls.end()), calls.end());
}

void erase_sorted(std::vector<std::string> &calls, std::string_view call)
{
	const auto at = std::ranges::lower_bound(calls, call);
	if (at != calls.end() && *at == call)
		calls.erase(at);
}

/** write(2) always passes since 256: the executor reports to the manager with it. */
constexpr unsigned write_passes_since = 256;

} // namespace

SyscallFilter::SyscallFilter(const Settings &settings, const System &system)
	: default_answer_(parse_answer(settings.value(Directive::SystemCallErrorNumber)))
{
	for (const std::size_t index : settings.of(Directive::SystemCallFilter)) {
		const std::string_view value = strip(settings[index].assignment.value);
		if (settings[index].implied_by)
			apply_implied(index, value, system);
		else
			apply(index, value, system);
	}
	if (is_active() && system.version() >= write_passes_since) {
		denied_.erase("write");
		allowed_.emplace_back("write");
		merge_added(allowed_, allowed_.size() - 1);
	}
}

void SyscallFilter::apply(std::size_t setting, std::string_view value, const System &system)
{
	const bool invert = value.starts_with('~');
	const auto words = split_words(value.substr(invert));
	if (!words || words->empty())
		return;

	const auto add = [&](std::string_view call, std::optional<Answer> answer) {
		if (answer && !invert)
			return; /* systemd ignores the word: what is allowed has no errno */
		apply_call(setting, call, answer, invert);
	};
	const auto add_word = [&](std::string_view word) {
		const std::size_t known = allowed_.size();
		suits_services_ |= !invert && word == "@system-service";
		for_each_call(word, system, add);
		if (!invert)
			merge_added(allowed_, known);
	};
	if (!allow_list_) {
		allow_list_ = !invert;
		mode_setting_ = setting;
		if (!invert)
			add_word("@default");
	}
	std::ranges::for_each(*words, add_word);
}

void SyscallFilter::apply_implied(std::size_t setting, std::string_view value, const System &system)
{
	for (const std::string &word : split_words(value.substr(value.starts_with('~')))
					       .value_or(std::vector<std::string>{}))
		for_each_call(
			word, system, [&](std::string_view call, std::optional<Answer> answer) {
				implied_.insert_or_assign(std::string{call}, Rule{setting, answer});
			});
}

void SyscallFilter::apply_call(
	std::size_t setting, std::string_view call, std::optional<Answer> answer, bool invert)
{
	if (invert) {
		denied_.insert_or_assign(std::string{call}, Rule{setting, answer});
		if (!answer)
			erase_sorted(allowed_, call);
	} else {
		if (!denied_.empty())
			denied_.erase(std::string{call});
		if (is_allow_list())
			allowed_.emplace_back(call);
	}
}

PredictedDenials SyscallFilter::refuses_any() const
{
	PredictedDenials out;
	const auto add = [&](std::size_t setting, const Answer &answer, double likelihood) {
		const PredictedDenial predicted{
			.setting = setting, .answer = answer, .likelihood = likelihood};
		if (std::ranges::none_of(out, [&](const PredictedDenial &known) {
			    return known.setting == setting && known.answer == answer;
		    }))
			out.push_back(predicted);
	};
	if (is_allow_list())
		add(mode_setting_, default_answer_,
			suits_services_ ? likelihood::suitable_filter_refuses_call
					: likelihood::filter_refuses_call);
	for (const auto &[call, rule] : denied_)
		add(rule.setting, rule.answer.value_or(default_answer_),
			likelihood::filter_refuses_call);
	return out;
}

std::vector<std::string_view> SyscallFilter::listed_calls() const
{
	std::vector<std::string_view> calls;
	if (is_allow_list()) {
		for (const std::string &call : allowed_)
			if (!denied_.contains(call))
				calls.push_back(call);
	} else
		for (const auto &[call, rule] : denied_)
			calls.push_back(call);
	return calls;
}

std::optional<PredictedDenial> SyscallFilter::refuses(std::string_view call) const
{
	const auto answered = [&](const Rule &rule) {
		return PredictedDenial{
			.setting = rule.setting,
			.answer = rule.answer.value_or(default_answer_),
		};
	};
	if (const auto rule = denied_.find(call); rule != denied_.end())
		return answered(rule->second);
	if (is_allow_list() && !std::ranges::binary_search(allowed_, call))
		return PredictedDenial{.setting = mode_setting_, .answer = default_answer_};
	if (const auto rule = implied_.find(call); rule != implied_.end())
		return answered(rule->second);
	return std::nullopt;
}

} // namespace hardenctl
