// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "fixture.hh"

#include "journal/text-log.hh"

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <spawn.h>
#include <stdexcept>
#include <sys/wait.h>
#include <unistd.h>

namespace hardenctl::test {

static constexpr std::uint64_t first_time = 1795461277000000;

TemporaryDirectory::TemporaryDirectory()
{
	std::string pattern = (std::filesystem::temp_directory_path() / "journal-XXXXXX").string();
	if (!mkdtemp(pattern.data()))
		throw std::runtime_error("no temporary directory");
	path_ = pattern;
}

TemporaryDirectory::~TemporaryDirectory()
{
	std::error_code ignored;
	std::filesystem::remove_all(path_, ignored);
}

std::string TemporaryDirectory::write(const std::string &name, std::string_view content) const
{
	const std::filesystem::path path = std::filesystem::path{path_} / name;
	std::filesystem::create_directories(path.parent_path());
	std::ofstream{path, std::ios::binary} << content;
	return path.string();
}

static std::string export_field(const std::string &name, const std::string &value)
{
	if (value.find('\n') == std::string::npos)
		return name + '=' + value + '\n';
	std::string size;
	for (unsigned shift = 0; shift < 64; shift += 8)
		size += static_cast<char>((value.size() >> shift) & 0xff);
	return name + '\n' + size + value + '\n';
}

std::string export_entry(unsigned number, const Fields &fields)
{
	const std::string boot = "9473942ffbee4ac3ac5065aa71115be6";
	const auto time = std::to_string(first_time + number * 1000);
	std::string text;
	text += "__CURSOR=s=16911c61d8464683b4c336811531bd6f;i=" + std::to_string(number) +
		";b=" + boot + ";m=1;t=1;x=1\n";
	text += "__REALTIME_TIMESTAMP=" + time + '\n';
	text += "__MONOTONIC_TIMESTAMP=" + std::to_string(5000 + number * 1000) + '\n';
	text += "_BOOT_ID=" + boot + '\n';
	for (const auto &[name, value] : fields)
		text += export_field(name, value);
	return text + '\n';
}

Fields from_manager(Fields fields)
{
	fields.insert(fields.end(),
		{{"_TRANSPORT", "journal"}, {"_PID", "1"}, {"_UID", "0"}, {"_COMM", "systemd"},
			{"_SYSTEMD_CGROUP", "/init.scope"}, {"_SYSTEMD_UNIT", "init.scope"},
			{"SYSLOG_IDENTIFIER", "systemd"}});
	return fields;
}

Fields from_service(const std::string &unit, Fields fields)
{
	fields.insert(fields.end(),
		{{"_TRANSPORT", "journal"}, {"_PID", "510"}, {"_UID", "0"}, {"_COMM", "nginx"},
			{"_EXE", "/usr/sbin/nginx"}, {"_SYSTEMD_CGROUP", "/system.slice/" + unit},
			{"_SYSTEMD_UNIT", unit}, {"SYSLOG_IDENTIFIER", "nginx"}});
	return fields;
}

static std::string find_journal_remote()
{
	for (const char *path :
		{"/usr/lib/systemd/systemd-journal-remote", "/lib/systemd/systemd-journal-remote"})
		if (access(path, X_OK) == 0)
			return path;
	throw std::runtime_error(
		"systemd-journal-remote is not installed (package systemd-journal-remote)");
}

void make_journal(const std::string &path, const std::string &export_text)
{
	std::string program = find_journal_remote();
	std::filesystem::create_directories(std::filesystem::path{path}.parent_path());
	std::string source = path + ".export";
	std::ofstream{source, std::ios::binary} << export_text;
	std::string output = "--output=" + path;
	char *arguments[] = {program.data(), output.data(), source.data(), nullptr};
	pid_t child = 0;
	int status = 0;
	if (posix_spawn(&child, program.c_str(), nullptr, nullptr, arguments, environ) != 0 ||
		waitpid(child, &status, 0) != child || status != 0)
		throw std::runtime_error(program + " failed");
	std::filesystem::remove(source);
}

std::unique_ptr<Log> open_text(std::string text)
{
	return open_text_log({.text = std::move(text)}, "log.txt");
}

std::vector<Entry> collect(Log &log, const Query &query)
{
	std::vector<Entry> entries;
	log.visit(query, [&entries](const Entry &entry) {
		entries.push_back(entry);
		return true;
	});
	return entries;
}

} // namespace hardenctl::test
