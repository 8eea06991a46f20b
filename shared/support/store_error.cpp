#include "shared/support/store_error.h"

#include <spdlog/spdlog.h>

namespace hookloop {

Problem store_problem(const StoreError& error) {
  spdlog::error("{}", error.message);
  return {503, "store-unavailable", "The store can not be written", "Nothing was changed: " + error.message + "."};
}

}  // namespace hookloop
