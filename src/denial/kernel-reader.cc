// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "denial/kernel-reader.hh"

#include "denial/avc.hh"
#include "denial/evidence.hh"
#include "denial/kernel-limits.hh"
#include "denial/kill-owners.hh"
#include "denial/seccomp.hh"
#include "process/proc-text.hh"

#include <algorithm>
#include <csignal>
#include <map>
#include <set>

namespace hardenctl {

namespace {

/** Processes that are looked up. */
constexpr std::size_t max_looked_up = 64;

struct KernelFinding {
	Denial denial;
	/** Of another unit by its cgroup. */
	bool is_foreign = false;
	bool is_ours = false;
};

std::optional<KernelFinding> read_kernel_entry(
	const Entry &entry, const std::string &unit, bool user)
{
	if (auto denial = detect_seccomp(entry))
		return KernelFinding{.denial = std::move(*denial)};
	if (auto limit = detect_kernel_limit(entry)) {
		const auto owner = unit_of_cgroup(limit->cgroup, user);
		return KernelFinding{.denial = std::move(limit->denial),
			.is_foreign = !limit->cgroup.empty() && owner != unit,
			.is_ours = owner == unit};
	}
	if (auto denial = detect_avc(entry))
		return KernelFinding{.denial = std::move(*denial)};
	return std::nullopt;
}

class KernelReader {
	Log &log_;
	IncidentReader &reader_;
	Query query_;
	std::vector<KernelFinding> findings_;
	/** Of killed processes, by PID; empty if it is nobody's or not worth asking. */
	std::map<pid_t, std::string> owners_;
	std::size_t looked_up_ = 0;
	/** Sorted. */
	std::vector<std::uint64_t> own_kills_;

	bool is_open(const KernelFinding &finding) const
	{
		return finding.denial.answer.signal == SIGSYS && finding.denial.pid &&
		       !reader_.knows(*finding.denial.pid);
	}

	/** Pasted text has no other units' entries, or does not tell them apart. */
	void ask_for_owners()
	{
		std::vector<const Denial *> records;
		for (const KernelFinding &finding : findings_)
			if (is_open(finding) && owners_.try_emplace(*finding.denial.pid).second)
				records.push_back(&finding.denial);
		if (records.empty() || log_.is_plain_text())
			return;
		const auto owners = find_owners(records, find_kills(log_, query_), query_.unit,
			[this](const Denial &record) {
				return reader_.is_program_of_unit(record);
			});
		for (std::size_t i = 0; i < records.size(); ++i)
			owners_[*records[i]->pid] = owners[i];
	}

	bool has_other_owner(const Denial &denial) const
	{
		const auto owner = owners_.find(denial.pid.value_or(0));
		return owner != owners_.end() && !owner->second.empty() &&
		       owner->second != query_.unit;
	}

	/** When processes were killed that are surely the unit's or have its names; each once. */
	std::vector<std::uint64_t> find_own_kills() const
	{
		std::set<std::string> seen;
		std::vector<std::uint64_t> times;
		for (const auto &[denial, is_foreign, is_ours] : findings_)
			if (denial.answer.signal == SIGSYS && !has_other_owner(denial) &&
				reader_.owner_of(denial, false).tie == Tie::Known &&
				(denial.record.empty() || seen.insert(denial.record).second))
				times.push_back(denial.first);
		std::ranges::sort(times);
		return times;
	}

	std::size_t count_own_kills(std::uint64_t time) const
	{
		const auto begin =
			std::ranges::lower_bound(own_kills_, minus(time, same_event_time));
		return static_cast<std::size_t>(
			std::ranges::upper_bound(own_kills_, time + same_event_time) - begin);
	}

	/** The last that a process of this number wrote or dumped before the record was another
	 * unit's. */
	bool is_of_other_unit(const Denial &denial) const
	{
		bool other = false;
		Query query = query_;
		query.select = Select::Process;
		query.pid = *denial.pid;
		query.order = Order::NewestFirst;
		query.until = std::min(query.until, denial.last + same_event_time);
		std::size_t seen = 0;
		log_.visit(query, [&](const Entry &entry) {
			const std::string &owner =
				entry.coredump_unit.empty() ? entry.unit : entry.coredump_unit;
			other = !owner.empty() && !reader_.is_own(owner);
			return owner.empty() && ++seen < max_process_entries;
		});
		return other;
	}

	/**
	 * By name and time alone it is the unit's only as far as PID 1 has reported deaths: one
	 * death is not two records.
	 */
	void check_against_deaths(const Denial &denial, Ownership &owner) const
	{
		if (denial.answer.signal != SIGSYS || (denial.pid && reader_.knows(*denial.pid)))
			return;
		const std::size_t deaths = reader_.kills_near(denial.first);
		if (owner.tie == Tie::Known && count_own_kills(denial.first) > deaths)
			owner.trust = Trust::Program;
		if (owner.tie == Tie::Guess && deaths > 0 &&
			count_own_kills(denial.first) >= deaths &&
			!reader_.is_program_of_unit(denial))
			owner.tie = Tie::None;
	}

	/** Another unit's process may have the name, or later the number. */
	void check_against_others(const Denial &denial, Ownership &owner)
	{
		if (!denial.pid || log_.is_plain_text())
			return;
		if (owner.tie != Tie::Guess && ++looked_up_ > max_looked_up)
			owner.trust = Trust::Program;
		else if (is_of_other_unit(denial))
			owner.tie = Tie::None;
	}

	Ownership owner_of(const KernelFinding &finding)
	{
		const Denial &denial = finding.denial;
		if (finding.is_foreign || has_other_owner(denial))
			return {};
		if (finding.is_ours)
			return {Tie::Known, Trust::Kernel};
		Ownership owner = reader_.owner_of(denial, log_.is_plain_text());
		if (owner.tie != Tie::None)
			check_against_deaths(denial, owner);
		if (owner.tie != Tie::None)
			check_against_others(denial, owner);
		return owner;
	}

	/** All are judged before the first is added: what is added must not vouch for the next. */
	void tie_all()
	{
		own_kills_ = find_own_kills();
		std::vector<Ownership> owners;
		for (const KernelFinding &finding : findings_)
			owners.push_back(owner_of(finding));
		for (std::size_t i = 0; i < findings_.size(); ++i)
			if (owners[i].tie != Tie::None)
				reader_.add_kernel(std::move(findings_[i].denial), owners[i]);
			else
				reader_.pass_over_kernel(findings_[i].denial);
	}

public:
	KernelReader(Log &log, const Query &query, IncidentReader &reader)
		: log_(log), reader_(reader), query_(query)
	{
		query_.select = Select::Kernel;
		query_.order = Order::NewestFirst;
	}

	void read()
	{
		std::size_t seen = 0;
		bool lost = false;
		log_.visit(query_, [&](const Entry &entry) {
			lost = lost || tells_lost_records(entry);
			if (auto finding = read_kernel_entry(entry, query_.unit, log_.is_of_user()))
				findings_.push_back(std::move(*finding));
			return ++seen < max_kernel_entries;
		});
		std::ranges::reverse(findings_);
		ask_for_owners();
		tie_all();
		if (lost)
			reader_.note_lost_records();
	}
};

} // namespace

void read_kernel(Log &log, const Query &span, IncidentReader &reader)
{
	KernelReader{log, span, reader}.read();
}

} // namespace hardenctl
