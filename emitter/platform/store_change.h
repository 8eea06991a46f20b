// One change of the store by a body that may refuse: what it refuses is not kept. Any thread.
#pragma once

#include <optional>
#include <utility>

#include "emitter/store/platform_store.h"
#include "shared/support/problem.h"
#include "shared/support/result.h"
#include "shared/support/store_error.h"

namespace hookloop {

// `body` takes a PlatformChange& and returns a Result<Value, Problem>. A store that can not be written is the problem
// of store_problem.
template <typename Value, typename Body>
Result<Value, Problem> change_store(PlatformStore& store, const Body& body) {
  std::optional<Result<Value, Problem>> outcome;
  const auto error = store.change([&](PlatformChange& change) {
    outcome.emplace(body(change));
    return static_cast<bool>(*outcome);
  });
  if (error) return store_problem(*error);
  return *std::move(outcome);
}

}  // namespace hookloop
