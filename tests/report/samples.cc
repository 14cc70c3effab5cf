// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "samples.hh"

#include <csignal>

namespace hardenctl::test {

static constexpr std::uint64_t second = 1'000'000;

static Denial nginx_denial()
{
	return {
		.operation = {.kind = OperationKind::SystemCall, .call = "socket"},
		.answer = {.signal = SIGSYS},
		.source = Source::Kernel,
		.pid = 510,
		.comm = "nginx",
		.exe = "/usr/sbin/nginx",
		.command = "ExecStartPre",
		.first = sample_time - second,
		.last = sample_time - second,
		.evidence =
			{{
				 .source = Source::Kernel,
				 .cursor = "s=1;i=2",
				 .time = sample_time - second,
				 .identifier = "kernel",
				 .message =
					 "audit: type=1326 audit(1795456838.100:42): uid=0 pid=510 "
					 "comm=\"nginx\" exe=\"/usr/sbin/nginx\" sig=31 syscall=41",
			 },
				{
					.source = Source::Coredump,
					.cursor = "s=1;i=3",
					.time = sample_time,
					.identifier = "systemd-coredump",
					.message = "Process 510 (nginx) of user 0 dumped core.",
				}},
	};
}

Finding nginx_finding()
{
	return {
		.directive = *find_directive("SystemCallFilter"),
		.value = "~@network-io",
		.origin = {.kind = OriginKind::DropIn,
			.path = "/etc/systemd/system/nginx.service.d/90-hardening.conf",
			.line = 7},
		.confidence = 0.9934567,
		.grade = Grade::Certain,
		.denial = nginx_denial(),
		.edits = {{
				  .scope = Scope::Narrowest,
				  .lines = {"SystemCallFilter=socket"},
				  .drop_in = "[Service]\nSystemCallFilter=socket\n",
				  .why = "bind and listen will be next",
				  .exposure_before = 41,
				  .exposure_after = 41,
			  },
			{
				.scope = Scope::Wider,
				.lines = {"SystemCallFilter=@network-io"},
				.drop_in = "[Service]\nSystemCallFilter=@network-io\n",
				.why = "",
				.exposure_before = 41,
				.exposure_after = 42,
			}},
	};
}

Diagnosis nginx_diagnosis()
{
	Diagnosis diagnosis{
		.incident = {.unit = "nginx.service",
			.hostname = "web1",
			.invocation = "9b23cb0d11112222333344445555aaaa",
			.outcome = Outcome::Failed,
			.result = "core-dump",
			.exit = "code=dumped, status=31/SYS",
			.command = "ExecStartPre",
			.started = sample_time - 90'000,
			.ended = sample_time},
		.verdict = Verdict::Sandbox,
		.summary = "SystemCallFilter= killed nginx for calling socket(2).",
		.findings = {nginx_finding()},
		.ruled_out = {"ProtectSystem=strict", "RestrictAddressFamilies=", "PrivateTmp=yes"},
		.ruled_out_reason = "they deny with an errno, they do not kill",
	};
	diagnosis.incident.denials = {diagnosis.findings.front().denial};
	return diagnosis;
}

Diagnosis port_in_use_diagnosis()
{
	const Denial other_cause{
		.operation = {.kind = OperationKind::Bind, .port = 80},
		.answer = {.error_number = EADDRINUSE},
		.other_cause = true,
		.other_cause_reason = "port in use",
		.evidence = {{
			.source = Source::Program,
			.time = sample_time,
			.identifier = "lighttpd",
			.message = "bind() 0.0.0.0:80: Address already in use",
		}},
	};
	return {
		.incident = {.unit = "lighttpd.service",
			.outcome = Outcome::Failed,
			.ended = sample_time,
			.denials = {other_cause}},
		.verdict = Verdict::NotSandbox,
		.summary = "Another process holds port 80.",
		.unexplained = {other_cause},
	};
}

ReportStyle sample_style()
{
	return {.now = sample_time + 120 * second};
}

Report report_of(std::vector<Diagnosis> diagnoses)
{
	return {.systemd_version = 257, .diagnoses = std::move(diagnoses)};
}

} // namespace hardenctl::test
