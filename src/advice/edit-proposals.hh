// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#pragma once

#include "advice/finding.hh"
#include "base/function-ref.hh"
#include "sandbox/sandbox.hh"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace hardenctl {

/** An edit before it is proven. */
struct Proposal {
	Scope scope = Scope::Narrowest;
	/** "Directive=value", in the order in which they must stand. */
	std::vector<std::string> lines;
	std::string why;
	/** Does it put back what the unit's other files say? Nothing wider is needed then. */
	bool restores = false;
	/** What the unit's own files, or the links of the file tree, say of paths: the model knows
	 * less. */
	bool is_known_to_do = false;
};

using Proposals = std::vector<Proposal>;

/** What an edit is made for. */
struct RepairCase {
	const UnitConfig &config;
	const Sandbox &sandbox;
	const Denial &denial;
	/** As written in a file. */
	const Assignment &written;
	/** What answers so: the same, or what it implies. */
	const Assignment &through;
	/** As in SystemFacts. */
	const std::optional<std::string> &file_tree;
};

/** By the rows of the setting's record, from the narrowest to the widest; not those that switch it
 * off. */
void propose_rows(const RepairCase &repair, Proposals &out);

/** What an empty assignment took out of a list, as far as this repairs by the model. */
void propose_emptied(const RepairCase &repair, Proposals &out);

/** The right spelling of a word of an allow-list that systemd ignores. */
void propose_misspelt(const RepairCase &repair, Proposals &out);

/** What counted before the drop-in: nothing if the unit's other files do not set the directive. */
void propose_restored(const RepairCase &repair, Proposals &out);

/** The directive off, by the rows of its record. */
void propose_off(const RepairCase &repair, Proposals &out);

/** systemd ignores an entry that is not valid, and would warn of it again in the drop-in. */
bool is_valid_entry(Directive directive, const std::string &word);

/** "Directive=" to reset it and the list anew, each word through `change`, which returns "" to
 * leave it out. */
std::vector<std::string> relisted(const UnitConfig &config, Directive directive,
	FunctionRef<std::string(const std::string &word)> change);

/** The path whose mount must be writable for this access: often the directory, not the file. */
std::string writable_target(const RepairCase &repair);

/** Does it name the user or the group of the service? */
bool is_identity(Directive directive) noexcept;

/** Is it a set-up step of the manager? */
bool is_setup(const Operation &operation) noexcept;

/** Directories of many services: to open one of them whole is more than one service needs. */
bool is_shared_directory(std::string_view path);

} // namespace hardenctl
