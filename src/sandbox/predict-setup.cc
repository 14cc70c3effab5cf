// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "sandbox/predict.hh"

#include "base/path.hh"
#include "knowledge/likelihood-values.hh" // generated
#include "unit/words.hh"

#include <algorithm>
#include <cerrno>

namespace hardenctl {

namespace {

/** Any errno may come back from a step; the status alone tells which one failed. */
constexpr Answer any_answer{};

constexpr int exit_chdir = 200;
constexpr int exit_namespace = 226;

constexpr int unforgiven_errors[]{EACCES, EINVAL, ELOOP, ENODEV, ENOMEM, ENOTDIR, EPERM, EROFS};

void add(std::size_t setting, double likelihood, PredictedDenials &out)
{
	if (likelihood == likelihood::entry_with_dash) {
		for (const int error_number : unforgiven_errors)
			out.push_back({
				.setting = setting,
				.answer = {.error_number = error_number},
				.likelihood = likelihood,
			});
		return;
	}
	out.push_back({.setting = setting, .answer = any_answer, .likelihood = likelihood});
}

bool can_end_with(Directive directive, int exit_status)
{
	const auto statuses = record(directive).exit_statuses;
	return std::ranges::find(statuses, static_cast<unsigned>(exit_status)) != statuses.end();
}

/** Does the list name this very path, as source or target, without forgiving its absence? */
double names_path(const Assignment &assignment, std::string_view path)
{
	double best = 0;
	for (const std::string &word :
		split_words(assignment.value).value_or(std::vector<std::string>{})) {
		std::string_view rest = word;
		const bool forgiving = rest.starts_with('-');
		while (rest.starts_with('-') || rest.starts_with('+'))
			rest.remove_prefix(1);
		const bool has_target = record(assignment.directive).type == ValueType::BindList ||
					assignment.directive == Directive::MountImages;
		const auto colon = has_target ? rest.find(':') : rest.npos;
		const std::string first = canonical_path(rest.substr(0, colon));
		std::string other;
		if (colon != rest.npos)
			other = canonical_path(
				rest.substr(colon + 1, rest.find(':', colon + 1) - colon - 1));
		if (first == path || other == path)
			best = std::max(best, forgiving ? likelihood::entry_with_dash : 1);
		else if (path_is_below(first, path) || path_is_below(path, first))
			best = std::max(best, 0.03);
	}
	return best;
}

/** Standard output and the like that no file has to be opened for. */
bool is_always_there(const Assignment &assignment)
{
	switch (assignment.directive) {
	case Directive::StandardError:
	case Directive::StandardInput:
	case Directive::StandardOutput:
		return assignment.value == "journal" || assignment.value == "inherit" ||
		       assignment.value == "null";
	default:
		return false;
	}
}

/** What a setting can still fail with: nothing if it is off, little if all its entries may be
 * absent. */
double standing(const Assignment &assignment)
{
	const ValueType type = record(assignment.directive).type;
	const bool is_switch = type == ValueType::Boolean || type == ValueType::Enum;
	if (assignment.value.empty() || is_always_there(assignment) ||
		(is_switch && parse_boolean(assignment.value) == false))
		return 0;
	const auto words = split_words(assignment.value).value_or(std::vector<std::string>{});
	const bool all_forgiving =
		!words.empty() && std::ranges::all_of(words, [](const std::string &word) {
			return word.starts_with('-');
		});
	return all_forgiving ? likelihood::entry_with_dash : 1;
}

bool is_path_type(ValueType type) noexcept
{
	return type == ValueType::PathList || type == ValueType::BindList ||
	       type == ValueType::Path || type == ValueType::List;
}

/** StateDirectory= and its like: the manager makes it before anything looks for it. */
bool is_made(const Sandbox &sandbox, const std::string &path)
{
	return std::ranges::any_of(sandbox.paths().rules(), [&](const PathRule &rule) {
		const Directive by = sandbox.settings()[rule.setting].assignment.directive;
		return rule.view == MountView::Shown && rule.path == path &&
		       record(by).type != ValueType::BindList;
	});
}

/** What is mounted over a directory above the path: the path is on the host, but not in the unit's
 * tree. */
const PathRule *cover_of(const Sandbox &sandbox, std::string_view path)
{
	const PathRule *cover = nullptr;
	for (const PathRule &rule : sandbox.paths().rules())
		if ((is_empty(&rule) || rule.view == MountView::Replaced ||
			    rule.view == MountView::ReplacedReadOnly ||
			    rule.view == MountView::PrivateDevices) &&
			rule.path != path && path_is_below(path, rule.path) &&
			(!cover || rule.path.size() > cover->path.size()))
			cover = &rule;
	return cover;
}

/** The step failed at a path: whose list names it, or whose built-in rule lies there? */
void refuse_step_at_path(const Sandbox &sandbox, const Operation &operation, PredictedDenials &out)
{
	const std::string path = canonical_path(operation.path);
	const Settings &settings = sandbox.settings();
	const PathRule *cover = cover_of(sandbox, path);
	if (!cover && operation.path != path) /* /var/run is a link below /var */
		cover = cover_of(sandbox, operation.path);
	if (cover)
		add(cover->setting, likelihood::covered_entry, out);
	for (std::size_t i = 0; i < settings.all().size(); i++) {
		const Assignment &assignment = settings[i].assignment;
		if (!can_end_with(assignment.directive, *operation.exit_status))
			continue;
		double likelihood = 0;
		if (is_path_type(record(assignment.directive).type))
			likelihood = names_path(assignment, path);
		if (likelihood > 0)
			add(i,
				is_made(sandbox, path) ? likelihood::entry_with_dash
				: cover                ? likelihood::entry_below_cover * likelihood
						       : likelihood,
				out);
	}
	for (const PathRule &rule : sandbox.paths().rules())
		if (rule.path == path &&
			!is_path_type(record(settings[rule.setting].assignment.directive).type))
			add(rule.setting, 0.8, out);
}

/** Does the directive hide or show files, which refuse_working_directory() has looked at? */
bool is_looked_at(const Sandbox &sandbox, const Operation &operation, Directive directive)
{
	const auto mechanisms = record(directive).mechanisms;
	return *operation.exit_status == exit_chdir &&
	       sandbox.settings().working_directory().starts_with('/') &&
	       std::ranges::find(mechanisms, Mechanism::Mounts) != mechanisms.end();
}

/** Of switches, which ask for what every kernel has, one makes directories on the disk. */
double share_of_switch(Directive directive) noexcept
{
	return directive == Directive::PrivateTmp ? 0.2 : 0.1;
}

/** No path: the manager's message or the status are all there is. */
void refuse_step_by_status(const Sandbox &sandbox, const Operation &operation, double named_share,
	PredictedDenials &out)
{
	const Settings &settings = sandbox.settings();
	for (std::size_t i = 0; i < settings.all().size(); i++) {
		const Directive directive = settings[i].assignment.directive;
		const bool named = operation.setting == name(directive);
		if (!named && !operation.setting.empty())
			continue;
		if (!named && !can_end_with(directive, *operation.exit_status))
			continue;
		if (directive == Directive::User && settings.has_dynamic_user())
			continue; /* it is made up if there is none of that name */
		if (is_looked_at(sandbox, operation, directive))
			continue;
		const double weight = standing(settings[i].assignment);
		if (weight <= 0)
			continue;
		if (weight == likelihood::entry_with_dash) {
			add(i, weight, out);
			continue;
		}
		/* a list names what may be missing, a switch asks for what every kernel has */
		const bool is_own_list =
			is_path_type(record(directive).type) && !settings[i].implied_by;
		const bool by_list = is_own_list || sandbox.system().user_manager ||
				     *operation.exit_status != exit_namespace;
		const double share = by_list ? 0.6 : share_of_switch(directive);
		add(i, weight * (named ? named_share : share), out);
	}
}

/** Which settings would refuse the manager's executor this path. */
PredictedDenials hiders_of(const Sandbox &sandbox, const char *path)
{
	PredictedDenials hidden;
	predict_path(sandbox,
		{.kind = OperationKind::Path, .path = path, .access = Access::Read, .uid = 0},
		hidden);
	return hidden;
}

/** Not even the executor's reason reached the log: what hides the log's socket is to blame. */
bool predict_step_in_silence(
	const Sandbox &sandbox, const Operation &operation, PredictedDenials &out)
{
	if (*operation.exit_status != exit_namespace || !operation.is_status_alone)
		return false;
	const PredictedDenials hiders = hiders_of(sandbox, "/run/systemd/journal/socket");
	for (const PredictedDenial &predicted : hiders)
		add(predicted.setting, 0.9, out);
	return !hiders.empty();
}

/** The directory to change to may exist on the host and be hidden from the service. */
void predict_working_directory(
	const Sandbox &sandbox, const Operation &operation, PredictedDenials &out)
{
	Operation directory = operation;
	directory.kind = OperationKind::Path;
	directory.access = Access::Read;
	directory.path = operation.path.empty()
				 ? std::string{sandbox.settings().working_directory()}
				 : operation.path;
	double share = 1;
	if (directory.path.empty() && !sandbox.settings().find(Directive::WorkingDirectory)) {
		directory.path = "/home/x";
		share = likelihood::unknown_directory_is_home;
	}
	if (!directory.path.starts_with('/'))
		return;
	PredictedDenials hidden;
	predict_path(sandbox, directory, hidden);
	for (const PredictedDenial &predicted : hidden)
		if (sandbox.settings()[predicted.setting].assignment.directive != Directive::User)
			add(predicted.setting, share * predicted.likelihood, out);
}

/** What is left for the setting that names the step if another one surely made it fail. */
double share_beside(const PredictedDenials &predictions)
{
	constexpr double sure = 0.9;
	const bool surely = std::ranges::any_of(predictions,
		[](const PredictedDenial &predicted) { return predicted.likelihood >= sure; });
	return surely ? 0.3 : 1;
}

} // namespace

void predict_setup(const Sandbox &sandbox, const Operation &operation, PredictedDenials &out)
{
	if (!operation.exit_status)
		return predict_unit(sandbox, operation, out);
	const std::size_t before = out.size();
	PredictedDenials hidden;
	if (*operation.exit_status == exit_chdir)
		predict_working_directory(sandbox, operation, hidden);
	const double named_share = share_beside(hidden);
	out.insert(out.end(), hidden.begin(), hidden.end());
	if (operation.path.starts_with('/'))
		refuse_step_at_path(sandbox, operation, out);
	const bool is_silenced = predict_step_in_silence(sandbox, operation, out);
	const std::size_t by_status = out.size();
	if (is_silenced || out.size() == before || *operation.exit_status != exit_namespace)
		refuse_step_by_status(sandbox, operation, named_share, out);
	for (std::size_t i = by_status; is_silenced && i < out.size(); i++)
		out[i].likelihood *= likelihood::silent_step;
}

void predict_unit(const Sandbox &sandbox, const Operation &operation, PredictedDenials &out)
{
	for (std::size_t i = 0; i < sandbox.settings().all().size(); i++) {
		const Assignment &assignment = sandbox.settings()[i].assignment;
		const double weight = standing(assignment);
		if (operation.setting == name(assignment.directive) && weight > 0)
			add(i, weight, out);
	}
}

} // namespace hardenctl
