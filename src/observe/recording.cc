// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "observe/recording.hh"

#include "base/error.hh"
#include "base/escape.hh"
#include "base/file.hh"
#include "base/path.hh"
#include "base/signal-name.hh"
#include "base/text.hh"
#include "knowledge/names.hh"

#include <algorithm>
#include <fmt/format.h>
#include <limits>

#include <nlohmann/json.hpp>

namespace hardenctl {

namespace {

using Json = nlohmann::ordered_json;

constexpr unsigned format = 1;
constexpr std::size_t max_file = 128 * 1024 * 1024;
constexpr std::size_t max_line = 64 * 1024;
constexpr std::size_t max_lines = 200'000;
/** Of one text in it. */
constexpr std::size_t max_text = 4096;

std::string_view access_word(Access access) noexcept
{
	switch (access) {
	case Access::Unknown:
		return {};
	case Access::Read:
		return "read";
	case Access::Write:
		return "write";
	case Access::Create:
		return "create";
	case Access::Execute:
		return "execute";
	}
	return {};
}

std::string_view outcome_word(TraceOutcome outcome) noexcept
{
	switch (outcome) {
	case TraceOutcome::Running:
		return "running";
	case TraceOutcome::Ended:
		return "ended";
	case TraceOutcome::Failed:
		return "failed";
	}
	return "running";
}

/** Only what is known is written. */
class Writer {
	Json object_;

public:
	void text(const char *key, std::string_view value)
	{
		if (!value.empty())
			object_[key] = sanitize_utf8(value);
	}
	void flag(const char *key, bool value)
	{
		if (value)
			object_[key] = true;
	}
	template <typename Value> void set(const char *key, const Value &value)
	{
		object_[key] = value;
	}
	std::string line() const
	{
		return object_.dump(-1, ' ', false, Json::error_handler_t::replace) + '\n';
	}
};

Json capability_names(const auto &capabilities)
{
	Json names = Json::array();
	for (const unsigned capability : capabilities)
		if (const std::string_view name = capability_name(capability); !name.empty())
			names.push_back(name);
	return names;
}

Json family_names(const std::set<int> &families)
{
	Json names = Json::array();
	for (const int family : families)
		if (const std::string_view name = family_name(family); !name.empty())
			names.push_back(name);
	return names;
}

std::string begin_line(const Recording &recording)
{
	Writer line;
	line.set("hardenctl_trace", format);
	line.text("unit", recording.unit);
	line.text("hostname", recording.hostname);
	line.text("kernel", recording.kernel);
	line.text("invocation", recording.invocation);
	line.set("begin", recording.begin);
	line.set("from_start", recording.from_start);
	line.set("sees_capabilities", recording.has_capabilities);
	return line.line();
}

std::string observation_line(const ObservedEvent &seen)
{
	Writer line;
	line.text("event", observed_name(seen.what));
	line.set("time", seen.time);
	line.set("pid", seen.pid);
	if (seen.host_pid != seen.pid)
		line.set("host_pid", seen.host_pid);
	line.set("parent", seen.parent);
	line.text("comm", seen.comm);
	line.text("exe", seen.exe);
	if (seen.uid)
		line.set("uid", *seen.uid);
	line.flag("setup", seen.is_setup);
	line.text("call", seen.call);
	if (seen.arch != 0)
		line.set("arch", seen.arch);
	line.text("arguments", seen.arguments);
	line.text("path", seen.path);
	line.text("target", seen.target);
	line.flag("path_unsure", !seen.path_is_sure);
	line.text("access", access_word(seen.access));
	if (seen.family)
		line.text("family", family_name(*seen.family));
	if (seen.port)
		line.set("port", *seen.port);
	line.text("address", seen.address);
	if (!seen.capabilities.empty())
		line.set("capabilities", capability_names(seen.capabilities));
	line.flag("user_namespace", seen.in_user_namespace);
	line.text("errno", errno_name(seen.error));
	line.text("signal", signal_name(seen.signal));
	line.flag("filter", seen.by_filter);
	line.flag("filter_unsure", !seen.filter_is_sure);
	line.flag("absent", seen.is_absent);
	line.flag("inaccessible", seen.is_inaccessible);
	if (seen.what == Observed::Exited)
		line.set("status", seen.status);
	if (seen.count > 1)
		line.set("count", seen.count);
	return line.line();
}

std::string used_line(const UsedSets &used)
{
	Writer line;
	line.text("event", "used-sets");
	line.set("calls", used.calls);
	line.set("capabilities", capability_names(used.capabilities));
	line.set("families", family_names(used.families));
	line.set("namespaces", used.namespaces);
	line.flag("write_exec_memory", used.write_exec_memory);
	line.flag("executable_change", used.executable_change);
	line.flag("personality", used.personality);
	line.flag("realtime", used.realtime);
	return line.line();
}

std::string end_line(const Recording &recording)
{
	Writer line;
	line.text("event", "end");
	line.set("time", recording.end);
	line.text("outcome", outcome_word(recording.outcome));
	line.text("result", recording.result);
	if (recording.was_checked)
		line.set("check", recording.check_failure.empty() ? "succeeded" : "failed");
	line.text("check_failure", recording.check_failure);
	line.set("lost", recording.lost);
	line.set("starts", recording.starts);
	line.flag("reloaded", recording.was_reloaded);
	line.flag("reopened_logs", recording.reopened_logs);
	return line.line();
}

/** A line that was read: what is missing or of another type counts as not given. */
class Reader {
	const Json &object_;

