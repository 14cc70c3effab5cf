// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "sandbox/predict.hh"

#include "base/path.hh"
#include "base/text.hh"
#include "knowledge/calls.hh"
#include "knowledge/likelihood-values.hh" // generated

#include <algorithm>
#include <cerrno>
#include <linux/capability.h>
#include <span>

namespace hardenctl {

namespace {

/** What PrivateDevices= leaves in /dev; source: namespace.c. */
constexpr std::string_view harmless_devices[]{
	"/dev/full",
	"/dev/hugepages",
	"/dev/log",
	"/dev/mqueue",
	"/dev/null",
	"/dev/ptmx",
	"/dev/pts",
	"/dev/random",
	"/dev/shm",
	"/dev/stderr",
	"/dev/stdin",
	"/dev/stdout",
	"/dev/tty",
	"/dev/urandom",
	"/dev/zero",
};

/** Where services keep things, for a message that names no path. */
struct TypicalPath {
	std::string_view path;
	/** How often an unnamed file lies there. */
	double share;
};

constexpr TypicalPath typical_paths[]{{"/var/lib/x/x", 0.5}, {"/var/log/x/x", 0.5}, {"/run/x", 0.5},
	{"/etc/x", 0.2}, {"/var/cache/x/x", 0.5}, {"/usr/lib/x", 0.2}, {"/home/x", 0.1},
	{"/proc/sys/x/x", 0.15}, {"/sys/x/x", 0.15}};

/** ld.so(8): what is not in a default directory is found through a cache, or is a link of
 * update-alternatives(1). */
constexpr TypicalPath places_of_libraries[]{{"/usr/lib/x", 1},
	{"/etc/ld.so.cache", likelihood::library_by_cache},
	{"/etc/alternatives/x", likelihood::library_by_cache}};

/** Of Perl, Python, Ruby, Node.js: Debian's and other distributions' packages, then what was put
 * there by hand. */
constexpr TypicalPath places_of_modules[]{{"/usr/lib/x", 1}, {"/usr/share/x", 0.5},
	{"/usr/local/lib/x", 0.2}, {"/opt/x", 0.05}, {"/home/x", 0.05}};

bool writes(Access access) noexcept
{
	return access == Access::Write || access == Access::Create;
}

bool is_harmless_device(std::string_view path)
{
	return std::ranges::any_of(harmless_devices,
		[&](std::string_view device) { return path_is_below(path, device); });
}

class PathRefusals {
	const Sandbox &sandbox_;
	const Operation &operation_;
	PredictedDenials &out_;
	const bool root_;
	const bool direct_child_;
	const PathRule &rule_;

	void add(int error_number, double likelihood)
	{
		out_.push_back({
			.setting = rule_.setting,
			.answer = {.error_number = error_number},
			.likelihood = likelihood,
		});
	}

	bool may_override_modes() const noexcept
	{
		return root_ && (sandbox_.capabilities().bounding() >> CAP_DAC_OVERRIDE & 1);
	}

	void read_only()
	{
		if (writes(operation_.access))
			add(EROFS, 1);
		else if (operation_.access == Access::Unknown)
			add(EROFS, 0.95);
	}

	void empty(bool read_only_too)
	{
		if (operation_.path == rule_.path) {
			if (read_only_too && operation_.access != Access::Read)
				add(EROFS, 0.7);
			if (!root_ && writes(operation_.access))
				add(EACCES, 0.5);
			return;
		}
		add(ENOENT, operation_.access == Access::Create && direct_child_ ? 0.4 : 1);
		if (read_only_too && operation_.access != Access::Read)
			add(EROFS, direct_child_ ? 0.9 : 0.3);
		if (!root_ && operation_.access != Access::Read && direct_child_)
			add(EACCES, 0.6);
	}

	void inaccessible()
	{
		const bool itself = operation_.path == rule_.path;
		if (!may_override_modes()) {
			add(EACCES, 1);
			/* the manager looks for the program before it becomes the user */
			const bool by_manager = operation_.kind == OperationKind::Execute;
			add(ENOENT, by_manager ? 0.8 : root_ ? 0.4 : 0.05);
		} else {
			/* it can be opened and is empty: such a list knows nobody */
			const bool is_seen = itself && !lists_accounts(operation_.path);
			add(ENOENT, is_seen ? 0.3 : 1);
			add(EACCES, itself ? 0.3 : 0.1);
		}
		if (operation_.access != Access::Read)
			add(EROFS, direct_child_                        ? 0.8
				   : operation_.access == Access::Write ? 0.05
									: 0.3);
		add(ENXIO, path_is_below(operation_.path, "/dev") ? 0.8 : 0.05);
		add(ENOTDIR, 0.1);
	}

