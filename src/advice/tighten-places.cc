// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "advice/tighten-rules.hh"

#include "advice/edits.hh"
#include "advice/predict-denials.hh"
#include "base/path.hh"
#include "unit/words.hh"

#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <set>
#include <sys/socket.h>

namespace hardenctl {

namespace {

bool is_internet(const OpenSocket &socket) noexcept
{
	return socket.family == AF_INET || socket.family == AF_INET6;
}

/** Writable under ProtectSystem=strict anyway, or looked after by other directives. */
bool is_always_writable(std::string_view path)
{
	static constexpr std::array<std::string_view, 6> places{
		"/dev", "/home", "/proc", "/root", "/run/user", "/sys"};
	return std::ranges::any_of(
		places, [&](std::string_view place) { return path_is_below(path, place); });
}

/** A directory of which writing is no surprise: not /usr, /etc and no top of a tree. */
bool may_be_opened(std::string_view directory)
{
	static constexpr std::array<std::string_view, 3> bases{"/run", "/srv", "/var"};
	return std::ranges::any_of(
		bases, [&](std::string_view base) { return path_is_below(directory, base); });
}

void add_place(std::set<std::string> &places, std::string_view directory)
{
	const std::string canonical = canonical_path(directory);
	if (!is_always_writable(canonical) && may_be_opened(canonical))
		places.insert(canonical);
}

/** Directories of what it has open for writing, and those that are its own. */
std::set<std::string> written_places(
	const RuntimeFacts &runtime, std::span<const Observation> observations)
{
	std::set<std::string> places;
	for (const std::string &directory : runtime.own_directories)
		add_place(places, directory);
	for (const ConfiguredPath &configured : runtime.configured_paths)
		if (configured.is_own)
			add_place(places, configured.path);
	for (const Observation &observation : observations) {
		const Operation &operation = observation.operation;
		const bool written =
			operation.access == Access::Write || operation.access == Access::Create ||
			(operation.kind == OperationKind::Bind && operation.path.starts_with('/'));
		if (written && operation.kind != OperationKind::Execute)
			add_place(places, parent_path(operation.path));
	}
	return places;
}

/** Without those that lie below another one. */
std::vector<std::string> outermost(const std::set<std::string> &places)
{
	std::vector<std::string> result;
	for (const std::string &place : places)
		if (result.empty() || !path_is_below(place, result.back()))
			result.push_back(place);
	return result;
}

/** The unit as it would be with these lines. */
Sandbox sandbox_with(const TightenCase &unit, const std::string &line)
{
	return Sandbox{with_lines(unit.config, {line}), unit.sandbox.system()};
}

/** Those that this sandbox keeps read-only: StateDirectory= and its like keep theirs writable. */
std::vector<std::string> read_only_of(const std::set<std::string> &places, const Sandbox &sandbox)
{
	std::vector<std::string> closed;
	for (std::string &place : outermost(places))
		if (const PathRule *rule = sandbox.paths().rule_for(place);
			!rule ||
			(rule->view != MountView::Writable && rule->view != MountView::Shown))
			closed.push_back(std::move(place));
	return closed;
}

} // namespace

std::vector<std::string> places_to_open(const Sandbox &sandbox, const RuntimeFacts &runtime)
{
	std::set<std::string> places =
		written_places(runtime, observations_of(runtime, sandbox, {}));
	for (const std::string &directory : runtime.users_directories)
		add_place(places, directory);
	return read_only_of(places, sandbox);
}

void propose_strict_system(const TightenCase &unit, std::vector<Candidate> &out)
{
	const std::string_view now = unit.sandbox.settings().value(Directive::ProtectSystem);
	if (now == "strict")
		return;
	Candidate candidate{.directive = Directive::ProtectSystem,
		.lines = {"ProtectSystem=strict"},
		.reason = "nothing else was open for writing"};
	std::vector<std::string> words;
	const Sandbox strict = sandbox_with(unit, candidate.lines.front());
	for (const std::string &place :
		read_only_of(written_places(unit.runtime, unit.observations), strict))
		words.push_back(quote_word("-" + place));
	if (!words.empty())
		candidate.lines.push_back(fmt::format("ReadWritePaths={}", fmt::join(words, " ")));
	out.push_back(candidate);
}

/** Where devices are open, a list of them still keeps the others away. */
void propose_devices(const TightenCase &unit, std::vector<Candidate> &out)
{
	const Settings &settings = unit.sandbox.settings();
	if (settings.is_on(Directive::PrivateDevices) ||
		!settings.of(Directive::DevicePolicy).empty() ||
		!settings.of(Directive::DeviceAllow).empty())
		return;
	const Sandbox closed = sandbox_with(unit, "DevicePolicy=closed");
	Candidate candidate{.directive = Directive::DevicePolicy,
		.lines = {"DevicePolicy=closed"},
		.support = Support::Supported,
		.level = TightenLevel::Balanced};
	std::set<std::string> devices;
	for (const ProcessSeen &process : unit.runtime.processes)
		for (const OpenFile &file : process.files) {
			const bool device = file.kind == FileKind::CharacterDevice ||
					    file.kind == FileKind::BlockDevice;
			const Operation operation{.kind = OperationKind::Path,
				.path = file.path,
				.access = Access::Read};
			if (device && file.path.starts_with("/dev/") &&
				!closed.predict(operation).empty())
				devices.insert(file.path);
		}
	if (devices.empty()) /* PrivateDevices= covers it */
		return;
	for (const std::string &device : devices)
		candidate.lines.push_back("DeviceAllow=" + quote_word(device) + " rw");
	candidate.reason = "no other device is open";
	out.push_back(candidate);
}

void propose_addresses(const TightenCase &unit, std::vector<Candidate> &out)
{
	const Settings &settings = unit.sandbox.settings();
	if (!settings.of(Directive::IPAddressDeny).empty())
		return;
	bool any = false;
	const OpenSocket *outside = nullptr;
	const ProcessSeen *owner = nullptr;
	for (const ProcessSeen &process : unit.runtime.processes)
		for (const OpenSocket &socket : process.sockets) {
			any |= is_internet(socket);
			if (!is_internet(socket) || socket.local_only || outside)
				continue;
			outside = &socket;
			owner = &process;
		}
	Candidate candidate{.directive = Directive::IPAddressDeny,
		.lines = {"IPAddressDeny=any", "IPAddressAllow=localhost"},
		.reason = any ? "its Internet sockets are for this machine only"
			      : "no Internet socket is open"};
	if (settings.is_on(Directive::PrivateNetwork)) {
		candidate.support = Support::Harmless;
		candidate.level = TightenLevel::Safe;
		candidate.reason = "PrivateNetwork=yes leaves it no other address";
	} else if (outside) {
		candidate.support = Support::Rejected;
		candidate.reason = fmt::format("{}[{}] has a {} socket{} for other machines",
			owner->comm, owner->pid, outside->protocol,
			outside->port ? fmt::format(" on port {}", *outside->port) : "");
	}
	out.push_back(candidate);
}

} // namespace hardenctl
