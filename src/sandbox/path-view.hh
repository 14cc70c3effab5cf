// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#pragma once

#include "sandbox/settings.hh"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace hardenctl {

struct PathRule {
	std::string path;
	MountView view;
	/** Index into Settings. */
	std::size_t setting;
};

struct ExecRule {
	std::string path;
	bool executable;
	std::size_t setting;
};

/**
 * The file tree as the mount-based directives leave it. Semantics: systemd's namespace.c, the same
 * in 252 to 262: the deepest rule at or above a path counts, at one path the stricter one, and all
 * below an inaccessible path is gone.
 */
class PathView {
	std::vector<PathRule> rules_;
	std::vector<ExecRule> exec_rules_;

	void add(std::string_view path, MountView view, std::size_t setting);
	void add_list(const Settings &settings, Directive directive, MountView view);
	void add_binds(const Settings &settings, Directive directive, MountView view);
	void add_temporary(const Settings &settings);
	void add_directories(const Settings &settings);
	void add_records(const Settings &settings);
	void add_exec(const Settings &settings);

public:
	explicit PathView(const Settings &settings);

	/** The rule that decides on a path; nothing if the host's own view stands. */
	const PathRule *rule_for(std::string_view path) const noexcept;

	/** The rule that makes programs below a path not executable; nothing if they are. */
	const ExecRule *no_exec_rule_for(std::string_view path) const noexcept;

	const std::vector<PathRule> &rules() const noexcept { return rules_; }
};

/** Is an empty file system of its own there? */
bool is_empty(const PathRule *rule) noexcept;

/** "devtmpfs" for what lies below /dev; empty where the name does not tell. */
std::string_view likely_file_system(std::string_view path) noexcept;

/**
 * The path as the kernel resolves it on every merged-/usr system: /var/run is /run, /lib is
 * /usr/lib, …
 */
std::string canonical_path(std::string_view path);

/** "-" and "+" of a path list's word removed; the result is simplified and canonical. */
std::string list_path(std::string_view word);

} // namespace hardenctl
