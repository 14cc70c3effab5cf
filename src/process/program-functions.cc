// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "process/program-functions.hh"

#include "knowledge/calls.hh"
#include "knowledge/directive.hh"

#include <algorithm>
#include <array>
#include <gelf.h>
#include <libelf.h>
#include <memory>
#include <string_view>
#include <sys/stat.h>

namespace hardenctl {

namespace {

constexpr off_t max_program_size = off_t{512} << 20;
constexpr std::size_t max_sections = 65536;
constexpr std::size_t max_symbols = 1'000'000;

/** Of the C library. */
constexpr std::array<std::string_view, 13> starters{"execl", "execle", "execlp", "execv", "execve",
	"execvp", "execvpe", "fexecve", "popen", "posix_spawn", "posix_spawnp", "system",
	"wordexp"};
static_assert(std::ranges::is_sorted(starters));

/** Of the C library, libcap and libcap-ng. */
constexpr std::array<std::string_view, 4> capability_setters{
	"cap_set_proc", "capng_apply", "capng_change_id", "capset"};

/** Makes system calls by their numbers. */
constexpr std::string_view raw_call = "syscall";

/** What Go's os/exec leaves in the table of function names; a PIE has it under a longer name. */
constexpr std::string_view go_starter = "os/exec.(*Cmd).Start";
constexpr std::string_view go_names = ".gopclntab";
constexpr std::string_view go_note = ".note.go.buildid";

struct ElfEnd {
	void operator()(Elf *elf) const noexcept { elf_end(elf); }
};

using ElfPointer = std::unique_ptr<Elf, ElfEnd>;

const std::set<std::string_view> &known_functions()
{
	static const std::set<std::string_view> known = [] {
		std::set<std::string_view> names;
		for (const DirectiveRecord &record : directive_records())
			for (const ProposalRow &row : record.proposals)
				names.insert(row.functions.begin(), row.functions.end());
		for (const PrivilegedCall &call : privileged_calls())
			names.insert(call.call);
		return names;
	}();
	return known;
}

std::string_view string_at(Elf *elf, std::size_t section, std::size_t offset)
{
	const char *text = elf_strptr(elf, section, offset);
	return text ? text : std::string_view{};
}

/** Undefined symbols: those that others define. */
void add_symbols(Elf *elf, Elf_Scn *section, const GElf_Shdr &header, ProgramFunctions &out)
{
	Elf_Data *data = elf_getdata(section, nullptr);
	const std::size_t count = header.sh_entsize ? header.sh_size / header.sh_entsize : 0;
	for (std::size_t i = 0; data && i < std::min(count, max_symbols); ++i) {
		GElf_Sym symbol;
		if (!gelf_getsym(data, static_cast<int>(i), &symbol))
			return;
		const std::string_view name = string_at(elf, header.sh_link, symbol.st_name);
		if (symbol.st_shndx != SHN_UNDEF || name.empty())
			continue;
		out.starts_programs |= std::ranges::binary_search(starters, name);
		out.sets_capabilities |=
			std::ranges::find(capability_setters, name) != capability_setters.end();
		out.is_sure = out.is_sure && name != raw_call;
		if (known_functions().contains(name))
			out.names.emplace(name);
	}
}

bool names_starter(Elf_Scn *section)
{
	const Elf_Data *data = elf_rawdata(section, nullptr);
	return data && data->d_buf &&
	       std::string_view{static_cast<const char *>(data->d_buf), data->d_size}.find(
		       go_starter) != std::string_view::npos;
}

} // namespace

ProgramFunctions functions_of(const FileDescriptor &file)
{
	ProgramFunctions out;
	struct stat status {};
	if (!file || fstat(file.get(), &status) < 0 || status.st_size > max_program_size ||
		elf_version(EV_CURRENT) == EV_NONE)
		return out;
	const ElfPointer elf{elf_begin(file.get(), ELF_C_READ, nullptr)};
	std::size_t names = 0;
	std::size_t sections = 0;
	if (!elf || elf_kind(elf.get()) != ELF_K_ELF || elf_getshdrstrndx(elf.get(), &names) != 0 ||
		elf_getshdrnum(elf.get(), &sections) != 0 || sections > max_sections)
		return out;
	bool has_symbols = false;
	bool is_go = false;
	bool has_go_names = false;
	for (Elf_Scn *section = nullptr; (section = elf_nextscn(elf.get(), section));) {
		GElf_Shdr header;
		if (!gelf_getshdr(section, &header))
			continue;
		const std::string_view name = string_at(elf.get(), names, header.sh_name);
		if (header.sh_type == SHT_DYNSYM && !has_symbols) {
			has_symbols = out.is_sure = true;
			add_symbols(elf.get(), section, header, out);
		} else if (name.ends_with(go_names) && !has_go_names) {
			is_go = has_go_names = true;
			out.starts_programs |= names_starter(section);
		} else if (name == go_note)
			is_go = true;
	}
	/* it makes its system calls by itself */
	if (is_go) {
		out.is_sure = false;
		out.starts_programs |= !has_go_names;
	}
	return out;
}

} // namespace hardenctl
