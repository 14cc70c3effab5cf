// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#pragma once

#include "knowledge/directive-id.hh" // generated

#include <optional>
#include <span>
#include <string_view>

/** The [[loosen]] rows of the records, as repairs execute them; repair_rows.py lists their keys. */
namespace hardenctl {

enum class Scope {
	/** No more than what was denied. */
	Narrowest,
	/** What usually comes next, too. */
	Wider,
	/** The directive off. */
	Off,
};

/** What a word of a template stands for. */
enum class Placeholder {
	None,
	/** The address that was denied, or the same if it is one of this machine. */
	Address,
	Local,
	/** Capabilities: what the operation may need, and of these what the bounding set lacks and
	 * what a user that is not root has to be given. */
	Capability,
	Bounded,
	Ambient,
	/** The small ABI of a system call: "x86". */
	Architecture,
	/** What to know of a path that becomes writable; part of a sentence. */
	Caveat,
	/** Of a limit: the first of `choices`, if that is at least twice the value. */
	Common,
	/** Else twice the value. */
	Doubled,
	/** All that a "~" line takes away. */
	Denied,
	/** Groups of system calls: the smallest with all of them, and one that a "~" line names. */
	Group,
	GroupDescription,
	DeniedGroup,
	/** A device node, and "r" or "rw". */
	Device,
	Rights,
	/** The entry of a list that denies the path; if it is the very path that must be writable;
	 * if it is the very path that must be seen; the path to be seen if that is below it. */
	Entry,
	Whole,
	Itself,
	Inner,
	Family,
	/** The path of a file that was accessed, not run or connected to. */
	File,
	FileSystem,
	/** Places of the system below what becomes writable, and below an entry that goes. */
	Guarded,
	Kept,
	/** Where the loader and the libraries are. */
	Libraries,
	/** The whole list, with "-" before paths that do not exist. */
	Marked,
	/** The whole list without the entries that denied it. */
	Rest,
	/** Of a directory that StateDirectory= and its like manage, and whose it is, in words. */
	Name,
	Ownership,
	Path,
	Port,
	/** The path of a program that is not in a library directory. */
	Program,
	/** Those of the choices that the setting denies. */
	Refused,
	/** System calls that come with those that were denied, and why, in words. */
	Related,
	RelatedKind,
	/** What of a hidden tree the service must see. */
	Shown,
	/** The call that was denied, or all of several behind it. */
	Syscall,
	Syscalls,
	/** As it is set. */
	Value,
	/** The path whose mount must be writable. */
	Writable,
};

struct TemplateWord {
	std::string_view before;
	Placeholder placeholder;
	std::string_view after;
};

struct TemplateLine {
	Directive directive;
	std::span<const TemplateWord> words;
};

enum class RepairSubject { None, Capability, Group };

enum class RepairAccess {
	/** Connecting and running included: a read-only mount stops neither. */
	Read,
	Write,
	Unknown,
};

/** What systemd would do to a directory that StateDirectory= and its like name. */
enum class DirectoryState {
	/** It cannot be told: the files of the unit's system are not at hand. */
	Unknown,
	/** Nothing is there, and no other unit's files name it. */
	Free,
	/** A directory of exactly the service's user and group. */
	Owned,
	/** Another's, a link, of the system, or removed by systemd when the service stops. */
	Foreign,
};

/** All that is not empty has to hold. */
struct RepairCondition {
	/** Kinds of operation; all but set-up steps if empty. */
	std::span<const std::string_view> operation = {};
	std::span<const std::string_view> unless_operation = {};
	std::span<const RepairAccess> access = {};
	std::span<const std::string_view> below = {};
	std::span<const std::string_view> value = {};
	std::span<const std::string_view> unless_value = {};
	unsigned words = 0;
	/** 0 for an unknown answer. */
	std::span<const int> errors = {};
	std::span<const std::string_view> call = {};
	std::span<const std::string_view> family = {};
	std::span<const std::string_view> capability = {};
	std::span<const DirectoryState> directory = {};
	std::span<const Placeholder> known = {};
	std::span<const Placeholder> unknown = {};
	std::optional<bool> root = std::nullopt;
	std::optional<bool> dynamic = std::nullopt;
	std::optional<bool> restorable = std::nullopt;
	bool from_drop_in = false;
	std::optional<bool> user_manager = std::nullopt;
	unsigned since = 0;
};

/** One way to repair. */
struct RepairRow {
	Scope scope;
	std::span<const TemplateLine> lines;
	/** Its reason in the drop-in, in pieces. */
	std::span<const TemplateWord> why;
	/** One repair for each of these. */
	RepairSubject for_each = RepairSubject::None;
	std::span<const std::string_view> choices = {};
	/** Only if the row before did not apply. */
	bool otherwise = false;
	RepairCondition when;
};

/** Of a directive's record, from the narrowest to the widest; the last one switches it off. */
std::span<const RepairRow> repair_rows(Directive directive) noexcept;

} // namespace hardenctl
