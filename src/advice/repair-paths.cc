// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "advice/repair-words.hh"

#include "advice/limits.hh"
#include "advice/rotated-file.hh"
#include "base/path.hh"
#include "base/rooted-file.hh"
#include "unit/words.hh"

#include <algorithm>
#include <fmt/format.h>

namespace hardenctl {

namespace {

/** The loader, libraries, the interpreter of a script: where its own path is not covered, one of
 * these is. */
constexpr std::string_view program_parts[]{
	"/usr/lib/x86_64-linux-gnu", "/usr/lib64", "/usr/lib", "/usr/bin"};

/** Words of a list; none if a quote is not closed. */
Words words_of(const std::string &value)
{
	return split_words(value).value_or(Words{});
}

/** The path before the ":" of a bind or a mount. */
std::string source_of(const std::string &word)
{
	return list_path(word.substr(0, word.find(':')));
}

/** Empty if the log names none. */
std::string path_of(const RepairCase &repair)
{
	const std::string &path = repair.denial.operation.path;
	return path.empty() ? path : canonical_path(path);
}

/** What of a hidden tree the service must see: what it had before, so the thing itself; sockets are
 * made anew by their servers, and who writes needs the directory. */
std::string shown_target(const RepairCase &repair)
{
	const Operation &operation = repair.denial.operation;
	const std::string path = path_of(repair);
	const std::string parent{parent_path(path)};
	if (operation.kind == OperationKind::Connect)
		return is_shared_directory(parent) ? path : parent;
	return only_reads(operation) || operation.access == Access::Unknown
		       ? path
		       : writable_target(repair);
}

/** For a program that cannot be run also the entry that covers its loader or libraries. */
std::string hiding_entry(const RepairCase &repair)
{
	std::string entry = covering_entry(repair, path_of(repair));
	if (!entry.empty() || repair.denial.operation.kind != OperationKind::Execute)
		return entry;
	for (const std::string_view part : program_parts)
		if (entry = covering_entry(repair, std::string{part}); !entry.empty())
			break;
	return entry;
}

Words guarded_words(const std::string &directory)
{
	const auto places = guarded_places_below(directory);
	return {places.begin(), places.end()};
}

/** What to know of a path that becomes writable; part of a sentence. */
std::string caveat(const RepairCase &repair)
{
	const std::string path = path_of(repair);
	const std::string target = writable_target(repair);
	std::string text;
	if (target == path && is_shared_directory(parent_path(path)))
		text = "; it must exist when the service starts, and a file that replaces it "
		       "(rotation, a rename) is read-only again";
	if (target != path && is_shared_directory(target) && repair.file_tree &&
		is_replaced_by_logrotate(*repair.file_tree, path))
		text += fmt::format(" (logrotate replaces {})", path);
	if (!guarded_places_below(target).empty())
		text += ", but not the directories of the system below it";
	return text;
}

/** Debian's /usr/lib64 holds but a link to the loader in /usr/lib, Fedora's all libraries. */
bool has_only_links(const std::string &root, const std::string &directory)
{
	bool only_links = true, is_empty = true;
	for_each_entry_in_root(root, directory, [&](std::string_view, bool is_link) {
		is_empty = false;
		only_links = only_links && is_link;
	});
	return only_links && !is_empty;
}

Words libraries(const RepairCase &repair)
{
	const bool has_lib64 =
		!repair.file_tree || !has_only_links(*repair.file_tree, "/usr/lib64");
	return has_lib64 ? Words{"/usr/lib", "/usr/lib64"} : Words{"/usr/lib"};
}

Words if_path(bool holds, const std::string &path)
{
	return holds && !path.empty() ? Words{path} : Words{};
}

// --- lists that a set-up step fails on -----------------------------------------------------------

/** Does the entry name the path that failed? All do if the manager does not say which. */
bool names(const std::string &word, const std::string &path)
{
	if (path.empty())
		return true;
	const auto colon = word.find(':');
	return source_of(word) == path ||
	       (colon != word.npos && canonical_path(word.substr(colon + 1,
					      word.find(':', colon + 1) - colon - 1)) == path);
}

/** Of entries that the manager does not name: can this one be the missing one? */
bool may_be_missing(const RepairCase &repair, const std::string &word)
{
	return !repair.file_tree || !lstat_in_root(*repair.file_tree, source_of(word));
}

/** Does the entry have to be marked? If the manager names it, or the files show it, that one. */
bool is_to_mark(const RepairCase &repair, const std::string &word, const std::string &path)
{
	if (word.starts_with('-') || !names(word, path))
		return false;
	const bool can_tell = path.empty() && std::ranges::any_of(words_of(repair.written.value),
						      [&](const auto &other) {
							      return may_be_missing(repair, other);
						      });
	return !can_tell || may_be_missing(repair, word);
}

/** All lines but the first, which resets the list. */
std::vector<std::string> without_reset(std::vector<std::string> lines)
{
	lines.erase(lines.begin());
	return lines;
}

} // namespace

std::string covering_entry(const RepairCase &repair, const std::string &path)
{
	std::string best;
	for (const std::string &word : words_of(repair.through.value)) {
		const std::string entry = source_of(word);
		if (path_is_below(path, entry) && entry.size() > best.size())
			best = entry;
	}
	return best;
}

std::optional<std::vector<std::string>> lines_without_entry(const RepairCase &repair)
{
	const bool of_setup = is_setup(repair.denial.operation);
	const std::string path = path_of(repair);
	const std::string entry = of_setup ? "" : hiding_entry(repair);
	if (!of_setup && entry.empty())
		return std::nullopt;
	auto lines = without_reset(
		relisted(repair.config, repair.through.directive, [&](const std::string &word) {
			const bool goes = of_setup ? names(word, path) : source_of(word) == entry;
			return goes ? std::string{} : word;
		}));
	if (of_setup && lines.empty())
		return std::nullopt;
	return lines;
}

std::vector<std::string> marked_lines(const RepairCase &repair)
{
	const std::string path = path_of(repair);
	return without_reset(
		relisted(repair.config, repair.written.directive, [&](const std::string &word) {
			return is_to_mark(repair, word, path) ? "-" + word : word;
		}));
}

Words path_words(const RepairCase &repair, Placeholder placeholder)
{
	const Operation &operation = repair.denial.operation;
	const std::string path = path_of(repair);
	const bool has_path = path.starts_with('/');
	const std::string entry = hiding_entry(repair);
	switch (placeholder) {
	case Placeholder::Path:
		return if_path(has_path, path);
	case Placeholder::File:
		return if_path(operation.kind == OperationKind::Path, path);
	case Placeholder::FileSystem:
		return if_path(has_path, std::string{likely_file_system(path)});
	case Placeholder::Program:
		return if_path(has_path && !path_is_below(path, "/usr/lib"), path);
	case Placeholder::Libraries:
		return libraries(repair);
	case Placeholder::Shown:
		return if_path(has_path, shown_target(repair));
	case Placeholder::Writable: /* what is hidden or empty no list of paths brings back */
		return if_path(has_path && reach_of(repair.sandbox, path) != Reach::Hidden,
			writable_target(repair));
	case Placeholder::Guarded:
		return guarded_words(writable_target(repair));
	case Placeholder::Caveat:
		return if_path(true, caveat(repair));
	case Placeholder::Entry:
		return if_path(true, entry);
	case Placeholder::Kept:
		return guarded_words(entry);
	case Placeholder::Whole: /* the stricter of two lists wins at the same path */
		return if_path(entry == writable_target(repair), entry);
	case Placeholder::Itself:
		return if_path(
			operation.kind == OperationKind::Execute || shown_target(repair) == entry,
			entry);
	case Placeholder::Inner: {
		const std::string target = shown_target(repair);
		const bool is_inner = operation.kind != OperationKind::Execute && !entry.empty() &&
				      target != entry && path_is_below(target, entry);
		return if_path(has_path && is_inner, target);
	}
	default:
		return {};
	}
}

} // namespace hardenctl
