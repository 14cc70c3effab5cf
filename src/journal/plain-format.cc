// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "base/scan.hh"
#include "base/text.hh"
#include "journal/audit-text.hh"
#include "journal/coredump-text.hh"
#include "journal/coredumpctl-text.hh"
#include "journal/exit-text.hh"
#include "journal/line-prefix.hh"
#include "journal/log-format.hh"
#include "journal/manager-text.hh"
#include "journal/quotation.hh"
#include "journal/status-text.hh"
#include "journal/unit-name.hh"

#include <algorithm>

namespace hardenctl {

namespace {

/** No prefix is longer; what a line says after that does not decide what it is. */
constexpr std::size_t prefix_window = 512;

bool begins_blank(std::string_view line) noexcept
{
	return line.starts_with(' ') || line.starts_with('\t');
}

/** "-- Boot 9473942f… --", "-- No entries --", "-- Journal begins at … --" */
bool is_journalctl_remark(std::string_view line) noexcept
{
	return line.starts_with("-- ") && line.ends_with("--");
}

/** dmesg names no host; what looks like a sender belongs to the message then. */
bool is_dmesg(const LinePrefix &prefix) noexcept
{
	return prefix.is_bracketed && prefix.host.empty() && prefix.identifier != "systemd" &&
	       prefix.identifier != "kernel";
}

/** "x.service: Failed to set up mount namespacing:", whose reason stands in the next line. */
bool ends_in_wrap(std::string_view line) noexcept
{
	line = without_quotation(line);
	while (line.ends_with(' ') || line.ends_with('\r'))
		line.remove_suffix(1);
	const auto colon = line.find(": ");
	return line.ends_with(':') && colon != std::string_view::npos &&
	       is_unit_name(line.substr(0, colon)) && line.substr(colon + 2).starts_with("Failed ");
}

/** Such a line and the next one as one. */
std::string unwrapped(std::string_view text)
{
	std::string line{text};
	std::ranges::replace(line, '\n', ' ');
	return line;
}

class PlainFormat final : public LogFormat {
	bool user_;
	std::uint64_t now_;

	bool has_prefix(std::string_view line) const
	{
		return parse_line_prefix(without_quotation(line).substr(0, prefix_window), now_)
			.has_value();
	}

	/** Where the lines that journalctl indents below their first one end. */
	std::size_t find_message_end(std::string_view text, std::size_t end) const
	{
		while (end < text.size()) {
			const auto line = line_at(text, end + 1);
			if (!begins_blank(line) || strip(line).empty() || has_prefix(line))
				break;
			end += 1 + line.size();
		}
		return end;
	}

	bool is_manager(const LinePrefix &prefix) const noexcept
	{
		const auto sender = prefix.identifier;
		if (sender.starts_with('(') && sender.ends_with(')'))
			return true;
		// journalctl -o with-unit prints the unit in the place of the identifier.
		if (sender != "systemd" && sender != "init.scope")
			return false;
		return user_ || !prefix.pid || *prefix.pid == 1;
	}

	void read_sender(const LinePrefix &prefix, Entry &entry) const;
	void read_prefixed(const LinePrefix &prefix, Entry &entry) const;
	void read_bare(std::string_view text, const Record &record, Entry &entry) const;

public:
	PlainFormat(bool user, std::uint64_t now) : user_(user), now_(now) {}

