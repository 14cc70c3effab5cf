// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "harness.hh"
#include "trial/learn.hh"
#include "trial/repair-search.hh"
#include "unit/unit-files.hh"

using namespace hardenctl;
using test::Check;

namespace {

Finding finding(Directive directive, double confidence, const std::string &path,
	const std::vector<std::string> &lines)
{
	Finding made{.directive = directive, .confidence = confidence};
	made.denial.operation.kind = OperationKind::Path;
	made.denial.operation.path = path;
	for (const std::string &line : lines)
		made.edits.push_back({.scope = Scope::Narrowest, .lines = {line}});
	return made;
}

Diagnosis diagnosis(std::vector<Finding> findings)
{
	Diagnosis made;
	made.findings = std::move(findings);
	return made;
}

/** "A|B" of what is to be tried next. */
std::string next_try(const RepairSearch &search)
{
	const auto edits = search.current();
	if (!edits)
		return "nothing";
	std::string text;
	for (const Edit &edit : *edits)
		for (const std::string &line : edit.lines)
			text += (text.empty() ? "" : "|") + line;
	return text;
}

const Diagnosis by_a = diagnosis({finding(Directive::ProtectSystem, 0.9, "/a", {"A1", "A2"})});
const Diagnosis by_b = diagnosis({finding(Directive::ProtectHome, 0.9, "/b", {"B1", "B2"})});

void the_next_denial_is_added(Check &check)
{
	RepairSearch search{by_a};
	check.equal(next_try(search), "A1");
	search.learn(by_b);
	check.equal(next_try(search), "A1|B1");
}

void what_did_not_help_is_replaced_by_the_wider(Check &check)
{
	RepairSearch search{by_a};
	search.learn(by_a);
	check.equal(next_try(search), "A2");
	search.learn(diagnosis({}));
	check.equal(next_try(search), "nothing");
}

/** A dead end further on does not throw away what came before it. */
void the_last_step_is_given_up_first(Check &check)
{
	RepairSearch search{by_a};
	search.learn(by_b);
	search.learn(by_b);
	check.equal(next_try(search), "A1|B2");
	search.learn(by_b);
	check.equal(next_try(search), "A2");
}

void two_that_are_sure_go_together(Check &check)
{
	const Diagnosis both =
		diagnosis({finding(Directive::ProtectSystem, 0.9, "/a", {"A1", "A2"}),
			finding(Directive::ProtectHome, 0.8, "/b", {"B1"}),
			finding(Directive::PrivateTmp, 0.05, "/c", {"C1"})});
	RepairSearch search{both};
	check.equal(next_try(search), "A1|B1");
	search.learn(both);
	check.equal(next_try(search), "A2|B1");
	search.learn(both);
	check.equal(next_try(search), "nothing");
}

void the_second_suspect_comes_after_the_first(Check &check)
{
	RepairSearch search{diagnosis({finding(Directive::ProtectSystem, 0.4, "/a", {"A1"}),
		finding(Directive::ProtectHome, 0.3, "/a", {"B1"})})};
	check.equal(next_try(search), "A1");
	search.learn(diagnosis({}));
	check.equal(next_try(search), "B1");
}

/** A call that a list denies, with the edits that the model proposes. */
Diagnosis by_call(const std::string &call)
{
	Finding made{.directive = Directive::SystemCallFilter, .confidence = 0.9};
	made.denial.operation = {.kind = OperationKind::SystemCall, .call = call};
	made.edits = {{.scope = Scope::Narrowest, .lines = {call}},
		{.scope = Scope::Wider, .lines = {"@" + call}},
		{.scope = Scope::Wider, .lines = {"@all"}},
		{.scope = Scope::Off, .lines = {"off"}}};
	return diagnosis({made});
}

void a_list_of_calls_is_not_opened_one_by_one(Check &check)
{
	RepairSearch search{by_call("a")};
	search.learn(by_call("b"));
	check.equal(next_try(search), "a|b");
	search.learn(by_call("c"));
	check.equal(next_try(search), "a|b|@c");
	search.learn(by_call("d"));
	check.equal(next_try(search), "a|b|@c|@all");
}

/** Where nobody agrees to the group. */
void a_group_that_is_refused_leaves_the_call(Check &check)
{
	RepairSearch search{by_call("a")};
	search.learn(by_call("b"));
	search.learn(by_call("c"));
	check.equal(next_try(search), "a|b|@c");
	search.skip();
	check.equal(next_try(search), "a|b|c");
	search.learn(by_call("d"));
	check.equal(next_try(search), "a|b|c|@all");
	search.skip();
	check.equal(next_try(search), "a|b|c|d");
}

/** What was given up counts no more. */
void a_step_that_is_given_up_is_forgotten(Check &check)
{
	RepairSearch search{by_call("a")};
	search.learn(by_call("b"));
	for (int i = 0; i < 4; ++i)
		search.skip();
	check.equal(next_try(search), "@a");
	search.learn(by_call("c"));
	check.equal(next_try(search), "@a|c");
}

void nothing_to_repair_is_nothing_to_try(Check &check)
{
	check.equal(next_try(RepairSearch{diagnosis({})}), "nothing");
	check.is_true(best_edits(diagnosis({})).empty(), "no edit");
}

Sandbox sandbox_of(std::string_view lines)
{
	return {load_unit_text({.root = "/nowhere", .systemd_version = 257}, "/etc/x.service",
			"[Service]\n" + std::string{lines}),
		{.systemd_version = 257}};
}

void a_deny_list_logs_what_it_denies(Check &check)
{
	const Sandbox sandbox = sandbox_of("SystemCallFilter=~chown fchown:EPERM\n");
	check.contains(permissive_drop_in("x.service", sandbox),
		"\nSystemCallFilter=\nSystemCallLog=\nSystemCallLog=chown fchown\n");
}

void an_allow_list_logs_all_else(Check &check)
{
	const Sandbox sandbox =
		sandbox_of("SystemCallFilter=chown fchown lchown\nSystemCallFilter=~lchown:EPERM "
			   "fchown\n");
	const std::string text = permissive_drop_in("x.service", sandbox);
	/* a name of the C library's in systemd's groups */
	check.lacks(
		permissive_drop_in("x.service", sandbox_of("SystemCallFilter=@system-service\n")),
		" newfstat ");
	check.contains(text, "\nSystemCallLog=~");
	check.contains(text, " chown ");
	check.lacks(text, " lchown ");
	check.lacks(text, " fchown ");
	// @default is in every allow-list.
	check.contains(text, " execve ");
}

void without_a_filter_there_is_nothing_to_learn(Check &check)
{
	check.throws([] { permissive_drop_in("x.service", sandbox_of("PrivateTmp=yes\n")); },
		"x.service has no SystemCallFilter=");
}

Entry record(const std::string &code, int call)
{
	Entry entry;
	entry.transport = Transport::Kernel;
	entry.message =
		"audit: type=1326 audit(1700000000.000:1): auid=4294967295 uid=0 gid=0 "
		"ses=4294967295 subj=unconfined pid=1 comm=\"nginx\" exe=\"/usr/sbin/nginx\" "
		"sig=0 arch=c000003e syscall=" +
		std::to_string(call) + " compat=0 ip=0x7f code=" + code;
	return entry;
}

/** 92 is chown(2), 41 socket(2) of x86-64. */
void only_what_the_filter_denies_is_learned(Check &check)
{
	const Sandbox sandbox = sandbox_of("SystemCallFilter=~@chown\n");
	LearnedCalls learned{sandbox.filter()};
	for (const auto &[code, call] : {std::pair{"0x7ffc0000", 92}, {"0x7ffc0000", 41},
		     {"0x50001", 92}, {"0x80000000", 92}})
		if (const auto logged = detect_logged_call(record(code, call)))
			learned.add(*logged);
	check.equal(learned.calls().size(), 1u);
	if (!check.is_true(learned.calls().contains("chown"), "chown"))
		return;
	check.equal(learned.calls().at("chown").count, 2u);
	check.equal(learned.edit()->lines.front(), "SystemCallFilter=chown");
	check.is_true(!LearnedCalls{sandbox.filter()}.edit(), "nothing seen, no edit");
}

} // namespace

int main()
{
	static constexpr test::Case cases[]{
		{"the next denial is added", the_next_denial_is_added},
		{"what did not help is replaced by the wider",
			what_did_not_help_is_replaced_by_the_wider},
		{"the last step is given up first", the_last_step_is_given_up_first},
		{"two that are sure go together", two_that_are_sure_go_together},
		{"the second suspect comes after the first",
			the_second_suspect_comes_after_the_first},
		{"a list of calls is not opened one by one",
			a_list_of_calls_is_not_opened_one_by_one},
		{"a group that is refused leaves the call",
			a_group_that_is_refused_leaves_the_call},
		{"a step that is given up is forgotten", a_step_that_is_given_up_is_forgotten},
		{"nothing to repair is nothing to try", nothing_to_repair_is_nothing_to_try},
		{"a deny-list logs what it denies", a_deny_list_logs_what_it_denies},
		{"an allow-list logs all else", an_allow_list_logs_all_else},
		{"without a filter there is nothing to learn",
			without_a_filter_there_is_nothing_to_learn},
		{"only what the filter denies is learned", only_what_the_filter_denies_is_learned},
	};
	return test::run("trial search", cases);
}
