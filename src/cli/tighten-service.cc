// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "cli/tighten-service.hh"

#include "base/error.hh"
#include "cli/live-manager.hh"

#include <fmt/format.h>

namespace hardenctl {

static constexpr std::string_view container_suffix = ".container";

void check_is_tightenable(const UnitConfig &config)
{
	if (!config.id.ends_with(".service"))
		throw Error(fmt::format("{} is not a service unit.", config.id));
	// https://github.com/containers/podman/pull/21993
	if (config.source.ends_with(container_suffix))
		throw Error(fmt::format(
			"{} is made from {}: its sandbox would be that of the container engine, "
			"which needs nearly all that it takes away. Restrict the container "
			"instead, in that file: DropCapability=, NoNewPrivileges= and ReadOnly= "
			"of podman-systemd.unit(5).",
			config.id, config.source));
}

/** Throws Error if it is not there. */
static void check_is_loaded(
	const UnitConfig &config, DiagnosisContext &context, const std::string &unit)
{
	if (config.load_state == LoadState::NotFound)
		throw Error(no_such_unit(context, unit));
	if (config.load_state != LoadState::Loaded)
		throw Error(fmt::format("{} is masked or refused by systemd.", unit));
}

/** Service=, or the same name; of one with Accept=yes, the template. */
static std::string service_of(DiagnosisContext &context, const UnitConfig &socket)
{
	for (const std::string &unit : socket.dependencies)
		if (unit.ends_with(".service"))
			return unit;
	const std::string stem = socket.id.substr(0, socket.id.rfind('.'));
	std::string same_name = stem + ".service";
	const UnitConfig found = load_examined(context, same_name);
	return found.load_state == LoadState::NotFound ? stem + "@.service" : same_name;
}

/** "web.container" as its generator names the service. */
static UnitArgument without_container_suffix(UnitArgument argument)
{
	const std::string ending = std::string{container_suffix} + ".service";
	if (argument.unit.ends_with(ending))
		argument.unit.replace(
			argument.unit.size() - ending.size(), ending.size(), ".service");
	return argument;
}

UnitConfig load_service(
	DiagnosisContext &context, const UnitArgument &argument, std::vector<std::string> &notes)
{
	const UnitArgument service_or_socket = without_container_suffix(argument);
	UnitConfig config = load_argument(context, service_or_socket);
	check_is_loaded(config, context, examined_name(service_or_socket, config));
	if (config.id.ends_with(".socket")) {
		const std::string service = service_of(context, config);
		notes.push_back(fmt::format("{} starts {}, whose lines these are: its ports are "
					    "opened by systemd, outside of any sandbox.",
			config.id, service));
		config = load_examined(context, service);
		if (config.load_state == LoadState::NotFound)
			throw Error(fmt::format(
				"{} starts {}, which has no file.", argument.unit, service));
	}
	check_is_tightenable(config);
	if (config.id.ends_with("@.service"))
		notes.push_back(fmt::format(
			"{} is a template: in {}.d/ these lines are for all its instances.",
			config.id, config.id));
	return config;
}

} // namespace hardenctl
