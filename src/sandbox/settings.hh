// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#pragma once

#include "knowledge/syscall-groups.hh"
#include "unit/unit-config.hh"

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace hardenctl {

/** What ran the unit, as far as the model depends on it. */
struct System {
	/** Major version of systemd; 0 if unknown. */
	unsigned systemd_version = 0;
	bool user_manager = false;
	/** Asked for the groups of a version that no table holds; borrowed, may be missing. */
	SyscallGroupSource *installed_groups = nullptr;

	/** The newest known version stands in for an unknown one. */
	unsigned version() const noexcept
	{
		return systemd_version ? systemd_version : newest_known_systemd;
	}

	/** Sorted by name: this very version's if they can be had, else those of the table. */
	std::span<const SyscallGroup> groups() const;
	/** nullptr if it has no such group; name with the @ */
	const SyscallGroup *find_group(std::string_view name) const
	{
		return find_syscall_group(name, groups());
	}
};

/** An assignment in force, written in a file or implied by one that is. */
struct Setting {
	Assignment assignment;
	/** Index of the written setting that implies it. */
	std::optional<std::size_t> implied_by;
	/** 1, or less where it is implied by some versions of systemd and that of the unit is
	 * unknown.
	 */
	double certainty = 1;
};

/** Does User= name root? */
inline bool is_root_name(std::string_view user) noexcept
{
	return user == "root" || user == "0";
}

/** All assignments of a unit in force, the implied ones after the written ones. */
class Settings {
	using Places = std::array<std::uint32_t, directive_count>;

	std::vector<Setting> settings_;
	/** By directive: the index of the last one and 1, 0 if there is none. */
	Places last_written_{};
	Places last_implied_{};

	void add(Setting setting);

public:
	Settings(const UnitConfig &config, const System &system);

	const std::vector<Setting> &all() const noexcept { return settings_; }
	const Setting &operator[](std::size_t index) const noexcept { return settings_[index]; }

	/** The setting in a file that stands behind this one: itself, unless it is implied. */
	std::size_t written(std::size_t index) const noexcept
	{
		return settings_[index].implied_by.value_or(index);
	}

	/** Indices in order of application, the implied ones last. */
	std::vector<std::size_t> of(Directive directive) const;

	/**
	 * The one that counts where the last one does: the written one, unless another directive
	 * forces another value.
	 */
	std::optional<std::size_t> find(Directive directive) const noexcept;

	/** Value of find(), or the empty string. */
	std::string_view value(Directive directive) const noexcept;

	/** Is a boolean-like directive on: set, and to nothing that means "no"? */
	bool is_on(Directive directive) const noexcept;

	bool has_dynamic_user() const noexcept { return is_on(Directive::DynamicUser); }
	bool has_user_namespace() const noexcept { return is_on(Directive::PrivateUsers); }
	std::string_view working_directory() const noexcept
	{
		return value(Directive::WorkingDirectory);
	}
};

} // namespace hardenctl
