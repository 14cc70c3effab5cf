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
#include <initializer_list>
#include <sstream>

namespace hardenctl::test {

namespace {

namespace fs = std::filesystem;

std::string file_contents(const fs::path &path)
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

/** Words, each ended by a NUL: JSON after each call takes longer than what is tried. */
class WordWriter {
	std::string text_;

public:
	void put(std::string_view word) { text_.append(word).push_back('\0'); }
	void put(std::size_t number) { put(std::to_string(number)); }
	/** How many, then each. */
	void put_pairs(const auto &pairs)
	{
		put(pairs.size());
		for (const auto &[first, second] : pairs) {
			put(first);
			put(second);
		}
	}
	std::string take() { return std::move(text_); }
};

class WordReader {
	std::string_view rest_;

public:
	explicit WordReader(std::string_view text) : rest_(text) {}
	bool is_at_end() const noexcept { return rest_.empty(); }
	std::string word()
	{
		const auto end = rest_.find('\0');
		std::string word{rest_.substr(0, end)};
		rest_.remove_prefix(end + 1);
		return word;
	}
	std::size_t number() { return std::stoul(word()); }
	template <typename Pairs> Pairs pairs()
	{
		Pairs pairs;
		for (std::size_t left = number(); left > 0; left--) {
			std::string first = word();
			pairs.insert(pairs.end(), {std::move(first), word()});
		}
		return pairs;
	}
};

void put_unit(WordWriter &words, const std::string &name, const ScriptedUnit &unit)
{
	for (const std::string_view word : std::initializer_list<std::string_view>{
		     "unit", name, unit.fragment, unit.active_state})
		words.put(word);
	words.put(unit.starts);
	words.put_pairs(unit.drop_ins);
	words.put_pairs(unit.settings);
	words.put_pairs(unit.running);
}

std::pair<std::string, ScriptedUnit> unit_from(WordReader &words)
{
	std::string name = words.word();
	ScriptedUnit unit;
	unit.fragment = words.word();
	unit.active_state = words.word();
	unit.starts = static_cast<unsigned>(words.number());
	unit.drop_ins = words.pairs<decltype(unit.drop_ins)>();
	unit.settings = words.pairs<decltype(unit.settings)>();
	unit.running = words.pairs<decltype(unit.running)>();
	return {std::move(name), std::move(unit)};
}

using Timer = std::pair<std::string, std::vector<TimerCommand>>;

void put_timer(
	WordWriter &words, const std::string &name, const std::vector<TimerCommand> &commands)
{
	words.put("timer");
	words.put(name);
	words.put(commands.size());
	for (const TimerCommand &command : commands) {
		words.put(command.must_succeed ? "must succeed" : "may fail");
		words.put(command.words.size());
		for (const std::string &word : command.words)
			words.put(word);
	}
}

Timer timer_from(WordReader &words)
{
	Timer timer{words.word(), words.number()};
	for (TimerCommand &command : timer.second) {
		command.must_succeed = words.word() == "must succeed";
		command.words.resize(words.number());
		for (std::string &word : command.words)
			word = words.word();
	}
	return timer;
}

} // namespace

ScriptedManager::ScriptedManager(std::string memory) : memory_(std::move(memory))
{
	saved_ = file_contents(memory_);
	WordReader words{saved_};
	while (!words.is_at_end())
		if (words.word() == "unit")
			units_.insert(unit_from(words));
		else
			timers_.insert(timer_from(words));
}

/** Only what a change may leave: units that nobody asked for are not loaded. */
void ScriptedManager::save()
{
	WordWriter words;
	for (const auto &[name, unit] : units_)
		put_unit(words, name, unit);
	for (const auto &[name, commands] : timers_)
		put_timer(words, name, commands);
	std::string text = words.take();
	if (text == saved_)
		return;
	saved_ = std::move(text);
	std::ofstream{memory_} << saved_;
}

ScriptedUnit ScriptedManager::read(const std::string &unit) const
{
	ScriptedUnit read;
	const std::string fragment = directory("XDG_CONFIG_HOME") + unit;
	if (!fs::exists(fragment))
		return read;
	read.fragment = fragment;
	merge(read.settings, file_contents(fragment));
	for (const auto &[name, path] : drop_ins_of(unit)) {
		read.drop_ins.emplace_back(path, file_contents(path));
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
	const std::string woken = name.substr(0, name.rfind('.')) + ".service";
	const bool is_blocked = name.ends_with(".socket") && loaded(woken).active_state == "active";
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
