// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "unit/live-config.hh"

#include "base/interruption.hh"
#include "unit/live-merge.hh"
#include "unit/unit-builder.hh"
#include "unit/unit-name.hh"

#include <fmt/format.h>

namespace hardenctl {

namespace {

LoadState load_state_of(const std::string &word)
{
	if (word == "loaded")
		return LoadState::Loaded;
	if (word == "masked")
		return LoadState::Masked;
	return word == "bad-setting" || word == "error" ? LoadState::BadSetting
							: LoadState::NotFound;
}

std::optional<std::string> read_if_possible(
	UnitConfig &config, UnitFileReader read, const std::string &path)
{
	try {
		return read(path);
	} catch (const Interrupted &) {
		throw;
	} catch (const Error &error) {
		config.diagnostics.push_back(
			{Level::Warning, fmt::format("{}; ignored", error.what())});
		return std::nullopt;
	}
}

/** What the files say now. @return could all of them be read? */
bool add_files(UnitBuilder &builder, const LiveUnit &live, UnitFileReader read)
{
	bool complete = !live.fragment.empty();
	const auto add = [&](OriginKind kind, const std::string &path) {
		const auto text = read_if_possible(builder.config(), read, path);
		if (text)
			builder.add_file(kind, path, *text);
		complete = complete && text;
	};
	if (!live.fragment.empty())
		add(OriginKind::Fragment, live.fragment);
	for (const std::string &path : live.drop_ins) {
		builder.config().drop_ins.push_back(path);
		add(OriginKind::DropIn, path);
	}
	return complete;
}

/** What no file tells, or none that can be read. */
void add_live_facts(UnitConfig &config, const LiveUnit &live, bool files_are_complete)
{
	config.names = live.names;
	config.load_state = load_state_of(live.load_state);
	if (files_are_complete)
		return;
	config.description = live.description;
	config.commands = live.commands;
	config.environment = live.environment;
	if (!live.service_type.empty())
		config.service_type = live.service_type;
	if (!live.kill_mode.empty())
		config.kill_mode = live.kill_mode;
}

} // namespace

UnitConfig live_unit_config(const LiveUnit &live, const UnitSearch &search, UnitFileReader read)
{
	if (!parse_unit_name(live.id) || load_state_of(live.load_state) == LoadState::NotFound) {
		UnitConfig none;
		none.id = live.id;
		none.names = live.names;
		return none;
	}
	UnitBuilder builder{search, live.id, live.fragment};
	const bool complete = add_files(builder, live, read);
	UnitConfig &config = builder.config();
	add_live_facts(config, live, complete);
	if (!complete || live.need_reload)
		merge_live_values(config, live, search.systemd_version);
	return std::move(config);
}

} // namespace hardenctl
