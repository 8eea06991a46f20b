// Why a store could not write: a broken environment (disk full, file gone), as one sentence for a person, without a
// period at its end.
#pragma once

#include <string>

#include "shared/support/problem.h"

namespace hookloop {

struct StoreError {
  std::string message;
};

// What the one who asked for the write is told: 503, and the same sentence goes to the log.
Problem store_problem(const StoreError& error);

}  // namespace hookloop
