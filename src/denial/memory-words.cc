// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "denial/memory-words.hh"

#include "denial/word-pattern.hh"

#include <string>

namespace hardenctl {

namespace {

struct MemoryRow {
	/** Case is ignored. */
	const char *pattern;
	MemoryWords words;
};

/** glibc's loader, V8, HotSpot, PCRE, LuaJIT, libffi, LLVM, BEAM, Wasmtime. */
constexpr MemoryRow rows[] = {
	{"failed to map segment from shared object", {"mmap", 0}},
	{"cannot (?:enable executable stack|apply additional memory protection|change memory "
	 "protections|make segment writable)",
		{"mprotect", 0}},
	{"fatal process out of memory:.*(?:setpermissions|code ?range|codespace|code "
	 "space|executable)",
		{"mprotect", 0}},
	{"check failed: 12 == \\(\\*__errno_location|setpermissionsonexecutable|javascript oom in "
	 "memorychunk",
		{"mprotect", 0}},
	{"mark memory page as executable|write\\+execute memory|runtime code generation "
	 "failed|unable to allocate section memory",
		{"mprotect", 0}},
	{"check failed: .*setpermissions|setpermissions\\(|codeaddressspace|reserve virtual memory "
	 "for coderange",
		{"mprotect", 0}},
	{"jit compilation failed|no more memory.*jit|jit.*no more memory|jit stack|pcre.*jit",
		{"mprotect", 0}},
	{"(?:allocat|reserv|commit|map|protect|mmap)\\S* (?:\\S+ ){0,4}(?:executable|code|jit) "
	 "(?:memory|cache|heap|space|region|page|segment|buffer)",
		{"mmap", 0}},
	{"os::commit_memory\\([^)]*, 1\\) failed|memory for (?:the )?code|code ?cache",
		{"mmap", 0, 0.7}},
	{"executable (?:memory|page|mapping|heap)|memory (?:as "
	 ")?executable|prot_exec|w\\^x|write.?xor.?execute|writable and "
	 "executable",
		{"mmap", 0}},
	{"\\bmprotect\\b", {"mprotect", 0}},
	{"failed to create coreclr", {"mmap", 0, 0.6}},
	{"\\bffi_(?:closure|prep_closure)|ffi.*(?:allocate|closure)", {"mmap", 0, 0.7}},
	{"(?:failed|unable|cannot|could not) (?:\\S+ )?(?:\\S+ )?jit|jit (?:\\S+ "
	 "){0,3}(?:failed|error|disabled)|(?:allocate|initiali[sz]e) (?:the )?jit",
		{"mmap", 0, 0.7}},
};

} // namespace

std::optional<MemoryWords> find_memory_words(std::string_view line)
{
	static const auto patterns = word_patterns(rows);
	const auto found = first_match(patterns, line);
	return found ? std::optional{rows[*found].words} : std::nullopt;
}

} // namespace hardenctl