	const Json *find(const char *key) const
	{
		const auto found = object_.find(key);
		return found == object_.end() ? nullptr : &*found;
	}

public:
	explicit Reader(const Json &object) : object_(object) {}

	std::string text(const char *key) const
	{
		const Json *value = find(key);
		return value && value->is_string()
			       ? value->get_ref<const std::string &>().substr(0, max_text)
			       : std::string{};
	}
	bool flag(const char *key, bool otherwise = false) const
	{
		const Json *value = find(key);
		return value && value->is_boolean() ? value->get<bool>() : otherwise;
	}
	template <typename Number> std::optional<Number> number(const char *key) const
	{
		const Json *value = find(key);
		if (!value || !value->is_number_unsigned())
			return std::nullopt;
		const auto wide = value->get<std::uint64_t>();
		if (wide > static_cast<std::uint64_t>(std::numeric_limits<Number>::max()))
			return std::nullopt;
		return static_cast<Number>(wide);
	}
	std::vector<std::string> list(const char *key) const
	{
		std::vector<std::string> words;
		if (const Json *value = find(key); value && value->is_array())
			for (const Json &word : *value)
				if (word.is_string())
					words.push_back(word.get_ref<const std::string &>().substr(
						0, max_text));
		return words;
	}
};

Access access_by_word(std::string_view word) noexcept
{
	for (const Access access : {Access::Read, Access::Write, Access::Create, Access::Execute})
		if (access_word(access) == word)
			return access;
	return Access::Unknown;
}

std::optional<Observed> observed_by_name(std::string_view name) noexcept
{
	for (const Observed what : {Observed::Failed, Observed::Used, Observed::Signal,
		     Observed::Executed, Observed::Exited})
		if (observed_name(what) == name)
			return what;
	return std::nullopt;
}

/** By name, or the number of one that has none. */
int error_by_name(std::string_view name) noexcept
{
	const auto number = find_errno(name);
	return number ? *number : parse_number<int>(name).value_or(0);
}

ObservedEvent read_observation(Observed what, const Reader &line)
{
	ObservedEvent seen{.what = what};
	seen.time = line.number<std::uint64_t>("time").value_or(0);
	seen.pid = line.number<pid_t>("pid").value_or(0);
	seen.host_pid = line.number<pid_t>("host_pid").value_or(seen.pid);
	seen.parent = line.number<pid_t>("parent").value_or(0);
	seen.comm = line.text("comm");
	seen.exe = line.text("exe");
	seen.uid = line.number<uid_t>("uid");
	seen.is_setup = line.flag("setup");
	seen.call = line.text("call");
	seen.arch = line.number<std::uint32_t>("arch").value_or(0);
	seen.arguments = line.text("arguments");
	seen.path = simplify_path(line.text("path"));
	seen.target = simplify_path(line.text("target"));
	seen.path_is_sure = !line.flag("path_unsure");
	seen.access = access_by_word(line.text("access"));
	seen.family = find_family(line.text("family"));
	seen.port = line.number<std::uint16_t>("port");
	seen.address = line.text("address");
	for (const std::string &name : line.list("capabilities"))
		if (const auto capability = find_capability(name))
			seen.capabilities.push_back(*capability);
	seen.in_user_namespace = line.flag("user_namespace");
	seen.error = error_by_name(line.text("errno"));
	seen.signal = parse_signal(line.text("signal"));
	seen.by_filter = line.flag("filter");
	seen.filter_is_sure = !line.flag("filter_unsure");
	seen.is_absent = line.flag("absent");
	seen.is_inaccessible = line.flag("inaccessible");
	seen.status = line.number<int>("status").value_or(0);
	seen.count = std::max<std::uint64_t>(line.number<std::uint64_t>("count").value_or(1), 1);
	return seen;
}

UsedSets read_used(const Reader &line)
{
	UsedSets used;
	for (std::string &call : line.list("calls"))
		used.calls.insert(std::move(call));
	for (const std::string &name : line.list("capabilities"))
		if (const auto capability = find_capability(name))
			used.capabilities.insert(*capability);
	for (const std::string &name : line.list("families"))
		if (const auto family = find_family(name))
			used.families.insert(*family);
	for (std::string &name : line.list("namespaces"))
		used.namespaces.insert(std::move(name));
	used.write_exec_memory = line.flag("write_exec_memory");
	used.executable_change = line.flag("executable_change");
	used.personality = line.flag("personality");
	used.realtime = line.flag("realtime");
	return used;
}

void read_end(const Reader &line, Recording &recording)
{
	recording.end = line.number<std::uint64_t>("time").value_or(0);
	const std::string outcome = line.text("outcome");
	for (const TraceOutcome candidate :
		{TraceOutcome::Running, TraceOutcome::Ended, TraceOutcome::Failed})
		if (outcome_word(candidate) == outcome)
			recording.outcome = candidate;
	recording.result = line.text("result");
	recording.check_failure = line.text("check_failure");
	recording.was_checked = !line.text("check").empty();
	recording.lost = line.number<std::uint64_t>("lost").value_or(0);
	recording.starts = line.number<unsigned>("starts").value_or(0);
	recording.was_reloaded = line.flag("reloaded");
	recording.reopened_logs = line.flag("reopened_logs");
}

void read_begin(const Reader &line, Recording &recording)
{
	recording.unit = line.text("unit");
	recording.hostname = line.text("hostname");
	recording.kernel = line.text("kernel");
	recording.invocation = line.text("invocation");
	recording.begin = line.number<std::uint64_t>("begin").value_or(0);
	recording.from_start = line.flag("from_start");
	recording.has_capabilities = line.flag("sees_capabilities", true);
}

void read_line(const Reader &line, Recording &recording)
{
	const std::string event = line.text("event");
	if (event == "used-sets")
		recording.used = read_used(line);
	else if (event == "end")
		read_end(line, recording);
	else if (const auto what = observed_by_name(event))
		recording.observations.push_back(read_observation(*what, line));
}

[[noreturn]] void refuse(const std::string &name, std::string_view why)
{
	throw Error{fmt::format("{}: {}", escape_for_terminal(name), why)};
}

} // namespace

std::string recording_text(const Recording &recording)
{
	std::string text = begin_line(recording);
	for (const ObservedEvent &seen : recording.observations)
		text += observation_line(seen);
	return text + used_line(recording.used) + end_line(recording);
}

Recording parse_recording(std::string_view text, const std::string &name)
{
	Recording recording;
	bool has_begun = false;
	std::size_t lines = 0;
	for (const std::string_view line : split(text, '\n')) {
		if (strip(line).empty())
			continue;
		if (line.size() > max_line || ++lines > max_lines)
			refuse(name, "too long for a recording of hardenctl trace.");
		const Json object = Json::parse(line, nullptr, false);
		if (!object.is_object()) {
			if (has_begun)
				break; /* cut by a kill or a full disk */
			refuse(name, "this is no recording of hardenctl trace.");
		}
		const Reader reader{object};
		if (!has_begun) {
			const auto version = reader.number<unsigned>("hardenctl_trace");
			if (!version)
				refuse(name, "this is no recording of hardenctl trace.");
			if (*version != format)
				refuse(name, fmt::format("format {} of a recording is not known "
							 "here, only {}.",
						     *version, format));
			read_begin(reader, recording);
			has_begun = true;
		} else
			read_line(reader, recording);
	}
	if (!has_begun)
		refuse(name, "this is no recording of hardenctl trace: it is empty.");
	return recording;
}

Recording read_recording(const std::string &name)
{
	const std::string path = name == "-" ? "/dev/stdin" : name;
	if (name != "-")
		return parse_recording(read_file(path, max_file), name);
	std::string text;
	char chunk[65536];
	for (ssize_t size; (size = read(STDIN_FILENO, chunk, sizeof(chunk))) > 0;)
		if (text.append(chunk, static_cast<std::size_t>(size)).size() > max_file)
			refuse(name, "too long for a recording of hardenctl trace.");
	return parse_recording(text, name);
}

} // namespace hardenctl
