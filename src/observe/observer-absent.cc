// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#include "observe/observer.hh"

#include "base/error.hh"

namespace hardenctl {

struct Observer::Implementation {};

bool can_observe() noexcept
{
	return false;
}

Observer::Observer(const ObserverOptions &)
{
	throw Error{"This hardenctl was built without libbpf: it can read recordings (--trace=), "
		    "but not trace."};
}

Observer::~Observer() noexcept = default;

int Observer::descriptor() const noexcept
{
	return -1;
}

void Observer::take(const std::function<bool(ObservedEvent &&)> &) {}

bool Observer::sees_capabilities() const noexcept
{
	return false;
}

std::uint64_t Observer::lost() const noexcept
{
	return 0;
}

UsedSets Observer::used() const
{
	return {};
}

void Observer::count_repeats(std::vector<ObservedEvent> &) const {}

} // namespace hardenctl
