// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "trial/keep-change.hh"

#include "base/error.hh"
#include "base/path.hh"
#include "base/write-file.hh"
#include "trial/drop-in-name.hh"
#include "trial/kept-drop-in.hh"

#include <fmt/format.h>
#include <vector>

namespace hardenctl {

namespace {

class Keeping {
	ManagerInterface &manager_;
	const ChangeRecord &record_;
	/** Those on trial. */
	std::vector<std::string> tried_;
	std::vector<KeptDropIn> kept_;

	void write(const std::string &unit, const std::string &tried, std::string_view text)
	{
		const bool user = manager_.location().user;
		const DropInFolders folders = drop_in_folders(unit, user);
		auto drop_ins = manager_.state(unit).drop_ins;
		std::erase(drop_ins, tried);
		kept_.push_back(write_kept_drop_in(
			record_.keep_at_runtime ? folders.runtime : folders.persistent,
			record_.verb, unit, text, drop_ins, user));
		tried_.push_back(tried);
	}

	void write_all(std::string_view text, std::string_view companion_text)
	{
		if (!record_.companion)
			return write(record_.unit, record_.drop_in, text);
		const CompanionRecord &companion = *record_.companion;
		write(companion.unit, companion.drop_in, companion_text);
		write(record_.unit, record_.drop_in,
			companion_line({companion.unit, companion.active_state}) +
				std::string{text});
	}

public:
	Keeping(ManagerInterface &manager, const ChangeRecord &record)
		: manager_(manager), record_(record)
	{
	}

	std::string run(std::string_view text, std::string_view companion_text)
	{
		try {
			write_all(text, companion_text);
			for (const std::string &path : tried_)
				remove_file(path);
			manager_.reload();
		} catch (const Error &) {
			for (const KeptDropIn &kept : kept_)
				kept.undo();
			throw;
		}
		for (const std::string &path : tried_)
			remove_empty_folder(std::string{parent_path(path)});
		return kept_.back().path;
	}
};

} // namespace

std::string keep_change(ManagerInterface &manager, const ChangeRecord &record,
	std::string_view text, std::string_view companion_text)
{
	return Keeping{manager, record}.run(text, companion_text);
}

} // namespace hardenctl