	void devices()
	{
		if (is_harmless_device(operation_.path))
			return;
		if (operation_.path == rule_.path || operation_.access == Access::Create)
			add(EROFS, 0.9);
		else
			add(ENOENT, 1);
		add(EACCES, 0.1);
		add(EPERM, 0.15); /* by the device policy, where no mount could be made */
		add(ENODEV, 0.6); /* smartctl and others turn an absent node into this */
		add(ENXIO, 0.3);
	}

public:
	PathRefusals(const Sandbox &sandbox, const Operation &operation, const PathRule &rule,
		PredictedDenials &out)
		: sandbox_(sandbox), operation_(operation), out_(out),
		  root_(sandbox.is_root(operation)),
		  direct_child_(parent_path(operation.path) == rule.path), rule_(rule)
	{
	}

	void add_all()
	{
		switch (rule_.view) {
		case MountView::Writable:
		case MountView::Shown:
			break;
		case MountView::ReadOnly:
		case MountView::ShownReadOnly:
			read_only();
			break;
		case MountView::Empty:
			empty(false);
			break;
		case MountView::EmptyReadOnly:
			empty(true);
			break;
		case MountView::Replaced:
			add(ENOENT, 0.5);
			break;
		case MountView::ReplacedReadOnly:
			read_only();
			add(ENOENT, 0.5);
			break;
		case MountView::PrivateDevices:
			devices();
			break;
		case MountView::ProcessesOnly:
			if (operation_.path != rule_.path)
				add(ENOENT, 1);
			break;
		case MountView::Inaccessible:
			inaccessible();
			break;
		}
	}
};

/** DevicePolicy= and DeviceAllow=: the BPF program on the cgroup answers EPERM at open. */
void refuse_device(const Sandbox &sandbox, const Operation &operation, PredictedDenials &out)
{
	const Settings &settings = sandbox.settings();
	if (!path_is_below(operation.path, "/dev") || operation.path == "/dev")
		return;
	const auto allowed = settings.of(Directive::DeviceAllow);
	const std::string_view policy = settings.value(Directive::DevicePolicy);
	const bool closed = policy == "closed" || policy == "strict";
	if (!closed && allowed.empty())
		return;
	if (policy != "strict" && is_harmless_device(operation.path))
		return;
	for (const std::size_t index : allowed)
		if (std::string_view{settings[index].assignment.value}.starts_with(operation.path))
			return;
	const std::size_t setting =
		closed ? *settings.find(Directive::DevicePolicy) : allowed.front();
	out.push_back({.setting = setting, .answer = {.error_number = EPERM}, .likelihood = 0.95});
}

/** StateDirectoryQuota= and its like: no room in a managed directory. */
void refuse_by_quota(const Sandbox &sandbox, const Operation &operation, PredictedDenials &out)
{
	const Settings &settings = sandbox.settings();
	for (std::size_t i = 0; i < settings.all().size(); i++) {
		const DirectiveRecord &quota = record(settings[i].assignment.directive);
		if (quota.directory == quota.id || quota.type == ValueType::Mode ||
			!path_is_below(operation.path, record(quota.directory).base))
			continue;
		for (const int error_number : {EDQUOT, ENOSPC})
			out.push_back({
				.setting = i,
				.answer = {.error_number = error_number},
				.likelihood = 0.8,
			});
	}
}

/** RestrictFileSystems=: which file system a path lies on is not known from its name, mostly. */
void refuse_file_system(const Sandbox &sandbox, const Operation &operation, PredictedDenials &out)
{
	const Settings &settings = sandbox.settings();
	const auto index = settings.find(Directive::RestrictFileSystems);
	if (!index)
		return;
	const std::string_view file_system = likely_file_system(operation.path);
	const auto indices = settings.of(Directive::RestrictFileSystems);
	const bool deny_list = settings[indices.front()].assignment.value.starts_with('~');
	const bool listed = std::ranges::any_of(indices, [&](std::size_t at) {
		std::string_view value = settings[at].assignment.value;
		value.remove_prefix(value.starts_with('~'));
		const auto words = split_blanks(value);
		return std::ranges::find(words, file_system) != words.end();
	});
	const double likelihood = file_system.empty() ? 0.3 : listed == deny_list ? 0.9 : 0;
	if (likelihood > 0)
		out.push_back({
			.setting = *index,
			.answer = {.error_number = EPERM},
			.likelihood = likelihood,
		});
}

/** ProtectProc=: other users' processes are not there. */
void refuse_processes(const Sandbox &sandbox, const Operation &operation, PredictedDenials &out)
{
	const std::string_view value = sandbox.settings().value(Directive::ProtectProc);
	if (value.empty() || value == "default" || operation.path.size() < 7 ||
		!path_is_below(operation.path, "/proc") || operation.path[6] < '0' ||
		operation.path[6] > '9')
		return;
	const int answer = value == "noaccess" ? EPERM : ENOENT;
	/* any other process may just have ended */
	const bool surely_runs = path_is_below(operation.path, "/proc/1");
	out.push_back({
		.setting = *sandbox.settings().find(Directive::ProtectProc),
		.answer = {.error_number = answer},
		.likelihood = sandbox.is_root(operation) ? 0.2
			      : surely_runs              ? 0.95
							 : 0.5,
	});
}

void refuse_privileged_file(
	const Sandbox &sandbox, const Operation &operation, PredictedDenials &out)
{
	if (const auto capability = capability_of_file(operation.path))
		predict_capability(sandbox, operation, *capability, EPERM, 0.95, out);
	/* net/ipv4/devinet.c and others ask for it, whoever owns the file */
	if (path_is_below(operation.path, "/proc/sys/net") && writes(operation.access))
		predict_capability(sandbox, operation, CAP_NET_ADMIN, EPERM, 0.6, out);
}

} // namespace

void predict_mount_view(const Sandbox &sandbox, const Operation &operation, PredictedDenials &out)
{
	if (const PathRule *rule = sandbox.paths().rule_for(operation.path))
		PathRefusals{sandbox, operation, *rule, out}.add_all();
	refuse_device(sandbox, operation, out);
	refuse_processes(sandbox, operation, out);
	refuse_privileged_file(sandbox, operation, out);
}

/** /var/lock is a link: whatever hides /var hides it, too. */
static void refuse_link(const Sandbox &sandbox, const Operation &operation, std::string_view target,
	PredictedDenials &out)
{
	if (operation.path == target)
		return;
	const PathRule *rule = sandbox.paths().rule_for(operation.path);
	if (rule && (is_empty(rule) || rule->view == MountView::Inaccessible))
		PathRefusals{sandbox, operation, *rule, out}.add_all();
}

/** Typical ones, and what a list of the unit names besides. */
static std::vector<TypicalPath> places_of_unnamed(const Sandbox &sandbox)
{
	std::vector<TypicalPath> places{std::begin(typical_paths), std::end(typical_paths)};
	for (const PathRule &rule : sandbox.paths().rules()) {
		const Setting &setting = sandbox.settings()[rule.setting];
		const DirectiveRecord &directive = record(setting.assignment.directive);
		const bool is_typical =
			std::ranges::any_of(typical_paths, [&rule](const TypicalPath &typical) {
				return path_is_below(typical.path, rule.path);
			});
		if (directive.type == ValueType::PathList && directive.restricts &&
			!setting.implied_by && !is_typical)
			places.push_back({rule.path, likelihood::unnamed_at_listed_path});
	}
	return places;
}

static void predict_at_places(const Sandbox &sandbox, Operation operation,
	std::span<const TypicalPath> places, PredictedDenials &out)
{
	for (const auto &[path, share] : places) {
		PredictedDenials there;
		operation.path = path;
		predict_mount_view(sandbox, operation, there);
		add_share(there, share, out);
	}
}

/** Whoever looks in several places takes any refusal for a file that is not there. */
static void pass_over_unseen(const Sandbox &sandbox, PredictedDenials &out)
{
	for (const char *call : {"newfstatat", "statx", "openat", "getdents64"})
		if (auto predicted = sandbox.filter().refuses(call);
			predicted && predicted->answer.error_number != 0) {
			predicted->answer.error_number = ENOENT;
			predicted->likelihood *= likelihood::unseen_in_search_path;
			out.push_back(*predicted);
		}
}

void predict_path(const Sandbox &sandbox, const Operation &operation, PredictedDenials &out)
{
	if (operation.is_library) /* everybody may read those, whatever the user */
		return predict_at_places(sandbox, operation, places_of_libraries, out);
	if (operation.is_module) {
		predict_at_places(sandbox, operation, places_of_modules, out);
		return pass_over_unseen(sandbox, out);
	}
	Operation canonical = operation;
	canonical.path = canonical_path(operation.path);
	if (operation.path.starts_with('/')) {
		predict_mount_view(sandbox, canonical, out);
		refuse_link(sandbox, operation, canonical.path, out);
	} else {
		predict_at_places(sandbox, operation, places_of_unnamed(sandbox), out);
		canonical.path.clear();
	}
	predict_by_mode(sandbox, canonical, out);
	if (operation.access == Access::Unknown || operation.access == Access::Execute)
		if (const ExecRule *rule = sandbox.paths().no_exec_rule_for(canonical.path))
			out.push_back({
				.setting = rule->setting,
				.answer = {.error_number = EACCES},
				.likelihood = operation.access == Access::Execute ? 1 : 0.05,
			});
	if (operation.access != Access::Read)
		predict_resource(
			sandbox, {.kind = OperationKind::Resource, .resource = "FSIZE"}, out);
	refuse_by_quota(sandbox, canonical, out);
	refuse_file_system(sandbox, canonical, out);
	predict_by_records(sandbox, OperationKind::Path, 1, out);
}

} // namespace hardenctl
