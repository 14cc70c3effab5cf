// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "trial/commit-change.hh"

#include "base/error.hh"
#include "base/path.hh"
#include "base/write-file.hh"
#include "trial/drop-in-name.hh"
#include "trial/persistent-drop-in.hh"

#include <algorithm>
#include <fcntl.h>
#include <fmt/format.h>
#include <optional>
#include <sys/stat.h>
#include <utility>
#include <vector>

namespace hardenctl {

namespace {

std::optional<timespec> modified(const std::string &path)
{
	struct stat status {};
	return lstat(path.c_str(), &status) == 0 ? std::optional{status.st_mtim} : std::nullopt;
}

bool is_after(const timespec &one, const timespec &other)
{
	return std::pair{one.tv_sec, one.tv_nsec} > std::pair{other.tv_sec, other.tv_nsec};
}

/**
 * The settings have been in force since their trial, which the unit was restarted for. The files
 * that hold them from now on, and their directories, get the time of the drop-in on trial, else
 * they would look changed since the unit was started. Where that fails, they just look so.
 */
class TimeOfTrial {
	std::optional<timespec> time_;
	std::vector<std::string> paths_;

public:
	TimeOfTrial(const std::string &tried, const std::string &kept)
		: time_(modified(tried)), paths_{kept}
	{
		for (const std::string &path : {tried, kept}) {
			std::string directory{parent_path(path)};
			const auto before = modified(directory);
			/* what somebody else changes in it since the trial must show */
			if (!before || !time_ || directory == parent_path(tried) ||
				!is_after(*before, *time_))
				paths_.push_back(std::move(directory));
		}
	}

	void set() const
	{
		if (!time_)
			return;
		const timespec times[]{{0, UTIME_OMIT}, *time_};
		for (const std::string &path : paths_)
			utimensat(AT_FDCWD, path.c_str(), times, AT_SYMLINK_NOFOLLOW);
	}
};

/** One of the drop-ins, of the unit or of its companion. */
struct Part {
	std::string unit;
	/** The drop-in on trial. */
	std::string tried;
	std::string text;
	KeptDropIn kept;
};

class Keeping {
	ManagerInterface &manager_;
	ChangeRecord &record_;
	/** The companion comes first. */
	std::vector<Part> parts_;

	bool user() const noexcept { return manager_.location().user; }

	void plan(const std::string &unit, const std::string &tried, std::string text)
	{
		const DropInDirectories directories = drop_in_directories(unit, user());
		auto drop_ins = manager_.state(unit).drop_ins;
		std::erase(drop_ins, tried);
		parts_.push_back({unit, tried, std::move(text),
			find_kept_drop_in(record_.keep_at_runtime ? directories.runtime
								  : directories.persistent,
				drop_ins)});
	}

	void plan_all(std::string_view text, std::string_view companion_text)
	{
		std::string line;
		if (const auto &companion = record_.companion) {
			plan(companion->unit, companion->drop_in, std::string{companion_text});
			line = companion_line({companion->unit, companion->active_state});
		}
		plan(record_.unit, record_.drop_in, line + std::string{text});
	}

	/** Copies first: a record must not name one that is not there. */
	void write_record()
	{
		for (const Part &part : parts_) {
			if (part.kept.before)
				write_file_atomically(
					backup_path(record_.unit, record_.kept.size(), user()),
					*part.kept.before, part.kept.mode);
			record_.kept.push_back({part.kept.path, part.kept.before.has_value()});
			for (const std::string &directory : part.kept.missing_directories)
				if (std::ranges::find(record_.made_directories, directory) ==
					record_.made_directories.end())
					record_.made_directories.push_back(directory);
		}
		record_.phase = ChangePhase::Keeping;
		write_change_record(record_, user());
	}

	bool was_there_before(const std::string &directory) const
	{
		return std::ranges::find(record_.made_directories, directory) ==
		       record_.made_directories.end();
	}

	void write_drop_ins() const
	{
		std::vector<TimeOfTrial> times;
		for (const Part &part : parts_) {
			times.emplace_back(part.tried, part.kept.path);
			std::string header = own_header(record_.verb, part.unit, user());
			if (was_there_before(std::string{parent_path(part.kept.path)}))
				header += directory_line;
			part.kept.write(header, part.text);
		}
		for (const Part &part : parts_)
			remove_file(part.tried);
		for (const TimeOfTrial &time : times)
			time.set();
	}

	/** The manager's word: it has loaded what stays, and nothing sorts after it. */
	void confirm() const
	{
		for (const Part &part : parts_) {
			const UnitState state = manager_.state(part.unit);
			if (state.drop_ins.empty() || state.drop_ins.back() != part.kept.path)
				throw Error{fmt::format(
					"{} does not count: the manager does not load it as the "
					"last of {}",
					part.kept.path, part.unit)};
			if (state.needs_reload && !record_.before.needed_reload)
				throw Error{fmt::format(
					"The manager has not loaded the files of {} again",
					part.unit)};
		}
	}

public:
	Keeping(ManagerInterface &manager, ChangeRecord &record)
		: manager_(manager), record_(record)
	{
	}

	std::string run(std::string_view text, std::string_view companion_text)
	{
		plan_all(text, companion_text);
		write_record();
		write_drop_ins();
		manager_.reload();
		confirm();
		// those for what was on trial; others are not empty
		for (auto directory = record_.made_directories.rbegin();
			directory != record_.made_directories.rend(); ++directory)
			remove_empty_directory(*directory);
		remove_change_record(record_.unit, user());
		return parts_.back().kept.path;
	}
};

} // namespace

std::string keep_change(ManagerInterface &manager, ChangeRecord &record, std::string_view text,
	std::string_view companion_text)
{
	return Keeping{manager, record}.run(text, companion_text);
}

} // namespace hardenctl
