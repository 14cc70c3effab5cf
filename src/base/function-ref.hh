// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#pragma once

#include <memory>
#include <type_traits>
#include <utility>

namespace hardenctl {

template <typename Signature> class FunctionRef;

/**
 * A borrowed callable, for parameters only: it must not outlive the call it is passed to.
 * std::function_ref is C++26.
 */
template <typename Result, typename... Args> class FunctionRef<Result(Args...)> {
	void *object_;
	Result (*call_)(void *, Args...);

public:
	template <typename Callable>
		requires(!std::is_same_v<std::remove_cvref_t<Callable>, FunctionRef>)
	FunctionRef(Callable &&callable) noexcept
		: object_(const_cast<void *>(static_cast<const void *>(std::addressof(callable)))),
		  call_([](void *object, Args... args) -> Result {
			  return (*static_cast<std::remove_reference_t<Callable> *>(object))(
				  std::forward<Args>(args)...);
		  })
	{
	}

	Result operator()(Args... args) const { return call_(object_, std::forward<Args>(args)...); }
};

} // namespace hardenctl
