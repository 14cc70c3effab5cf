// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#pragma once

#include "advice/finding.hh"
#include "sandbox/settings.hh"
#include "trial/bisect-search.hh"
#include "unit/unit-config.hh"

#include <cstddef>
#include <string>
#include <vector>

namespace hardenctl {

/** What is taken away or left as one. */
struct BisectItem {
	Directive directive;
	/** Indices into the configuration's assignments. */
	std::vector<std::size_t> assignments;
};

/**
 * The unit's restrictions, each as small as it can be taken away alone: a directive, a line of a
 * list of what is denied, or all lines that allow. User=, Group=,
 * DynamicUser= and what gives the service its root are not among them: without those it is another
 * service, and systemd gives its directories to another owner.
 */
std::vector<BisectItem> bisect_items(const UnitConfig &config);

/** Settings that are no items for that reason, as "User=". */
std::vector<std::string> identity_settings(const UnitConfig &config);

/**
 * Edits that take items away, one for each directive, in the order of the items: off, or its list
 * anew with what stays.
 * @param removed sorted indices into items
 */
std::vector<Edit> edits_without(const UnitConfig &config, const std::vector<BisectItem> &items,
	const std::vector<std::size_t> &removed);

/** The item in words: "ProtectSystem=strict". */
std::string item_text(const UnitConfig &config, const BisectItem &item);

/** How suspicious an item is before any trial. */
double item_weight(const UnitConfig &config, const BisectItem &item);

/** The items that the findings speak of. */
std::vector<Hint> hints_of(
	const Diagnosis &diagnosis, const UnitConfig &config, const std::vector<BisectItem> &items);

/**
 * Less than giving a directive up, from narrow to wide: what findings on it propose, then the
 * weaker values that it has in this version of systemd.
 */
std::vector<Edit> narrower_edits(const UnitConfig &config, const System &system,
	const BisectItem &item, const std::vector<Finding> &findings);

} // namespace hardenctl
