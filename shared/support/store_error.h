// Why a store could not write: a broken environment (disk full, file gone), as one sentence for a person.
#pragma once

#include <string>

namespace hookloop {

struct StoreError {
  std::string message;
};

}  // namespace hookloop
