// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#pragma once

#include "unit/unit-files.hh"

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>

namespace hardenctl::test {

/** A root directory that goes away with it. */
class Tree {
	std::string root_;

public:
	Tree()
	{
		auto name = (std::filesystem::temp_directory_path() / "unit-test-XXXXXX").string();
		root_ = mkdtemp(name.data());
	}
	Tree(const Tree &) = delete;
	Tree &operator=(const Tree &) = delete;
	~Tree() { std::filesystem::remove_all(root_); }

	const std::string &root() const noexcept { return root_; }

	void write(std::string_view path, std::string_view text) const
	{
		const std::filesystem::path file = root_ + std::string{path};
		std::filesystem::create_directories(file.parent_path());
		std::ofstream{file, std::ios::binary} << text;
	}

	void link(std::string_view path, std::string_view target) const
	{
		const std::filesystem::path file = root_ + std::string{path};
		std::filesystem::create_directories(file.parent_path());
		std::filesystem::create_symlink(target, file);
	}

	UnitConfig load(const std::string &unit, unsigned version = 257) const
	{
		return load_unit({.root = root_, .systemd_version = version}, unit);
	}
};

/** "NAME=VALUE@PATH:LINE" a line, for one look at all. */
inline std::string shown(const UnitConfig &config)
{
	std::string text;
	for (const auto &assignment : config.assignments)
		text += std::string{name(assignment.directive)} + "=" + assignment.value + "@" +
			assignment.origin.path + ":" + std::to_string(assignment.origin.line) +
			"\n";
	return text;
}

/** "NAME=VALUE" a line. */
inline std::string settings(const UnitConfig &config)
{
	std::string text;
	for (const auto &assignment : config.assignments)
		text += std::string{name(assignment.directive)} + "=" + assignment.value + "\n";
	return text;
}

inline std::string messages(const UnitConfig &config)
{
	std::string text;
	for (const auto &diagnostic : config.diagnostics)
		text += diagnostic.message + "\n";
	return text;
}

inline std::string joined(const std::vector<std::string> &words)
{
	std::string text;
	for (const auto &word : words)
		text += word + "|";
	return text;
}

/** A [Service] section given as text. */
inline UnitConfig service(std::string_view lines, unsigned version = 257)
{
	return load_unit_text({.root = "/nowhere", .systemd_version = version}, "/etc/x.service",
		"[Service]\n" + std::string{lines});
}

} // namespace hardenctl::test
