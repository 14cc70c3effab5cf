// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#pragma once

#include "report/text-finding.hh"

namespace hardenctl {

/** The repairs beside their label, from the narrowest to the widest, each with its reason. */
std::string render_edits(std::span<const Edit> edits, std::size_t limit, const ReportStyle &style,
	LeftOut &left_out);

/**
 * How to write the best repair: a command or a file name, and the lines. The drop-in sorts after
 * the one that denied.
 */
std::string render_how_to_write(
	const Diagnosis &diagnosis, bool user, bool live, const ReportStyle &style);

} // namespace hardenctl
