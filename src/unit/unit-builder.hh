// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#pragma once

#include "unit/merge.hh"
#include "unit/specifiers.hh"
#include "unit/unit-config.hh"
#include "unit/unit-text.hh"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

namespace hardenctl {

/** Makes a UnitConfig of the text of its files, added in the order in which they are applied. */
class UnitBuilder {
	UnitSearch search_;
	Specifiers specifiers_;
	/** "Service" of a service. */
	std::string section_;
	UnitConfig config_;
	/** While a file is added. */
	std::optional<AssignmentMerger> merger_;
	/** config_.overridden before the file that is added. */
	std::size_t overridden_before_ = 0;
	/** Indices into config_.environment. */
	std::unordered_map<std::string, std::size_t> variables_;
	std::size_t lines_left_;

	void warn(const Origin &origin, std::string_view message);
	void add_lines(const UnitText &parsed, OriginKind kind, const std::string &path);
	void add_line(const UnitLine &line, const Origin &origin);
	void add_unit_key(const UnitLine &line, const Origin &origin);
	void add_service_key(const UnitLine &line, const Origin &origin);
	void add_directive(Directive directive, const UnitLine &line, const Origin &origin);
	void keep_overridden(const Assignment &next);
	void keep_emptied(const Assignment &reset);
	bool is_accepted(Directive directive, const UnitLine &line, const Origin &origin);
	bool is_valid(
		const DirectiveRecord &directive, const std::string &value, const Origin &origin);
	void add_commands(const UnitLine &line, const Origin &origin);
	void add_command(ExecCommand command);
	void add_environment(const UnitLine &line, const Origin &origin);
	void add_type(const UnitLine &line, const Origin &origin);
	void add_dependencies(const UnitLine &line, const Origin &origin);
	void note_load_value(const UnitLine &line);
	void add_unknown(const UnitLine &line, const Origin &origin);
	std::string expand(std::string_view value, const Origin &origin);

public:
	/** @param id a valid unit name */
	UnitBuilder(const UnitSearch &search, const std::string &id, std::string fragment);

	/** Of all files of a unit together; the rest is left out, with a diagnostic. A thousand
	 * lines are many for a unit.
	 */
	static constexpr std::size_t max_lines = 100000;

	/** Never throws for what is in the text. Files that the manager wrote are transient. */
	void add_file(OriginKind kind, const std::string &path, std::string_view text);
	UnitConfig &config() noexcept { return config_; }
};

} // namespace hardenctl
