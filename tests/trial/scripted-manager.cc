// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "scripted-manager.hh"

#include "base/digest.hh"
#include "base/error.hh"
#include "base/path.hh"
#include "base/text.hh"
#include "steps.hh"

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>

namespace hardenctl::test {

namespace {

using nlohmann::json;
namespace fs = std::filesystem;

std::string contents(const fs::path &path)
{
	std::ifstream file{path};
	std::stringstream text;
	text << file.rdbuf();
	return text.str();
}

std::string directory(const char *variable)
{
	return std::string{getenv(variable)} + "/systemd/user/";
}

void merge(std::map<std::string, std::string> &settings, const std::string &text)
{
	for (const std::string_view line : split(text, '\n'))
		if (const auto equals = line.find('='); equals != line.npos && line[0] != '#')
			settings[std::string{line.substr(0, equals)}] = line.substr(equals + 1);
}

/** By name, whatever their directory; the persistent one wins. */
std::map<std::string, std::string> drop_ins_of(const std::string &unit)
{
	std::map<std::string, std::string> found;
	for (const char *variable : {"XDG_CONFIG_HOME", "XDG_RUNTIME_DIR"}) {
		const std::string place = directory(variable) + unit + ".d";
		std::error_code error;
		for (const auto &entry : fs::directory_iterator{place, error})
			if (entry.path().extension() == ".conf" &&
				!entry.path().filename().string().starts_with('.'))
				found.emplace(entry.path().filename(), entry.path());
	}
	return found;
}

json to_json(const ScriptedUnit &unit)
{
	return {{"fragment", unit.fragment}, {"drop_ins", unit.drop_ins},
		{"settings", unit.settings}, {"active_state", unit.active_state},
		{"running", unit.running}, {"starts", unit.starts}};
}

ScriptedUnit unit_from(const json &value)
{
	return {value["fragment"], value["drop_ins"], value["settings"], value["active_state"],
		value["running"], value["starts"]};
}

} // namespace

ScriptedManager::ScriptedManager(std::string memory) : memory_(std::move(memory))
{
	if (!fs::exists(memory_))
		return;
	const json saved = json::parse(contents(memory_));
	for (const auto &[name, unit] : saved["units"].items())
		units_[name] = unit_from(unit);
	for (const auto &[name, commands] : saved["timers"].items())
		for (const json &command : commands)
			timers_[name].push_back({command["words"], command["must_succeed"]});
}

/** Only what a change may leave: units that nobody asked for are not loaded. */
void ScriptedManager::save() const
{
	json saved{{"units", json::object()}, {"timers", json::object()}};
	for (const auto &[name, unit] : units_)
		saved["units"][name] = to_json(unit);
	for (const auto &[name, commands] : timers_)
		for (const TimerCommand &command : commands)
			saved["timers"][name].push_back(
				{{"words", command.words}, {"must_succeed", command.must_succeed}});
	std::ofstream{memory_} << saved.dump();
}

ScriptedUnit ScriptedManager::read(const std::string &unit) const
{
	ScriptedUnit read;
	const std::string fragment = directory("XDG_CONFIG_HOME") + unit;
	if (!fs::exists(fragment))
		return read;
	read.fragment = fragment;
	merge(read.settings, contents(fragment));
	for (const auto &[name, path] : drop_ins_of(unit)) {
		read.drop_ins.emplace_back(path, contents(path));
		merge(read.settings, read.drop_ins.back().second);
	}
	return read;
}

ScriptedUnit &ScriptedManager::loaded(const std::string &unit)
{
	const auto [place, is_new] = units_.try_emplace(unit);
	if (is_new)
		place->second = read(unit);
	return place->second;
}

bool ScriptedManager::is_up_to_date(const std::string &unit)
{
	const ScriptedUnit disk = read(unit);
	return disk.fragment == loaded(unit).fragment && disk.drop_ins == loaded(unit).drop_ins;
}

void ScriptedManager::begin_call() const
{
	if (!is_elapsing_)
		begin_manager_call();
}

void ScriptedManager::end_call()
{
	save();
	if (!is_elapsing_ && end_manager_call())
		elapse();
}

UnitState ScriptedManager::state(const std::string &unit)
{
	begin_call();
	UnitState state{.id = unit, .load_state = "not-found", .active_state = "inactive"};
	if (unit.ends_with(".timer") && timers_.contains(unit.substr(0, unit.rfind('.')))) {
		state.load_state = "loaded";
		state.active_state = "active";
	} else if (fs::exists(directory("XDG_CONFIG_HOME") + unit)) {
		const ScriptedUnit &known = loaded(unit);
		state.load_state = "loaded";
		state.active_state = known.active_state;
		state.result = known.active_state == "failed" ? "exit-code" : "success";
		state.fragment = known.fragment;
		for (const auto &[path, text] : known.drop_ins)
			state.drop_ins.push_back(path);
		state.invocation = std::to_string(known.starts);
		state.needs_reload = !is_up_to_date(unit);
		for (const auto &[name, value] : known.settings)
			state.settings.emplace(name, digest(value));
	}
	end_call();
	return state;
}

void ScriptedManager::reload()
{
	begin_call();
	for (auto &[name, unit] : units_) {
		const ScriptedUnit before = std::exchange(unit, read(name));
		unit.active_state = before.active_state;
		unit.running = before.running;
		unit.starts = before.starts;
	}
	end_call();
}

std::string ScriptedManager::run_job(const std::string &name, bool start)
{
	ScriptedUnit &unit = loaded(name);
	if (!start) {
		unit.active_state = "inactive";
		unit.running.clear();
		return "done";
	}
	unit.starts++;
	const std::string service = name.substr(0, name.rfind('.')) + ".service";
	const bool is_blocked =
		name.ends_with(".socket") && loaded(service).active_state == "active";
	const auto fails = unit.settings.find("PrivateNetwork");
	const bool is_well =
		!is_blocked && (fails == unit.settings.end() || fails->second != "yes");
	unit.active_state = is_well ? "active" : "failed";
	unit.running = is_well ? unit.settings : std::map<std::string, std::string>{};
	return is_well ? "done" : "failed";
}

std::string ScriptedManager::restart(const std::string &unit)
{
	begin_call();
	run_job(unit, false);
	std::string result = run_job(unit, true);
	end_call();
	return result;
}

std::string ScriptedManager::start(const std::string &unit)
{
	begin_call();
	std::string result = run_job(unit, true);
	end_call();
	return result;
}

std::string ScriptedManager::stop(const std::string &unit)
{
	begin_call();
	if (unit.ends_with(".timer"))
		timers_.erase(unit.substr(0, unit.rfind('.')));
	else
		run_job(unit, false);
	end_call();
	return "done";
}

void ScriptedManager::reset_failed(const std::string &unit)
{
	begin_call();
	if (loaded(unit).active_state == "failed")
		loaded(unit).active_state = "inactive";
	end_call();
}

void ScriptedManager::start_timer(const TransientTimer &timer)
{
	begin_call();
	if (timers_.contains(timer.name))
		throw Error{timer.name + " exists already"};
	timers_[timer.name] = timer.commands;
	end_call();
}

void ScriptedManager::run_command(const std::vector<std::string> &words)
{
	const auto is = [&](std::string_view program, std::string_view verb) {
		return words[0] == program && (verb.empty() || words.at(2) == verb);
	};
	if (is("/usr/bin/rm", "--") && words[1] == "-f")
		for (std::size_t i = 3; i < words.size(); i++)
			fs::remove(words[i]);
	else if (is("/usr/bin/rmdir", "")) {
		std::error_code error;
		if (fs::is_directory(words.at(2)))
			fs::remove(words[2], error);
	} else if (is("/usr/bin/systemctl", "daemon-reload"))
		reload();
	else if (is("/usr/bin/systemctl", "reset-failed"))
		reset_failed(words.at(4));
	else if (is("/usr/bin/systemctl", "stop"))
		stop(words.at(4));
	else if (is("/usr/bin/systemctl", "restart"))
		restart(words.at(4));
	else
		throw Error{"a timer runs " + words[0]};
}

void ScriptedManager::elapse()
{
	const auto timers = std::exchange(timers_, {});
	is_elapsing_ = true;
	for (const auto &[name, commands] : timers)
		for (const TimerCommand &command : commands)
			run_command(command.words);
	is_elapsing_ = false;
	save();
}

} // namespace hardenctl::test
