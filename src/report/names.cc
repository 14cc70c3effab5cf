// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "report/words.hh"

namespace hardenctl {

std::string_view verdict_name(Verdict verdict) noexcept
{
	switch (verdict) {
	case Verdict::Sandbox:
		return "sandbox";
	case Verdict::NotSandbox:
		return "not-sandbox";
	case Verdict::Undecided:
		return "undecided";
	case Verdict::Clean:
		return "clean";
	}
	return "undecided";
}

std::string_view grade_name(Grade grade) noexcept
{
	switch (grade) {
	case Grade::Certain:
		return "certain";
	case Grade::Likely:
		return "likely";
	case Grade::Possible:
		return "possible";
	}
	return "possible";
}

std::string_view scope_name(Scope scope) noexcept
{
	switch (scope) {
	case Scope::Narrowest:
		return "narrowest";
	case Scope::Wider:
		return "wider";
	case Scope::Off:
		return "off";
	}
	return "off";
}

std::string_view origin_kind_name(OriginKind kind) noexcept
{
	switch (kind) {
	case OriginKind::Fragment:
		return "fragment";
	case OriginKind::DropIn:
		return "drop-in";
	case OriginKind::Implied:
		return "implied";
	case OriginKind::Default:
		return "default";
	case OriginKind::Transient:
		return "transient";
	}
	return "default";
}

std::string_view source_name(Source source) noexcept
{
	switch (source) {
	case Source::Kernel:
		return "kernel";
	case Source::Manager:
		return "manager";
	case Source::Coredump:
		return "coredump";
	case Source::Program:
		return "program";
	case Source::Trace:
		return "trace";
	}
	return "program";
}

std::string_view level_name(Level level) noexcept
{
	switch (level) {
	case Level::Error:
		return "error";
	case Level::Warning:
		return "warning";
	case Level::Notice:
		return "notice";
	}
	return "notice";
}

} // namespace hardenctl
