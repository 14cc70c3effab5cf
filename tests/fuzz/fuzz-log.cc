// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "base/error.hh"
#include "journal/text-log.hh"

#include <cstddef>
#include <cstdint>

using namespace hardenctl;

static void visit_all(Log &log)
{
	const auto ignore = [](const Entry &) { return true; };
	for (const Select select : {Select::Unit, Select::Invocation, Select::Process,
		     Select::Kernel, Select::Failures})
		log.visit({.select = select,
				  .unit = "nginx.service",
				  .invocation = "9b23cb0d1c7e4b7c8a3e9f00aa11bb22",
				  .pid = 510,
				  .order = Order::NewestFirst},
			ignore);
	log.units();
	log.facts();
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size);

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
	try {
		const auto log = open_text_log(
			{.text = {reinterpret_cast<const char *>(data), size}}, "fuzz");
		visit_all(*log);
	} catch (const Error &) {
		// Not a log: that is an answer.
	}
	return 0;
}
