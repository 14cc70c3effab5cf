// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "denial/kernel-reader.hh"

#include "denial/avc.hh"
#include "denial/kernel-limits.hh"
#include "denial/kill-owners.hh"
#include "denial/seccomp.hh"

#include <algorithm>
#include <csignal>
#include <map>

namespace hardenctl {

namespace {

constexpr std::size_t max_kernel = 5000;
constexpr std::size_t max_process = 200;

/** A process of another unit wrote or dumped core: the record is not ours. */
bool is_of_other_unit(Log &log, const Denial &denial, const Query &span, const std::string &unit)
{
	bool other = false;
	Query query = span;
	query.select = Select::Process;
	query.pid = *denial.pid;
	query.order = Order::OldestFirst;
	std::size_t seen = 0;
	log.visit(query, [&](const Entry &entry) {
		const std::string &owner =
			entry.coredump_unit.empty() ? entry.unit : entry.coredump_unit;
		other = !owner.empty() && owner != unit;
		return !other && ++seen < max_process;
	});
	return other;
}

struct KernelFinding {
	Denial denial;
	/** Of another unit by its cgroup. */
	bool is_foreign = false;
	bool is_ours = false;
};

std::optional<KernelFinding> read_kernel_entry(const Entry &entry, const std::string &unit)
{
	if (auto denial = detect_seccomp(entry))
		return KernelFinding{.denial = std::move(*denial)};
	if (auto limit = detect_kernel_limit(entry)) {
		const auto owner = unit_of_cgroup(limit->cgroup);
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

	void tie(KernelFinding &finding)
	{
		const Denial &denial = finding.denial;
		if (finding.is_foreign || has_other_owner(denial))
			return;
		Tie tie = finding.is_ours ? Tie::Known : reader_.tie(denial, log_.is_plain_text());
		if (tie == Tie::Guess && denial.pid &&
			is_of_other_unit(log_, denial, query_, query_.unit))
			tie = Tie::None;
		if (tie != Tie::None)
			reader_.add_kernel(std::move(finding.denial), tie);
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
			if (auto finding = read_kernel_entry(entry, query_.unit))
				findings_.push_back(std::move(*finding));
			return ++seen < max_kernel;
		});
		std::ranges::reverse(findings_);
		ask_for_owners();
		for (KernelFinding &finding : findings_)
			tie(finding);
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