	std::optional<Record> next(
		std::string_view text, const Record &previous, FormatDamage &damage) const override;
	Entry &read(std::string_view text, const Record &record, EntryBuilder &builder,
		FormatDamage &damage) const override;
	bool has_fields() const noexcept override { return false; }
};

std::optional<Record> PlainFormat::next(
	std::string_view text, const Record &previous, FormatDamage &) const
{
	auto begin = previous.end();
	for (; begin < text.size(); ++begin) {
		const auto line = line_at(text, begin);
		if (!strip(line).empty() && !is_journalctl_remark(strip(line)))
			break;
		begin += line.size();
	}
	if (begin >= text.size())
		return std::nullopt;
	const auto line = line_at(text, begin);
	Record record{.begin = begin, .size = line.size(), .heading = previous.heading};
	if (const auto dump = coredumpctl_size(text.substr(begin)); dump != 0)
		record.size = dump;
	else if (has_prefix(line))
		record.size = find_message_end(text, begin + line.size()) - begin;
	else if (!parse_status_heading(without_quotation(line)).empty())
		record.heading = begin;
	else if (ends_in_wrap(line))
		record.size += line_at(text, begin + line.size() + 1).size() + 1;
	record.size = std::min(record.size, text.size() - begin);
	if (tells_coredump(line) || is_stack_line(without_quotation(line)))
		record.size += stack_size(text.substr(begin + record.size));
	return record;
}

/** The message's lines below the first are indented by as much as the prefix is long. */
void append_continuation(std::string_view rest, std::size_t indent, std::string &message)
{
	while (!rest.empty() && message.size() < FieldSet::max_value_size) {
		rest.remove_prefix(1);
		auto line = line_at(rest, 0);
		rest.remove_prefix(line.size());
		const auto text = std::min(line.find_first_not_of(" \t"), line.size());
		line.remove_prefix(std::min(text, indent));
		message += '\n';
		message += strip(line).empty() ? std::string_view{}
					       : line.substr(0, FieldSet::max_value_size);
	}
}

/** Up to 254 the executor writes as "systemd" with a PID of its own: "UNIT: Failed …". */
bool is_executor(const LinePrefix &prefix) noexcept
{
	const auto colon = prefix.message.find(": ");
	return prefix.identifier == "systemd" && colon != std::string_view::npos &&
	       is_unit_name(prefix.message.substr(0, colon)) &&
	       prefix.message.substr(colon + 2).starts_with("Failed ");
}

void PlainFormat::read_sender(const LinePrefix &prefix, Entry &entry) const
{
	const auto sender = prefix.identifier;
	if (sender == "kernel" || is_dmesg(prefix)) {
		entry.transport = Transport::Kernel;
		entry.pid.reset();
		entry.identifier = "kernel";
	} else if (sender == "audit") {
		entry.transport = Transport::Audit;
		read_audit_message(entry);
	} else if (is_manager(prefix) || is_executor(prefix)) {
		entry.from_manager = true;
		entry.transport = Transport::Journal;
		entry.identifier = sender == "init.scope" ? "systemd" : sender;
		complete_manager_facts(entry);
	} else if (sender == "systemd-coredump" || sender.starts_with("systemd-coredump@")) {
		entry.transport = Transport::Journal;
		complete_coredump_facts(entry);
	} else if (is_unit_name(sender)) {
		entry.unit = sender;
	}
}

void PlainFormat::read_prefixed(const LinePrefix &prefix, Entry &entry) const
{
	entry.realtime = prefix.time.realtime;
	entry.monotonic = prefix.time.monotonic;
	entry.hostname = prefix.host;
	entry.identifier = prefix.identifier;
	entry.pid = prefix.pid;
	read_sender(prefix, entry);
}

/** "audit: type=1326 audit(1700000000.123:456): …", as dmesg prints it without times */
bool is_bare_audit(std::string_view line) noexcept
{
	return line.starts_with("audit: type=");
}

void PlainFormat::read_bare(std::string_view text, const Record &record, Entry &entry) const
{
	if (coredumpctl_size(text.substr(record.begin, record.size)) != 0)
		return read_coredumpctl(text.substr(record.begin, record.size), user_, entry);
	const auto line = without_quotation(text.substr(record.begin, record.size));
	if (read_auditd_line(line, entry) || read_audit_fragment(line, entry))
		return;
	entry.message = line.substr(0, FieldSet::max_value_size);
	if (is_bare_audit(line)) {
		entry.transport = Transport::Kernel;
		return;
	}
	if (is_stack_line(line))
		return read_stack(entry);
	if (record.heading)
		entry.about_unit =
			parse_status_heading(without_quotation(line_at(text, *record.heading)));
	if (read_status_line(line, entry)) {
		entry.from_manager = true;
		return;
	}
	if (ends_in_wrap(line_at(line, 0)))
		entry.message = unwrapped(entry.message);
	complete_coredump_facts(entry);
	// "Started X." may be anybody's sentence; with a unit's name in it, it is the manager's, as
	// are an exit and a result.
	Entry manager = entry;
	if (complete_manager_facts(manager) &&
		(!manager.about_unit.empty() || manager.exit_status ||
			!manager.unit_result.empty())) {
		entry = std::move(manager);
		entry.from_manager = true;
	} else if (!entry.coredump_pid && read_exit_fragment(line, entry)) {
		entry.from_manager = true;
	}
}

Entry &PlainFormat::read(
	std::string_view text, const Record &record, EntryBuilder &builder, FormatDamage &) const
{
	builder.fields().clear();
	Entry &entry = builder.finish();
	entry.provenance = Provenance::Text;
	auto part = text.substr(record.begin, record.size);
	if (part.ends_with('\r'))
		part.remove_suffix(1);
	const auto whole = line_at(part, 0);
	const auto line = without_quotation(whole);
	const auto prefix = parse_line_prefix(line, now_);
	if (!prefix) {
		read_bare(text, record, entry);
		return entry;
	}
	const auto message = is_dmesg(*prefix) ? prefix->after_time : prefix->message;
	entry.message = message.substr(0, FieldSet::max_value_size);
	const auto indent = whole.size() - message.size();
	append_continuation(part.substr(whole.size()), indent, entry.message);
	read_prefixed(*prefix, entry);
	return entry;
}

} // namespace

std::unique_ptr<LogFormat> make_plain_format(bool user, std::uint64_t now)
{
	return std::make_unique<PlainFormat>(user, now);
}

} // namespace hardenctl
